"""Whether AWS has room for all of a plan. A check asks for one gap at a time; what several ask for adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from rootward.checks.quota import (
    GROUPS_OF_A_USER,
    GROUPS_OF_AN_ACCOUNT,
    ROLES_OF_AN_ACCOUNT,
    USERS_OF_AN_ACCOUNT,
)
from rootward.model.account import Account
from rootward.model.change import Change, GroupChange, MembershipChange, RoleChange, UserChange
from rootward.model.identity import Identities
from rootward.model.unknown import Unknown


class _Quota(msgspec.Struct, frozen=True):
    """How many of a kind an account may have."""

    kind: type[GroupChange | RoleChange | UserChange]
    noun: str
    most: int
    unless: str
    advice: str


_RAISED = ", if its quota was not raised"

_QUOTAS = (
    _Quota(GroupChange, "groups", GROUPS_OF_AN_ACCOUNT, _RAISED, "delete groups that nobody is in first"),
    _Quota(UserChange, "users", USERS_OF_AN_ACCOUNT, "", "delete users whom nobody needs first"),
    _Quota(RoleChange, "roles", ROLES_OF_AN_ACCOUNT, _RAISED, "delete roles that nobody works as first"),
)


def without_room(changes: Iterable[Change], account: Account) -> str | None:
    """What AWS would refuse because it is one too many, in one line; None where nothing is.

    What the changes give back is not counted: it may come later than what takes its place.
    """
    found = account.identities
    if isinstance(found, Unknown):
        return None
    several = tuple(changes)
    full = (_without_room_for(quota, several, found) for quota in _QUOTAS)
    return next((told for told in full if told), None) or _in_too_many_groups(several, found)


def _without_room_for(quota: _Quota, changes: Iterable[Change], found: Identities) -> str | None:
    made = {change.name.lower() for change in changes if isinstance(change, quota.kind) and change.after}
    there = {one.name.lower() for one in getattr(found, quota.noun)}
    count = len(there) + len(made - there)
    if not made - there or count <= quota.most:
        return None
    told = f"with the rest of the plan the account would have {count} {quota.noun}, and AWS allows"
    return f"{told} {quota.most}{quota.unless}: {quota.advice}"


def _in_too_many_groups(changes: Iterable[Change], found: Identities) -> str | None:
    joined: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        if isinstance(change, MembershipChange) and change.after:
            joined[change.user].add(change.group)
    for user in (user for user in found.users if user.name in joined):
        count = len(joined[user.name].union(user.groups))
        if count > GROUPS_OF_A_USER:
            told = f"with the rest of the plan {user.name} would be in {count} groups, and AWS allows"
            return f"{told} {GROUPS_OF_A_USER}: take the user out of one first"
    return None
