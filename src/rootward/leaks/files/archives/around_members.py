"""What is none of a zip's files: what stands before, between and behind them."""

from __future__ import annotations

from collections.abc import Iterator

from rootward.leaks.files.archives.bounds import DamagedError
from rootward.leaks.files.archives.stream import Bytes, Stream, flowing
from rootward.leaks.files.archives.zip_table import BEHIND, entries, table

_MOST_STRETCHES = 1 << 16


def around_members(place: Bytes) -> Iterator[Stream]:
    """What is none of its files: what stands before, between and behind them, as it stands, and the comments.

    Nothing where there is no table, or a damaged one, for `zip_members` tells that. Raises DamagedError where too many
    files lie in no order.
    """
    try:
        taken = _Taken()
        _walk(place, taken)
    except DamagedError:
        return
    if len(taken.stretches) > _MOST_STRETCHES:
        raise DamagedError("its files lie in no order; what stands between them was not read")
    at = 0
    for start, until in sorted(taken.stretches):
        if start - at > BEHIND:
            yield flowing(place, at, start)
        at = max(at, until)
    if at < place.size:
        yield flowing(place, at)


class _Taken:
    """The stretches of a zip in which its files stand, and what tells of them."""

    def __init__(self) -> None:
        self.stretches: list[tuple[int, int]] = []

    def add(self, start: int, end: int) -> None:
        """One more; most follow the one before."""
        if self.stretches:
            first, last = self.stretches[-1]
            if first <= start <= last + BEHIND:
                self.stretches[-1] = (first, max(last, end))
                return
        self.stretches.append((start, end))


def _walk(place: Bytes, taken: _Taken) -> None:
    """Raises DamagedError."""
    its_table = table(place)
    has_comments = False
    for entry in entries(place, its_table):
        has_comments = has_comments or entry.has_comment
        taken.add(entry.header, entry.start + (entry.packed or 0))
        if len(taken.stretches) > _MOST_STRETCHES:
            return
    taken.stretches.append((its_table.end if has_comments else its_table.start, its_table.behind))
