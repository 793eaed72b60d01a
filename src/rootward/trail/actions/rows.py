"""How often and when events of each sort were: a row for each sort.

How far the rows of one process have come can be told to another, each time for little more than copying some bytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from rootward.model.used_actions import PrincipalKind

LENGTH = len("2026-11-27T20:33:00Z")
"""Of every moment: as text, whose order is that of time."""
_NEVER_FIRST, _NEVER_LAST = "~" * LENGTH, " " * LENGTH
"""After and before all moments."""


class Sort(NamedTuple):
    """Events that count together."""

    kind: PrincipalKind
    principal: str
    source: str
    name: str
    outcome: str
    """As `outcome_of`; empty: they are no calls, and nothing but `data` is told of them."""
    members: tuple[str, ...]
    """Of the request, those that change what it needs."""
    data: str
    """The label of the source of data events; empty: they are none."""


UNNAMED = Sort("other", "", "", "", "unnamed", (), "")
"""Events that have no name, and are not counted."""


class Count(NamedTuple):
    """How many events of a sort there were, and the first and the last moment of one."""

    sort: Sort
    number: int
    first: str
    last: str


class Row:
    """What is known of some events so far. Its members are read and written for every event: slots are fastest."""

    __slots__ = ("asked", "count", "first", "last", "names", "of", "sort")

    def __init__(
        self,
        sort: Sort,
        of: Row | None = None,
        *,
        asked: frozenset[str] = frozenset(),
        names: bool = False,
    ) -> None:
        self.sort = sort
        self.count = 0
        self.first = _NEVER_FIRST
        self.last = _NEVER_LAST
        self.of = of
        """Where those count of which each is looked at; this one is never counted in."""
        self.asked = asked
        """Which members the request of one has that is of another sort."""
        self.names = names
        """Whether it is noted what each is about."""

    def add(self, count: int, first: str, last: str) -> None:
        """More events, from one moment to another."""
        self.count += count
        if first < self.first:  # noqa: PLR1730 - a call of min takes longer
            self.first = first
        if last > self.last:  # noqa: PLR1730
            self.last = last


class Progress(NamedTuple):
    """How far some rows have come, for whoever was told of it each time before."""

    sorts: list[tuple[object, ...]]
    """Of the rows that are new."""
    counts: array[int]
    """Of all rows; so are the others."""
    firsts: str
    lasts: str


class Rows:
    """A row for each sort."""

    def __init__(self) -> None:
        self._rows: dict[Sort, Row] = {}
        self._told = 0

    def row(self, sort: Sort) -> Row:
        """The row of a sort."""
        row = self._rows.get(sort)
        if row is None:
            row = self._rows[sort] = Row(sort)
        return row

    def add(self, counts: Iterable[Count]) -> None:
        """Count what is counted elsewhere."""
        for sort, count, first, last in counts:
            self.row(sort).add(count, first, last)

    def counts(self) -> Iterator[Count]:
        """Of each sort of which there was an event."""
        return (Count(sort, row.count, row.first, row.last) for sort, row in self._rows.items() if row.count)

    def progress(self) -> Progress:
        """How far they have come."""
        begin, self._told = self._told, len(self._rows)
        rows = self._rows.values()
        return Progress(
            sorts=[tuple(sort) for sort in islice(self._rows, begin, None)],
            counts=array("Q", [row.count for row in rows]),
            firsts="".join([row.first for row in rows]),
            lasts="".join([row.last for row in rows]),
        )


class Followed:
    """How far the rows of another process have come, by all that it told of them."""

    def __init__(self) -> None:
        self._sorts: list[tuple[object, ...]] = []
        self._last: Progress | None = None

    def follow(self, progress: Progress) -> None:
        """What is told next."""
        self._sorts += progress.sorts
        self._last = progress._replace(sorts=[])

    def counts(self) -> Iterator[Count]:
        """As `Rows.counts`."""
        if self._last is not None:
            told = zip(self._sorts, self._last.counts, _cut(self._last.firsts), _cut(self._last.lasts), strict=True)
            yield from (Count(Sort._make(sort), count, first, last) for sort, count, first, last in told if count)


def _cut(moments: str) -> Iterator[str]:
    return (moments[begin : begin + LENGTH] for begin in range(0, len(moments), LENGTH))
