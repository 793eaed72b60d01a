"""A read call as a reader declares it, and the IAM action that it needs."""

from __future__ import annotations

import msgspec

from rootward.model.iam_action import action_of


class Call(msgspec.Struct, frozen=True):
    """One operation of one service."""

    service: str
    """botocore's name of the service, as `cloudwatch`."""
    operation: str
    """AWS's name of the operation, as `GetAccountSummary`."""

    @property
    def action(self) -> str:
        """The IAM action, as `iam:GetAccountSummary`."""
        return action_of(self.service, self.operation)


class Paging(msgspec.Struct, frozen=True):
    """How an operation pages: the parameter that takes the token, and the member of the answer that gives it."""

    parameter: str
    member: str


MARKER = Paging("Marker", "Marker")
"""IAM's: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html"""
NEXT_TOKEN = Paging("NextToken", "NextToken")
NEXT_TOKEN_LOWER = Paging("nextToken", "nextToken")
