"""The resources of a plan, each with its address, in the plan's order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from rootward.model.change import (
    TrailLoggingChange,
)
from rootward.model.plan import Step
from rootward.reports.plan.as_code import mentions
from rootward.reports.plan.as_code.comments import step_lines
from rootward.reports.plan.as_code.division import Division
from rootward.reports.plan.as_code.mentions import Target
from rootward.reports.plan.as_code.text import Names
from rootward.reports.plan.terraform.hcl import Block, Expression, Value
from rootward.reports.plan.terraform.pen import Drawn, Pen, slug
from rootward.reports.plan.terraform.writers import WRITERS


class Drawing:
    """The resources of a plan, in its order."""

    def __init__(self, division: Division, aliases: Mapping[str, str]) -> None:
        """`aliases`: the provider of each region."""
        self._division = division
        self._aliases = aliases
        self._names: dict[str, Names] = {}
        self._addresses: dict[int, str] = {}
        """Of each step, its first resource."""
        self._logging = {
            mentions.trail(one.change.arn): one.change.after
            for one in division.expressed
            if isinstance(one.change, TrailLoggingChange)
        }

    def blocks(self) -> Iterator[Block]:
        """All resources, with the imports of what was there before."""
        for step in sorted(self._division.expressed, key=lambda one: (one.stage, one.number)):
            if isinstance(step.change, TrailLoggingChange):
                self._addresses[step.number] = self._address_of(mentions.trail(step.change.arn))
                continue
            yield from self._written(step)

    def _written(self, step: Step) -> Iterator[Block]:
        pen = Pen(partial(self._made_before, step), self._logging)
        drawn = list(WRITERS[type(step.change)](step.change, pen))
        for number, one in enumerate(drawn):
            address = self._named(step, one, drawn[0], number)
            if one.imported is not None:
                yield Block(kind="import", arguments={"to": Expression(address), "id": one.imported})
            yield Block(
                kind="resource",
                labels=tuple(address.split(".")),
                arguments={**self._provider(step), **one.arguments(self._addresses[step.number])},
                depends_on=self._depends_on(step, pen) if not number else (),
                comment=step_lines(step) if not number else (),
            )

    def _named(self, step: Step, one: Drawn, first: Drawn, number: int) -> str:
        label = self._names.setdefault(one.kind, Names()).new(slug(one.label or first.label))
        address = f"{one.kind}.{label}"
        if not number:
            self._addresses[step.number] = address
        return address

    def _provider(self, step: Step) -> dict[str, Value]:
        region = mentions.region_of(step.change)
        return {} if region is None else {"provider": Expression(f"aws.{self._aliases[region]}")}

    def _depends_on(self, step: Step, pen: Pen) -> tuple[str, ...]:
        needed = (self._addresses[number] for number in self._division.needs[step.number])
        return tuple(sorted({one for one in needed if one not in pen.referred}))

    def _address_of(self, target: Target) -> str:
        return self._addresses[self._division.made[target].number]

    def _made_before(self, step: Step, target: Target) -> str | None:
        """The address of what an earlier stage makes."""
        maker = self._division.made.get(target)
        return self._addresses[maker.number] if maker is not None and maker.stage < step.stage else None
