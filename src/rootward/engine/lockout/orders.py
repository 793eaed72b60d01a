"""All orders in which the changes of a stage may be made: what holds in each state that one of them passes through."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from rootward.engine.lockout.effect import made
from rootward.engine.lockout.keepers import Keeper, Keepers
from rootward.engine.lockout.population import part
from rootward.engine.lockout.stage import Stage
from rootward.model.change import Change

FEW = 6
"""The states of so many changes are looked at one by one: there are 64."""

Counts = Callable[[Keeper], bool]
"""Which keepers are asked about."""


class Step(msgspec.Struct, frozen=True, eq=False):
    """One change in one order."""

    earlier: tuple[Change, ...]
    """The changes of the stage that are made before it."""
    change: Change
    before: Keepers
    after: Keepers


class Orders:
    """The orders of a stage of few changes."""

    def __init__(self, keepers: Keepers, stage: Stage) -> None:
        self._changes = stage.changes
        self._states: dict[int, Keepers] = {0: keepers}

    def steps(self) -> Iterator[Step]:
        """Each change after each set of others."""
        for earlier in range(1 << len(self._changes)):
            for place, change in enumerate(self._changes):
                if not earlier >> place & 1:
                    yield Step(
                        earlier=chosen(self._changes, earlier),
                        change=change,
                        before=self._state(earlier),
                        after=self._state(earlier | 1 << place),
                    )

    @property
    def end(self) -> Keepers:
        """The keepers once all changes are made."""
        return self._state((1 << len(self._changes)) - 1)

    def _state(self, made_so_far: int) -> Keepers:
        """The keepers once the changes of these bits are made."""
        found = self._states.get(made_so_far)
        if found is None:
            last = made_so_far.bit_length() - 1
            before = self._state(made_so_far & ~(1 << last))
            found = self._states[made_so_far] = before.moved(made((self._changes[last],), before.account))
        return found


def chosen(changes: tuple[Change, ...], bits: int) -> tuple[Change, ...]:
    """The changes of these bits."""
    return tuple(change for place, change in enumerate(changes) if bits >> place & 1)


def stands(keeper: Keeper, stage: Stage, counts: Counts) -> bool:
    """Whether the keeper is one, whatever else is made of the stage: none of it touches it, or it stands all that does.

    More than a few changes about one keeper are not looked at: then it does not stand.
    """
    about = tuple(stage.changes[place] for place in stage.about(keeper.arn, keeper.through))
    if not about:
        return True
    if len(about) > FEW:
        return False
    alone = part(stage.account, {keeper.arn}, keeper.through)
    states = (Keepers.of(made(chosen(about, bits), alone)) for bits in range(1 << len(about)))
    return all(keeper.arn in state.by_arn and counts(state.by_arn[keeper.arn]) for state in states)
