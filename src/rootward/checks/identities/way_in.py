"""Who can use administrator access, and how: an administrator and a door by which it comes in."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from rootward.checks.authority import Authority
from rootward.checks.identities.entrance import Door, Doors
from rootward.checks.identities.usable import Use, use
from rootward.checks.power import in_order
from rootward.iam_policy.administrators import Administrator
from rootward.iam_policy.ternary import Layer, Maybe
from rootward.model.account import Account
from rootward.model.unknown import Unknown


class Way(msgspec.Struct, frozen=True, eq=False):
    """An administrator and a door that it can use."""

    administrator: Administrator
    door: Door
    use: Use

    @property
    def unread(self) -> frozenset[Layer]:
        """The layers of policies that were not read and could take it away."""
        answer = self.administrator.answer
        return answer.unread if isinstance(answer, Maybe) else frozenset()

    @property
    def told(self) -> str:
        """In words: `user ann by role vault (a console password)`."""
        holder, through = self.administrator.holder, self.administrator.through
        by = f" by role {through[-1].name}" if through else ""
        enrols = ", once a device is registered, which it may do itself" if self.use is Use.AFTER_ENROLLING else ""
        return f"{holder.kind} {holder.name}{by} ({self.door.told}{enrols})"


class WaysIn(msgspec.Struct, frozen=True, eq=False):
    """All that is known of who can use administrator access."""

    ways: tuple[Way, ...] = ()
    """Users by name, then roles by name; each way of theirs."""
    shut: tuple[Administrator, ...] = ()
    """Administrators who have no way in."""
    unsure: Mapping[str, tuple[Unknown, ...]] = {}
    """Why administrators, by their ARNs, may have others."""


def ways_in(account: Account, power: Authority) -> WaysIn:
    """Who can use administrator access and how, as far as is proved; `Way.unread` says what could take it away."""
    ways: list[Way] = []
    shut: list[Administrator] = []
    unsure: dict[str, tuple[Unknown, ...]] = {}
    doors = Doors(account)
    for administrator in in_order(power.proved.administrators):
        found = [_way(power, administrator, door) for door in doors.of(administrator.holder)]
        own = [way for way in found if isinstance(way, Way)]
        why = tuple(way for way in found if isinstance(way, Unknown))
        ways += own
        if why:
            unsure[administrator.holder.arn] = why
        elif not own:
            shut.append(administrator)
    return WaysIn(tuple(ways), tuple(shut), unsure)


def _way(power: Authority, administrator: Administrator, door: Door | Unknown) -> Way | Unknown | None:
    if isinstance(door, Unknown):
        return door
    used = use(power.proved.assumption, administrator, door)
    if isinstance(used, Unknown):
        return used
    return None if used is Use.NONE else Way(administrator, door, used)
