"""One call that changes something, as data: nothing here makes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Union

import msgspec

from rootward.model.iam_action import action_of, operation_name
from rootward.model.secret import Secret


class OneTimePassword(msgspec.Struct, frozen=True):
    """In place of a password, which no plan and no journal holds: whoever makes the call chooses one, and tells it."""

    user: str


Parameter = Union[  # noqa: UP007 - `|` takes no name that is not there yet
    str, int, bool, Secret, OneTimePassword, Sequence["Parameter"], Mapping[str, "Parameter"]
]
"""A value in AWS's own form; a secret where somebody typed it: no change of a plan holds one."""


_MAKING = frozenset({"CreateAccessKey", "CreateLoginProfile", "UploadSigningCertificate"})
"""Operations of IAM that make a credential: where they name no user, one of whoever signs, and be it root.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html
"""


class ApiCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call of one operation. None can be made up that makes a credential without naming a user: ValueError."""

    service: str = "iam"
    """botocore's name of the service."""
    operation: str
    """AWS's name of the operation, as `UpdateAccessKey`."""
    parameters: Mapping[str, Parameter]
    """In AWS's own words, as `{"UserName": "ann"}`."""
    resource: str = "*"
    """ARN of the resource that a policy must allow the action on; `*` where the action knows none.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
    """
    region: str | None = None
    """Where it is made; None: wherever the session is, for services that are the same everywhere."""
    also: tuple[tuple[str, str], ...] = ()
    """IAM actions that it takes besides its own, each with its resource: `("iam:PassRole", "arn:…:role/…")`."""

    def __post_init__(self) -> None:
        self.refuse_for_root()

    def refuse_for_root(self) -> None:
        """Raise ValueError where it would make a credential and names no user: where root signs, one of root's."""
        if self.service == "iam" and self.operation in _MAKING and not self.parameters.get("UserName"):
            raise ValueError(f"{self.operation} without a user's name would make a credential of root's own")

    @property
    def name(self) -> str:
        """The operation by one name: `CreateGroup`, `events:PutRule`."""
        return operation_name(self.service, self.operation)

    @property
    def action(self) -> str:
        """The IAM action, as `iam:UpdateAccessKey`."""
        return action_of(self.service, self.operation)

    @property
    def permissions(self) -> tuple[tuple[str, str], ...]:
        """All IAM actions that it takes, each with its resource."""
        return ((self.action, self.resource), *self.also)
