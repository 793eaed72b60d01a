"""Who signs in to the console with a password, as the credential report shows it."""

from __future__ import annotations

from rootward.checks.report_users import out_of_sight
from rootward.model.account import Account
from rootward.model.unknown import Unknown


def console_users(account: Account) -> bool | tuple[Unknown, ...] | None:
    """Whether some IAM user has a console password.

    None: a row leaves it open, or no report was read, and somebody may. Reasons: nobody whom the report shows has one,
    and these users are not in it, or may be out of sight.
    """
    report = account.credential_report
    if isinstance(report, Unknown):
        return None
    if any(row.password_enabled is True for row in report.users):
        return True
    if any(row.password_enabled is not False for row in report.users):
        return None
    return out_of_sight(account, report) or False
