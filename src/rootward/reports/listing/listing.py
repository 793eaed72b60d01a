"""What `rootward list` lists, arranged: who is there, and who holds what. Every list is sorted by name.

The structs are the keys of the JSON format, schema 1: keys and their order do not change within a schema number.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

import msgspec

from rootward.model.access import AskedAccount, HeldPolicy
from rootward.model.account import Account
from rootward.model.identity import Group, Identities, ManagedPolicy, Role, User
from rootward.model.unknown import Unknown
from rootward.reports.names import last_part

LISTING_SCHEMA = 1

Kind = Literal["user", "group", "role"]


class ListedUser(msgspec.Struct, frozen=True, kw_only=True):
    """A user, and what it has by itself."""

    name: str
    arn: str
    path: str
    created: datetime
    groups: tuple[str, ...]
    attached_policies: tuple[str, ...]
    """ARNs."""
    inline_policies: tuple[str, ...]
    """Names."""
    boundary: str | None
    """ARN of the permissions boundary."""


class ListedGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group, its members, and what it gives them."""

    name: str
    arn: str
    path: str
    members: tuple[str, ...]
    attached_policies: tuple[str, ...]
    inline_policies: tuple[str, ...]


class ManagedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A managed policy, and who holds it."""

    name: str
    arn: str
    path: str
    aws_managed: bool
    attachment_count: int
    """As AWS counts: to users, groups and roles, boundaries aside."""
    users: tuple[str, ...]
    groups: tuple[str, ...]
    roles: tuple[str, ...]
    boundary_of: tuple[str, ...]
    """Whose permissions boundary it is: `user/ann`, `role/web`."""


class InlineEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The inline policies of one user, group or role."""

    kind: Kind
    holder: str
    policies: tuple[str, ...]


class _Listing(msgspec.Struct, frozen=True, kw_only=True):
    schema: int = LISTING_SCHEMA
    rootward: str
    taken_at: datetime
    account: AskedAccount
    user: str | None
    """The one user that was asked about."""


class Users(_Listing, frozen=True, kw_only=True):
    """The users, or the one that was asked about."""

    users: tuple[ListedUser, ...]


class Groups(_Listing, frozen=True, kw_only=True):
    """The groups, or those of one user."""

    groups: tuple[ListedGroup, ...]


class Policies(_Listing, frozen=True, kw_only=True):
    """The managed policies (the account's own, and AWS's that somebody holds) and the inline ones."""

    managed: tuple[ManagedEntry, ...]
    inline: tuple[InlineEntry, ...]


class PoliciesOfUser(_Listing, frozen=True, kw_only=True):
    """All policies that hold for one user: its own first, then those of its groups."""

    policies: tuple[HeldPolicy, ...]
    boundary: str | None
    """ARN of the permissions boundary, which limits what all of them allow."""


Listing = Users | Groups | Policies | PoliciesOfUser


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What every list begins with."""

    rootward: str
    taken_at: datetime
    account: AskedAccount
    user: str | None = None


def frame(account: Account, version: str, user: User | None) -> Frame:
    """The beginning of a list of that account, about that user."""
    alias = None if isinstance(account.alias, Unknown) else account.alias
    return Frame(
        rootward=version,
        taken_at=account.taken_at,
        account=AskedAccount(id=account.id, alias=alias, partition=account.partition),
        user=None if user is None else user.name,
    )


def users(found: Identities, of: Frame, user: User | None) -> Users:
    """All users, or that one."""
    listed = found.users if user is None else (user,)
    return Users(**_fields(of), users=tuple(_user(one) for one in sorted(listed, key=_by_name)))


def groups(found: Identities, of: Frame, user: User | None) -> Groups:
    """All groups, or those of that user."""
    members: dict[str, list[str]] = {}
    for one in found.users:
        for name in one.groups:
            members.setdefault(name, []).append(one.name)
    listed = (one for one in found.groups if user is None or one.name in user.groups)
    return Groups(
        **_fields(of),
        groups=tuple(
            ListedGroup(
                name=one.name,
                arn=one.arn,
                path=one.path,
                members=_sorted(members.get(one.name, ())),
                attached_policies=_by_policy(one.attached_policies),
                inline_policies=_sorted(each.name for each in one.inline_policies),
            )
            for one in sorted(listed, key=_by_name)
        ),
    )


def policies(found: Identities, of: Frame) -> Policies:
    """All policies, managed and inline."""
    holders: dict[str, dict[Kind, list[str]]] = {}
    bounded: dict[str, list[str]] = {}
    inline: list[InlineEntry] = []
    for kind, one in _holders(found):
        for arn in one.attached_policies:
            holders.setdefault(arn, {}).setdefault(kind, []).append(one.name)
        if not isinstance(one, Group) and one.boundary:
            bounded.setdefault(one.boundary, []).append(f"{kind}/{one.name}")
        if one.inline_policies:
            names = _sorted(each.name for each in one.inline_policies)
            inline.append(InlineEntry(kind=kind, holder=one.name, policies=names))
    managed = (
        ManagedEntry(
            name=one.name,
            arn=one.arn,
            path=one.path,
            aws_managed=one.is_aws_managed,
            attachment_count=one.attachment_count,
            users=_sorted(holders.get(one.arn, {}).get("user", ())),
            groups=_sorted(holders.get(one.arn, {}).get("group", ())),
            roles=_sorted(holders.get(one.arn, {}).get("role", ())),
            boundary_of=_sorted(bounded.get(one.arn, ())),
        )
        for one in sorted(found.policies, key=_by_name)
    )
    return Policies(**_fields(of), managed=tuple(managed), inline=tuple(inline))


def policies_of(found: Identities, of: Frame, user: User) -> PoliciesOfUser:
    """What holds for that user: attached and inline, its own and its groups'."""
    held = [*_held(user, f"user {user.name}", None)]
    for group in sorted((one for one in found.groups if one.name in user.groups), key=_by_name):
        held.extend(_held(group, f"group {group.name}", group.name))
    return PoliciesOfUser(**_fields(of), policies=tuple(held), boundary=user.boundary)


def _held(holder: User | Group, whose: str, group: str | None) -> Iterable[HeldPolicy]:
    for arn in _by_policy(holder.attached_policies):
        yield HeldPolicy(policy=arn, group=group)
    for name in _sorted(each.name for each in holder.inline_policies):
        yield HeldPolicy(policy=name, group=group, inline_of=whose)


def _user(one: User) -> ListedUser:
    return ListedUser(
        name=one.name,
        arn=one.arn,
        path=one.path,
        created=one.created,
        groups=_sorted(one.groups),
        attached_policies=_by_policy(one.attached_policies),
        inline_policies=_sorted(each.name for each in one.inline_policies),
        boundary=one.boundary,
    )


def _holders(found: Identities) -> Iterable[tuple[Kind, User | Group | Role]]:
    """Users, then groups, then roles, each kind by name."""
    yield from (("user", one) for one in sorted(found.users, key=_by_name))
    yield from (("group", one) for one in sorted(found.groups, key=_by_name))
    yield from (("role", one) for one in sorted(found.roles, key=_by_name))


def _fields(of: Frame) -> dict[str, Any]:
    return msgspec.structs.asdict(of)


def _by_name(one: User | Group | Role | ManagedPolicy) -> tuple[str, str, str]:
    return (*_folded(one.name), one.arn)


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=_folded))


def _by_policy(arns: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(arns, key=lambda arn: (*_folded(last_part(arn)), arn)))


def _folded(name: str) -> tuple[str, str]:
    return name.casefold(), name
