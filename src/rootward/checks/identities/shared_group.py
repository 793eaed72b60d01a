"""The group that users of the same policies share: an existing one that holds exactly these, or a new one.

Its name comes of the policies alone, so that every user who holds them is sent to the same group.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import count

import msgspec

from rootward.checks.quota import GROUPS_OF_AN_ACCOUNT, NAME_OF_A_GROUP
from rootward.model.account import Account
from rootward.model.change.inline_policy import canonical
from rootward.model.identity import Group, Identities, InlinePolicy, User, is_aws_managed
from rootward.model.unknown import Unknown

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_+=,.@-]")


class PolicySet(msgspec.Struct, frozen=True):
    """Policies that a user or group holds, in an order of their own: two holders of the same have equal sets."""

    attached: tuple[str, ...]
    inline: tuple[tuple[str, str], ...]
    """Names and documents, these as JSON of one form."""

    def __len__(self) -> int:
        return len(self.attached) + len(self.inline)

    def holds(self, other: PolicySet) -> bool:
        """Whether all of the other are in it."""
        return {*self.attached} >= {*other.attached} and {*self.inline} >= {*other.inline}

    @property
    def names(self) -> tuple[str, ...]:
        """What people call them."""
        return (*(arn.rsplit("/", 1)[-1] for arn in self.attached), *(name for name, _ in self.inline))


def policy_set(holder: User | Group) -> PolicySet:
    """What the user or group holds itself."""
    inline = ((one.name, canonical(one.document)) for one in holder.inline_policies)
    return PolicySet(tuple(sorted({*holder.attached_policies})), tuple(sorted(inline)))


class SharedGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Where the policies go."""

    name: str
    arn: str
    exists: bool
    attached: tuple[str, ...]
    """ARNs of the managed policies that it has still to get."""
    inline: tuple[InlinePolicy, ...]
    """The inline policies that it has still to get."""

    @property
    def is_ready(self) -> bool:
        """Whether it is there and holds all of them."""
        return not self.attached and not self.inline


class SharedGroups:
    """The groups of one account, asked once for each user."""

    def __init__(self, account: Account) -> None:
        found = Identities() if isinstance(account.identities, Unknown) else account.identities
        self._arns = f"arn:{account.partition}:iam::{account.id}:group/"
        self._by_name = {group.name.lower(): group for group in found.groups}
        self._members = Counter(name.lower() for user in found.users for name in user.groups)
        self._holding: dict[PolicySet, list[Group]] = defaultdict(list)
        for group in sorted(found.groups, key=lambda one: one.name):
            self._holding[policy_set(group)].append(group)
        self.users = {user.arn: user for user in found.users}
        self._first: dict[PolicySet, User] = {}
        for user in sorted(found.users, key=lambda one: one.arn):
            self._first.setdefault(policy_set(user), user)
        new = (held for held in self._first if len(held) and held not in self._holding)
        self._order = {held: number for number, held in enumerate(new)}

    def of(self, user: User) -> SharedGroup:
        """The group for what the user holds directly."""
        held = policy_set(user)
        ready = self._holding.get(held, ())
        if ready:
            group = next((one for one in ready if one.name in user.groups), ready[0])
        else:
            name = self._name(held)
            group = self._by_name.get(name.lower()) or Group(name=name, arn=f"{self._arns}{name}")
        there = {one.name for one in group.inline_policies}
        # Documents may be written differently and say the same: everybody proposes those of the same user.
        first = self._first[held]
        return SharedGroup(
            name=group.name,
            arn=group.arn,
            exists=group.name.lower() in self._by_name,
            attached=tuple(arn for arn in first.attached_policies if arn not in group.attached_policies),
            inline=tuple(one for one in first.inline_policies if one.name not in there),
        )

    def has_room_for(self, user: User) -> bool:
        """Whether the account may have the user's new group too, after those for users before it."""
        return len(self._by_name) + self._order[policy_set(user)] < GROUPS_OF_AN_ACCOUNT

    def _name(self, held: PolicySet) -> str:
        """The best name that no other group has."""
        return next(name for name in _names(held) if self._may_have(name, held))

    def _may_have(self, name: str, held: PolicySet) -> bool:
        """Whether no group has the name, or one where an earlier run was cut short: empty, and with nothing else."""
        present = self._by_name.get(name.lower())
        return present is None or (not self._members[name.lower()] and held.holds(policy_set(present)))


def _names(held: PolicySet) -> Iterator[str]:
    """Names for the group, the best first: `ReadOnlyAccess`, `deploy-1f0c2e9a`, `deploy-and-2-more-1f0c2e9a`.

    Only AWS's own policies are told apart by their names; what else there is has a digest behind it.
    """
    more = len(held) - 1
    base = _NOT_IN_NAMES.sub("-", held.names[0]) + (f"-and-{more}-more" if more else "")
    if not more and held.attached and is_aws_managed(held.attached[0]):
        yield base[:NAME_OF_A_GROUP]
    digest = hashlib.sha256(json.dumps([held.attached, held.inline]).encode()).hexdigest()[:8]
    for number in count(1):
        ending = f"-{digest}" if number == 1 else f"-{digest}-{number}"
        yield f"{base[: NAME_OF_A_GROUP - len(ending)]}{ending}"
