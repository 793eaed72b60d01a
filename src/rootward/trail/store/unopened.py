"""What an ingest could not open or list, and how long that counts. Pure.

Of a log that was opened the set knows what was not read of it. What was not even opened it knows by its place alone:
until a log there is opened, or an ingest that was asked for as much comes to its end and tells it no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rootward.trail.store.task import Task

_Places = dict[str, dict[Task, "Unopened"]]


class Unopened(NamedTuple):
    """A log, a folder or an object."""

    place: str
    """Where it lies, from wherever it is told."""
    name: str
    """As it is told of."""
    reason: str


class Change(NamedTuple):
    """What an ingest that came to its end found otherwise than those before."""

    added: tuple[Unopened, ...] = ()
    opened: tuple[str, ...] = ()
    """Places of which it tells no more, as far as it was asked for them."""


class Remembered:
    """What ingests of before told, each with what it was asked for."""

    def __init__(self) -> None:
        self._at: _Places = {}

    def __contains__(self, place: str) -> bool:
        return place in self._at

    @property
    def all(self) -> tuple[Unopened, ...]:
        """What still counts."""
        return tuple(one for told in self._at.values() for one in told.values())

    def take(self, added: Iterable[Unopened], opened: Iterable[str], ended: Task | None) -> None:
        """What a line of the index tells. Without `ended` the places were opened, whoever was asked for them."""
        for place in opened:
            self._forget(place, ended)
        for one in added:
            task = (ended or Task()).at(one.place)
            self._forget(one.place, task)
            self._at.setdefault(one.place, {})[task] = one

    def change(self, told: Iterable[Unopened], ended: Task) -> Change:
        """What is new in what an ingest told that came to its end, and what of before it tells no more."""
        now = {one.place: one for one in told}
        return Change(
            added=tuple(one for one in now.values() if not _is_told(self._at.get(one.place, {}), one, ended)),
            opened=tuple(
                place
                for place, of in self._at.items()
                if place not in now and any(task.left_by(ended) is None for task in of)
            ),
        )

    def _forget(self, place: str, ended: Task | None) -> None:
        kept = (
            {}
            if ended is None
            else {task: one for task, one in self._at.get(place, {}).items() if task.left_by(ended) is not None}
        )
        if kept:
            self._at[place] = kept
        else:
            self._at.pop(place, None)


def _is_told(before: Mapping[Task, Unopened], one: Unopened, ended: Task) -> bool:
    """Whether an ingest of as much told it so, or one of more told it at all."""
    of_this = ended.at(one.place)
    return any(
        of_this.left_by(task) is None and (task.left_by(of_this) is not None or known.reason == one.reason)
        for task, known in before.items()
    )
