"""Who signs in to the console with a password, as the credential report shows it."""

from __future__ import annotations

from rootward.model.account import Account
from rootward.model.unknown import Unknown


def without_console_users(account: Account) -> bool:
    """Whether it is proved that no IAM user has a console password: the report was read, and every row says so."""
    report = account.credential_report
    return not isinstance(report, Unknown) and all(row.password_enabled is False for row in report.users)


def with_console_users(account: Account) -> bool:
    """Whether it is proved that some IAM user has a console password."""
    report = account.credential_report
    return not isinstance(report, Unknown) and any(row.password_enabled is True for row in report.users)
