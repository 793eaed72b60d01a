"""What is known of the credentials of users: by it, some paths are open and some are not."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from rootward.model.account import Account
from rootward.model.credential_report import KeySlot, ReportRow
from rootward.model.unknown import Unknown

MOST_KEYS = 2
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""


class Credentials:
    """The credentials of an account's users. Every answer is None where it is not known."""

    def __init__(self, account: Account) -> None:
        report, listed = account.credential_report, account.access_keys
        self._rows: dict[str, ReportRow] = {} if isinstance(report, Unknown) else {row.arn: row for row in report.users}
        self._listed = Counter(key.user for key in (() if isinstance(listed, Unknown) else listed))

    def has_password(self, arn: str) -> bool | None:
        """Whether the user has a console password."""
        row = self._rows.get(arn)
        return row.password_enabled if row is not None and isinstance(row.password_enabled, bool) else None

    def has_mfa(self, arn: str) -> bool | None:
        """Whether the user has an MFA device of any kind."""
        row = self._rows.get(arn)
        return row.mfa_active if row is not None and isinstance(row.mfa_active, bool) else None

    def may_have_another_key(self, arn: str, name: str) -> bool | None:
        """Whether the user has fewer than two access keys.

        The report tells an inactive key from none at best by its date; a place that shows neither counts as free.
        """
        if self._listed[name] >= MOST_KEYS:
            return False
        row = self._rows.get(arn)
        if row is None:
            return None
        taken = [_is_taken(slot) for slot in row.keys]
        if all(taken):
            return False
        return True if False in taken else None


def _is_taken(slot: KeySlot) -> bool | None:
    if isinstance(slot.active, Unknown) or isinstance(slot.last_rotated, Unknown):
        return None
    return slot.active is True or isinstance(slot.last_rotated, datetime)
