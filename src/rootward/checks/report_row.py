"""The row of one user in the credential report."""

from __future__ import annotations

from collections.abc import Mapping

from rootward.checks.kept import Kept
from rootward.model.account import Account
from rootward.model.credential_report import ReportRow
from rootward.model.unknown import Unknown


def row_of(account: Account, arn: str) -> ReportRow | Unknown:
    """The row of the user of that ARN; Unknown where the report was not read, or does not show the user."""
    report = account.credential_report
    if isinstance(report, Unknown):
        return report
    return _ROWS.of(account).get(arn) or Unknown("failed", detail=f"the credential report does not show {arn}")


def _by_arn(account: Account) -> Mapping[str, ReportRow]:
    report = account.credential_report
    return {} if isinstance(report, Unknown) else {row.arn: row for row in report.users}


_ROWS = Kept(_by_arn)
