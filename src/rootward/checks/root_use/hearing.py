"""Whether one event is heard: yes, no, or not known, and by which route or dead end."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from rootward.model.unknown import Unknown


class DeadEnd(msgspec.Struct, frozen=True):
    """A route that is known to end before it reaches anybody."""

    steps: int
    """How far it came: the longest one tells most about what is missing."""
    text: str


class Hearing(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the routes of one event. Heard where `route` is set; unknown where `unknowns` is."""

    route: str = ""
    unknowns: tuple[Unknown, ...] = ()
    dead_ends: tuple[DeadEnd, ...] = ()

    def unless(self, *doubts: Unknown) -> Hearing:
        """The same hearing where a condition of it is in doubt: it cannot be heard for certain then."""
        if not doubts or not (self.route or self.unknowns):
            return self
        return Hearing(unknowns=(*doubts, *self.unknowns), dead_ends=self.dead_ends)


def heard(route: str) -> Hearing:
    """It reaches somebody."""
    return Hearing(route=route)


def unknown_whether(*unknowns: Unknown) -> Hearing:
    """It may reach somebody."""
    return Hearing(unknowns=unknowns)


def dead_end(steps: int, text: str) -> Hearing:
    """The route reaches nobody."""
    return Hearing(dead_ends=(DeadEnd(steps, text),))


def any_of(hearings: Iterable[Hearing]) -> Hearing:
    """The routes together: one that reaches somebody is enough, and the same one whatever order AWS lists them in."""
    every = tuple(hearings)
    routes = [hearing.route for hearing in every if hearing.route]
    if routes:
        return heard(min(routes))
    unknowns = dict.fromkeys(cause for hearing in every for cause in hearing.unknowns)
    dead_ends = dict.fromkeys(end for hearing in every for end in hearing.dead_ends)
    return Hearing(unknowns=tuple(unknowns), dead_ends=tuple(dead_ends))
