"""A plan divided for a tool that keeps infrastructure as code: what it can express, and what is left beside it.

A tool makes what it is told in an order of its own, so the plan's order is kept by what each step needs of those before
it: whatever concerns the same user, group, role, bucket, trail or topic; and where the plan makes a user or a role,
nothing that takes something from somebody comes before they are there and have what the plan gives them. What only
takes away is waited for by nobody: it is never early, for no tool does it, and it comes after all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from rootward.model.change import Change, RoleChange, UserChange
from rootward.model.plan import Plan, Step
from rootward.reports.plan.as_code.mentions import Target, mentions, principals

Made = Mapping[Target, Step]
"""What the tool makes anew, by what it is."""


class Company(msgspec.Struct, frozen=True):
    """What a step finds beside it."""

    made: Made
    waits: frozenset[int]
    """The numbers of the steps that it waits for."""

    def maker(self, target: Target, step: Step) -> Step | None:
        """The step that makes it in an earlier stage."""
        found = self.made.get(target)
        return found if found is not None and found.stage < step.stage else None


Reason = Callable[[Step, Company], str]
"""Why the tool cannot make the step; empty where it can."""


class Left(msgspec.Struct, frozen=True):
    """A step that the tool cannot make."""

    step: Step
    reason: str


class Division(msgspec.Struct, frozen=True, kw_only=True):
    """A plan in two parts."""

    expressed: tuple[Step, ...]
    first: tuple[Left, ...]
    """What must be there before the tool begins."""
    afterwards: tuple[Left, ...]
    needs: Mapping[int, tuple[int, ...]]
    """Of each expressed step, the expressed ones that it waits for by itself: by none of the others already."""
    made: Made


class _Order:
    """Which step waits for which, by their numbers; sets of numbers are bits of an integer."""

    def __init__(self, steps: Iterable[Step]) -> None:
        by_stage = sorted(steps, key=lambda one: (one.stage, one.number))
        newborn = {one.change.target for one in by_stage if _is_newborn(one.change)}
        self.direct: dict[int, set[int]] = {}
        self.all: dict[int, int] = {}
        """Also those that the ones it waits for wait for."""
        seen: dict[Target, list[Step]] = {}
        for step in by_stage:
            about = mentions(step.change) | principals(step.change) | (newborn if step.risk != "safe" else set())
            earlier = (one for each in about for one in seen.get(each, ()) if one.stage < step.stage)
            waits = {one.number for one in earlier if not _takes(one.change)}
            self.direct[step.number] = waits
            self.all[step.number] = _bits(waits)
            for number in waits:
                self.all[step.number] |= self.all[number]
            for each in mentions(step.change):
                seen.setdefault(each, []).append(step)

    def waits(self, step: Step) -> frozenset[int]:
        """Those that it waits for by itself."""
        return frozenset(self.direct[step.number])

    def nearest(self, number: int, among: Iterable[int]) -> tuple[int, ...]:
        """Those of `among` that the step waits for, without those that another of them waits for already."""
        waits = sorted(self.direct[number].intersection(among))
        implied = 0
        for one in waits:
            implied |= self.all[one]
        return tuple(one for one in waits if not implied >> one & 1)


def divided(plan: Plan, reason: Reason) -> Division:
    """The plan's steps, those that the tool cannot make apart.

    A step that waits for one that is left, which itself waits for the tool, is left as well.
    """
    order = _Order(plan.steps)
    left: dict[int, str] = {}
    while True:
        expressed = tuple(one for one in plan.steps if one.number not in left)
        made = {one.change.target: one for one in expressed if one.change.makes is not None}
        more = {one.number: why for one in expressed if (why := reason(one, Company(made, order.waits(one))))}
        more = more or _between(expressed, left, order)
        if not more:
            break
        left |= more
    numbers = {one.number for one in expressed}
    awaited = 0
    for number in numbers:
        awaited |= order.all[number]
    both = [Left(one, left[one.number]) for one in plan.steps if one.number in left]
    return Division(
        expressed=expressed,
        first=tuple(one for one in both if awaited >> one.step.number & 1),
        afterwards=tuple(one for one in both if not awaited >> one.step.number & 1),
        needs={number: order.nearest(number, numbers) for number in numbers},
        made=made,
    )


def _between(expressed: Sequence[Step], left: Mapping[int, str], order: _Order) -> dict[int, str]:
    """The steps that wait for one that is left and that comes after an expressed one."""
    here, gone = _bits(one.number for one in expressed), _bits(left)
    later = [number for number in left if order.all[number] & here]
    behind = _bits(later) & gone
    found = {}
    for step in expressed:
        waits = order.all[step.number] & behind
        if waits:
            found[step.number] = f"it waits for step {(waits & -waits).bit_length() - 1}"
    return found


def _bits(numbers: Iterable[int]) -> int:
    bits = 0
    for number in numbers:
        bits |= 1 << number
    return bits


def _takes(change: Change) -> bool:
    return change.after is None or change.after is False or change.after == "Inactive"


def _is_newborn(change: Change) -> bool:
    return isinstance(change, UserChange | RoleChange) and change.after
