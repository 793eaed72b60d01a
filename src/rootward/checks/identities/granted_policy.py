"""The policies that users, groups and roles hold, each once, with those who hold it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from rootward.checks.identities.owner import is_service_linked
from rootward.model.identity import Group, Identities, Role, User
from rootward.model.unknown import Unknown

_KINDS = ("user", "group", "role")

NOT_READ = Unknown("failed", detail="its document was not read")


class PolicyHolder(msgspec.Struct, frozen=True):
    """A user, group or role."""

    kind: Literal["user", "group", "role"]
    name: str
    arn: str

    @property
    def told(self) -> str:
        """In words, as `group developers`."""
        return f"{self.kind} {self.name}"


class GrantedPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A policy that somebody holds."""

    kind: str
    """`customer managed`, `AWS managed` or `inline`."""
    name: str
    resource: str
    """Its ARN; of an inline policy, that of its holder."""
    document: str | Unknown
    holders: tuple[PolicyHolder, ...]


def granted_policies(identities: Identities) -> Iterator[GrantedPolicy]:
    """Every policy that is attached, then every inline policy; permissions boundaries grant nothing.

    Service-linked roles are left out: AWS owns them and their policies.
    """
    known = {one.arn: one for one in identities.policies}
    attached: dict[str, list[PolicyHolder]] = {}
    inline: list[GrantedPolicy] = []
    for holder, one in _holders(identities):
        for arn in one.attached_policies:
            attached.setdefault(arn, []).append(holder)
        inline.extend(
            GrantedPolicy(kind="inline", name=own.name, resource=holder.arn, document=own.document, holders=(holder,))
            for own in one.inline_policies
        )
    for arn, holders in attached.items():
        policy = known.get(arn)
        yield GrantedPolicy(
            kind="AWS managed" if arn.split(":")[4:5] == ["aws"] else "customer managed",
            name=arn.rsplit("/", 1)[-1],
            resource=arn,
            document=NOT_READ if policy is None else policy.document,
            holders=tuple(sorted(holders, key=lambda one: (_KINDS.index(one.kind), one.name, one.arn))),
        )
    yield from inline


def _holders(identities: Identities) -> Iterator[tuple[PolicyHolder, User | Group | Role]]:
    for user in identities.users:
        yield PolicyHolder("user", user.name, user.arn), user
    for group in identities.groups:
        yield PolicyHolder("group", group.name, group.arn), group
    for role in identities.roles:
        if not is_service_linked(role):
            yield PolicyHolder("role", role.name, role.arn), role
