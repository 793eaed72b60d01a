"""IAM identities and policies, as GetAccountAuthorizationDetails tells them.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
Policy documents are kept as JSON text: what could not be parsed stays as it came, and is named where it is judged.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from rootward.model.unknown import Unknown


def is_aws_managed(arn: str) -> bool:
    """Whether AWS owns the policy of that ARN: it has `aws` in place of an account number."""
    return arn.split(":")[4:5] == ["aws"]


SERVICE_LINKED = "/aws-service-role/"
"""The path of the roles that AWS's services own: nobody else can assume them or change their trust policies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""


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
    tags: dict[str, str] = {}
    """Policies test them as `aws:PrincipalTag/key`, the key in any case."""


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
    instance_profiles: tuple[str, ...] = ()
    """ARNs of the instance profiles that hold the role."""
    tags: dict[str, str] = {}
    """As of a user."""


class ManagedPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A managed policy (customer's or AWS's) with the document of its default version."""

    name: str
    arn: str
    path: str = "/"
    attachment_count: int = 0
    document: str | Unknown
    versions: int | None = None
    """How many versions it has, of five at most; None where the source does not list them."""

    @property
    def is_aws_managed(self) -> bool:
        """Whether AWS owns the policy."""
        return is_aws_managed(self.arn)


class Identities(msgspec.Struct, frozen=True, kw_only=True, tag="identities"):
    """All users, groups, roles and managed policies of an account."""

    users: tuple[User, ...] = ()
    groups: tuple[Group, ...] = ()
    roles: tuple[Role, ...] = ()
    policies: tuple[ManagedPolicy, ...] = ()
    """Customer managed policies, and the AWS managed policies that somebody holds or is bounded by."""
