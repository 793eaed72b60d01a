"""Whose a credential is, where a list names its owner by user name only."""

from __future__ import annotations

from rootward.model.account import Account
from rootward.model.unknown import Unknown


class Owners:
    """The ARNs of IAM users by their names, which are unique in an account whatever their path."""

    def __init__(self, account: Account) -> None:
        report = account.credential_report
        rows = () if isinstance(report, Unknown) else report.users
        self._arns = {row.user: row.arn for row in rows}
        self._without_path = f"arn:{account.partition}:iam::{account.id}:user/"

    def arn(self, user: str) -> str:
        """The ARN in the credential report, or for a user who is not in it, that of a user without a path."""
        return self._arns.get(user, f"{self._without_path}{user}")
