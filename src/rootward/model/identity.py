"""IAM identities and policies, as GetAccountAuthorizationDetails tells them.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
Policy documents are kept as JSON text: what could not be parsed stays as it came, and is named where it is judged.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from rootward.model.unknown import Unknown


class InlinePolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A policy that lives inside one user, group or role."""

    name: str
    document: str


class User(msgspec.Struct, frozen=True, kw_only=True):
    """An IAM user."""

    name: str
    arn: str
    path: str = "/"
    created: datetime
    groups: tuple[str, ...] = ()
    attached_policies: tuple[str, ...] = ()
    """ARNs of managed policies attached to the user itself."""
    inline_policies: tuple[InlinePolicy, ...] = ()
    boundary: str | None = None
    """ARN of the permissions boundary."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """An IAM group."""

    name: str
    arn: str
    path: str = "/"
    attached_policies: tuple[str, ...] = ()
    inline_policies: tuple[InlinePolicy, ...] = ()


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """An IAM role."""

    name: str
    arn: str
    path: str = "/"
    created: datetime
    trust_policy: str
    """The trust policy document, JSON text."""
    attached_policies: tuple[str, ...] = ()
    inline_policies: tuple[InlinePolicy, ...] = ()
    boundary: str | None = None
    last_used: datetime | None = None
    """RoleLastUsed, tracked for 400 days; None if not used in that time."""


class ManagedPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A managed policy (customer's or AWS's) with the document of its default version."""

    name: str
    arn: str
    path: str = "/"
    attachment_count: int = 0
    document: str | Unknown

    @property
    def is_aws_managed(self) -> bool:
        """Whether AWS owns the policy: its ARN has `aws` in place of an account number."""
        return self.arn.split(":")[4:5] == ["aws"]


class Identities(msgspec.Struct, frozen=True, kw_only=True, tag="identities"):
    """All users, groups, roles and managed policies of an account."""

    users: tuple[User, ...] = ()
    groups: tuple[Group, ...] = ()
    roles: tuple[Role, ...] = ()
    policies: tuple[ManagedPolicy, ...] = ()
    """Customer managed policies, and the AWS managed policies that are attached somewhere."""
