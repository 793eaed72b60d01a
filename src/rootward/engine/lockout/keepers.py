"""The keepers of an account: administrators who have a way in. While one is left, nobody is locked out for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

import msgspec

from rootward.checks.identities.way_in import Way, ways_in
from rootward.checks.power import proven_authority
from rootward.engine.lockout.difference import users_that_differ
from rootward.engine.lockout.population import part
from rootward.model.account import Account
from rootward.model.unknown import Unknown


class Keeper(msgspec.Struct, frozen=True, eq=False):
    """An administrator who has a way in."""

    arn: str
    through: tuple[str, ...]
    """ARNs of the roles that it assumes one after the other, the last one with the power."""
    told: str
    """In words, with one of its ways in: `user ann (a console password)`."""
    has_mfa: bool
    """Whether it comes in with MFA. Of federated people IAM does not know."""
    is_proved: bool
    """Whether nothing that was not read could take its power away."""
    may_hang_on_scps: bool
    """Whether nothing could but service control policies that were not read."""

    @property
    def chain(self) -> tuple[str, ...]:
        """ARNs of all whose power it takes."""
        return (self.arn, *self.through)


Unsure = Mapping[str, tuple[Unknown, ...]]
"""Why it is not known of administrators, by their ARNs, whether they have a way in."""


class Keepers:
    """All keepers of an account as it is at one moment."""

    def __init__(self, account: Account, by_arn: Mapping[str, Keeper], roles: frozenset[str], unsure: Unsure) -> None:
        self.account = account
        self.by_arn = {arn: by_arn[arn] for arn in sorted(by_arn, key=_order)}
        """Keepers by their ARNs: users, then roles."""
        self._roles = roles
        """ARNs of the roles with administrator access, whoever gets in."""
        self.unsure = unsure
        """Of whom it is not known."""

    @classmethod
    def of(cls, account: Account) -> Keepers:
        """The account's keepers."""
        power = proven_authority(account)
        if isinstance(power, Unknown):
            return cls(account, {}, frozenset(), {account.resource: (power,)})
        found = ways_in(account, power)
        ways: dict[str, list[Way]] = {}
        for way in found.ways:
            ways.setdefault(way.administrator.holder.arn, []).append(way)
        administrators = (one.holder for one in power.proved.administrators)
        roles = frozenset(holder.arn for holder in administrators if holder.kind == "role")
        return cls(account, {arn: _keeper(several) for arn, several in ways.items()}, roles, found.unsure)

    def __iter__(self) -> Iterator[Keeper]:
        return iter(self.by_arn.values())

    @property
    def why_unknown(self) -> Unknown | None:
        """Why there may be others."""
        return next((why for arn in sorted(self.unsure) for why in self.unsure[arn]), None)

    def moved(self, account: Account) -> Keepers:
        """The keepers of an account that this one has become: only users of whom it says something else are judged."""
        differing = users_that_differ(self.account, account)
        if differing is None:
            return Keepers.of(account)
        again = Keepers.of(part(account, differing, self._roles))
        by_arn = _with(self.by_arn, again.by_arn, differing)
        return Keepers(account, by_arn, self._roles, _with(self.unsure, again.unsure, differing))


T = TypeVar("T")


def _with(before: Mapping[str, T], after: Mapping[str, T], differing: frozenset[str]) -> dict[str, T]:
    """What was said before, and of those who differ what is said after."""
    kept = {arn: value for arn, value in before.items() if arn not in differing}
    return kept | {arn: value for arn, value in after.items() if arn in differing}


def _order(arn: str) -> tuple[bool, str]:
    """Users, then roles."""
    return ":role/" in arn, arn


def _keeper(ways: list[Way]) -> Keeper:
    administrator, unread = ways[0].administrator, ways[0].unread
    return Keeper(
        arn=administrator.holder.arn,
        through=tuple(role.arn for role in administrator.through),
        told=ways[0].told,
        has_mfa=any(way.door.device is True for way in ways),
        is_proved=not unread,
        may_hang_on_scps=unread <= {"scp"},
    )
