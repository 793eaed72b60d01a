"""Steps of a plan that are the same in several regions, shown as one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import groupby

import msgspec

from rootward.model.change import AnalyzerChange, Change, EventRuleChange
from rootward.model.plan import GuidedStep, Step

Shown = GuidedStep | tuple[Step, ...]
"""A step for people, or one or more of the plan's that differ in their regions alone."""


def together(steps: Iterable[Step | GuidedStep]) -> Iterator[Shown]:
    """The steps in their order, those that follow each other and are the same in several regions as one."""
    for _, several in groupby(steps, key=_likeness):
        first, *others = several
        if isinstance(first, GuidedStep):
            yield first
        else:
            yield (first, *(one for one in others if isinstance(one, Step)))


def of_all(steps: tuple[Step, ...]) -> Change:
    """The one change that stands for all: where it names its region, it says how many there are."""
    change = steps[0].change
    if len(steps) == 1 or not isinstance(change, AnalyzerChange | EventRuleChange):
        return change
    return msgspec.structs.replace(change, region=f"{len(steps)} regions")


def regions(steps: tuple[Step, ...]) -> tuple[str, ...]:
    """The regions of several steps; none of a single one."""
    changes = [step.change for step in steps]
    return (
        tuple(one.region for one in changes if isinstance(one, AnalyzerChange | EventRuleChange)) if changes[1:] else ()
    )


def _likeness(step: Step | GuidedStep) -> Hashable:
    """Equal for two steps that differ in their regions alone; of any other step its own."""
    if isinstance(step, GuidedStep) or not isinstance(step.change, AnalyzerChange | EventRuleChange):
        return step.number
    anywhere = msgspec.structs.replace(step.change, region="", arn="")
    return (step.stage, step.risk, tuple(gap.check for gap in step.closes), step.why, msgspec.json.encode(anywhere))
