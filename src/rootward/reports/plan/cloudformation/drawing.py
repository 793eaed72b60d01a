"""The resources of a plan, each with its name and place, in the plan's order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import msgspec

from rootward.model.change import (
    AttachmentChange,
    TrailLoggingChange,
)
from rootward.model.plan import Step
from rootward.reports.plan.as_code import mentions
from rootward.reports.plan.as_code.division import Division
from rootward.reports.plan.as_code.mentions import Target
from rootward.reports.plan.as_code.text import Names
from rootward.reports.plan.cloudformation.pen import Drawn, Pen
from rootward.reports.plan.cloudformation.writers import WRITERS

Written = Mapping[str, object]
"""A resource, or a part of one."""


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """A resource with its name, and the steps that it makes."""

    name: str
    steps: tuple[Step, ...]
    written: Written


class Drawing:
    """The resources of a plan, in its order."""

    def __init__(self, division: Division, conditions: Mapping[str | None, str]) -> None:
        """`conditions`: the condition of each region; of None, that of what is the same everywhere."""
        self._division = division
        self._conditions = conditions
        self._names = Names()
        self._ids: dict[int, str] = {}
        """Of each step, its first resource."""
        self._where: dict[str, str] = {}
        """Of each resource, its condition."""
        self._joined: dict[int, list[Step]] = {}
        for step in division.expressed:
            maker = self._maker(step)
            if maker is not None:
                self._joined.setdefault(maker.number, []).append(step)

    def resources(self) -> Iterator[Resource]:
        """All resources."""
        steps = sorted(self._division.expressed, key=lambda one: (one.stage, one.number))
        for step in steps:
            maker = self._maker(step)
            if maker is not None:
                self._ids[step.number] = self._ids[maker.number]
                continue
            yield from self._written(step)

    def _maker(self, step: Step) -> Step | None:
        match step.change:
            case AttachmentChange():
                return self._division.made[mentions.holder(step.change)]
            case TrailLoggingChange():
                return self._division.made[mentions.trail(step.change.arn)]
            case _:
                return None

    def _written(self, step: Step) -> Iterator[Resource]:
        joined = self._joined.get(step.number, [])
        where = self._conditions[mentions.region_of(step.change)]
        pen = Pen(partial(self._made_before, step, where), where, [one.change for one in joined])
        for number, one in enumerate(WRITERS[type(step.change)](step.change, pen)):
            name = self._names.new(one.name, "")
            self._where[name] = where
            if not number:
                self._ids[step.number] = pen.own = name
            yield Resource(
                name=name, steps=(step, *joined) if not number else (), written=self._resource(step, one, pen, number)
            )

    def _resource(self, step: Step, one: Drawn, pen: Pen, number: int) -> Written:
        written: dict[str, object] = {"Type": one.type, "Condition": pen.where}
        awaited = self._depends_on(step, pen) if not number else ()
        if awaited:
            written["DependsOn"] = list(awaited)
        if one.keeps:
            written |= {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
        properties = one.properties(pen.own)
        written["Properties"] = {name: value for name, value in properties.items() if value not in (None, [])}
        return written

    def _depends_on(self, step: Step, pen: Pen) -> tuple[str, ...]:
        # Of another region there is nothing to wait for here: its stack is another one.
        needed = {self._ids[number] for number in self._division.needs[step.number]}
        return tuple(sorted(one for one in needed if one not in pen.referred and self._where[one] == pen.where))

    def _made_before(self, step: Step, where: str, target: Target) -> str | None:
        """The name of what an earlier stage makes in the same place."""
        maker = self._division.made.get(target)
        if maker is None or maker.stage >= step.stage:
            return None
        name = self._ids[maker.number]
        return name if self._where[name] == where else None
