"""Requests to create an account, which Organizations works off by and by.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from moto.core.utils import utcnow

CREATING_TAKES = timedelta(seconds=10)
"""How long a request is IN_PROGRESS. AWS: "a few minutes"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Creation:
    """A request to create an account."""

    id: str
    """`car-…`."""
    account_name: str
    requested: datetime
    account_id: str | None = None
    """None: it fails."""
    failure_reason: str | None = None

    def describe(self) -> dict[str, object]:
        """The request as DescribeCreateAccountStatus shows it now."""
        shown: dict[str, object] = {
            "Id": self.id,
            "AccountName": self.account_name,
            "State": self.state,
            "RequestedTimestamp": self.requested,
        }
        if self.state != "IN_PROGRESS":
            shown["CompletedTimestamp"] = self.requested + CREATING_TAKES
        if self.state == "SUCCEEDED":
            shown["AccountId"] = self.account_id
        if self.state == "FAILED":
            shown["FailureReason"] = self.failure_reason
        return shown

    @property
    def state(self) -> str:
        """IN_PROGRESS, SUCCEEDED or FAILED."""
        if utcnow() - self.requested < CREATING_TAKES:
            return "IN_PROGRESS"
        return "FAILED" if self.account_id is None else "SUCCEEDED"
