"""A plan in the making: proposals taken in one by one, changes of one target merged, stages found.

A proposal is taken whole or not at all. Its batches say what comes after what; a change that several proposals share
comes after all that any of them puts before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from rootward.checks.remedy import Proposal
from rootward.model.change import Change
from rootward.model.plan import Gap

Target = tuple[str, ...]

Kind = tuple[bool, int, bool]
"""Whether nothing can take it back, its round, and whether it restricts: in this order changes are made."""

_FOR_GOOD: Kind = (True, 0, False)


class Asked(msgspec.Struct, frozen=True):
    """A proposal, and the gap that it closes."""

    gap: Gap
    """One of no check (`""`) where somebody wants it so."""
    proposal: Proposal
    round: int = 1
    """1: on the account as it is. 2, …: on the account as the rounds before leave it, so it comes after them."""


class Drafted(msgspec.Struct, frozen=True, kw_only=True):
    """A change with its place in the plan."""

    change: Change
    stage: int
    """1, 2, …"""
    closes: tuple[Gap, ...]
    why: str


class ContradictionError(ValueError):
    """Proposals ask for what cannot be together: two states of one thing, or each to come before the other."""


class _Node:
    """A change in the making."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.asked: list[Asked] = []
        self.needs: set[Target] = set()

    @property
    def kind(self) -> Kind:
        """It restricts where all proposals that ask for it do."""
        if self.change.risk == "irreversible":
            return _FOR_GOOD
        return False, min(one.round for one in self.asked), all(one.proposal.restricts for one in self.asked)

    def at(self, stage: int) -> Drafted:
        return Drafted(
            change=self.change,
            stage=stage,
            closes=tuple(dict.fromkeys(one.gap for one in self.asked if one.gap.check)),
            why="; ".join(dict.fromkeys(one.proposal.why for one in self.asked if one.proposal.why)),
        )


def drafted(several: Iterable[Asked]) -> tuple[Drafted, ...]:
    """The changes of all proposals, in stages. Raises ContradictionError where they do not fit together.

    What gives comes first, then what takes from people, round by round; then what nothing can take back.
    """
    nodes: dict[Target, _Node] = {}
    for asked in several:
        _take(nodes, asked)
    stages = _stages(nodes)
    made = (node.at(stages[target]) for target, node in nodes.items())
    return tuple(sorted(made, key=lambda one: one.stage))  # a stable sort: within a stage the proposals' own order


def in_stages(several: Sequence[Drafted]) -> tuple[tuple[Change, ...], ...]:
    """The changes of each stage, in order."""
    numbers = sorted({one.stage for one in several})
    return tuple(tuple(one.change for one in several if one.stage == number) for number in numbers)


def _take(nodes: dict[Target, _Node], asked: Asked) -> None:
    for batch in asked.proposal.batches:
        for change in batch:
            _merge(nodes, change)
    before: set[Target] = set()
    for batch in asked.proposal.batches:
        targets = {change.target for change in batch}
        for target in targets:
            nodes[target].asked.append(asked)
            nodes[target].needs |= before - targets
        before |= targets


def _merge(nodes: dict[Target, _Node], change: Change) -> None:
    node = nodes.setdefault(change.target, _Node(change))
    together = node.change.merged(change)
    if together is None:
        raise ContradictionError(f"another part of the plan asks for something else of {change.resource}")
    node.change = together


def _stages(nodes: dict[Target, _Node]) -> dict[Target, int]:
    """Each change's stage: after all that it needs, and after all of a kind that goes before its own."""
    kinds: dict[Target, Kind] = {}
    ordered = _in_order(nodes)
    for target in ordered:
        kinds[target] = max([nodes[target].kind, *(kinds[need] for need in nodes[target].needs)])
    stages: dict[Target, int] = {}
    for kind in sorted(set(kinds.values())):
        floor = max(stages.values(), default=0) + 1
        for target in ordered:
            if kinds[target] == kind:
                stages[target] = max([floor, *(stages[need] + 1 for need in nodes[target].needs)])
    return stages


def _in_order(nodes: dict[Target, _Node]) -> list[Target]:
    """The targets, each after what it needs. Raises ContradictionError where two need each other."""
    ordered: list[Target] = []
    placed: set[Target] = set()
    while len(ordered) < len(nodes):
        ready = [target for target in nodes if target not in placed and nodes[target].needs <= placed]
        if not ready:
            held_up = sorted({nodes[target].change.resource for target in nodes.keys() - placed})
            raise ContradictionError(f"changes would each have to come before another: of {', '.join(held_up)}")
        ordered += ready
        placed.update(ready)
    return ordered
