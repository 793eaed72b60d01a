"""Ask a search about objects, many at a time; and of one that was made from another, only about what is new in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

import msgspec

from rootward.leaks.git.rebuilding import Rebuilt, around_changes
from rootward.leaks.git.searcher import Search

_Finding = TypeVar("_Finding")

_MOST_ASKED = 1 << 20
_MOST_HELD = 8 << 20
"""Bytes of objects that wait."""
_WORTH_READING = 24
"""How much larger than its delta an object is, for reading the delta to be quicker than asking about all of it."""


class Searched(msgspec.Struct, Generic[_Finding], frozen=True):
    """What became of a portion."""

    found: tuple[tuple[int, Sequence[_Finding]], ...]
    """By the number of the step in the portion."""
    left: tuple[tuple[int, int], ...]
    """Steps that did not rebuild, or are too large; each with how many bytes git would build for it, or TOO_LARGE or
    DAMAGED."""
    commits: bytes
    """Of each commit that is well formed a line: the number of its step, then as `commits.noted` has it."""
    bytes: int
    """How many were searched."""
    unclaimed: int = 0
    """Bytes of the pack in between, which belong to no object."""


class _Waiting(NamedTuple):
    step: int
    data: bytes
    base: int
    """The step of its base, if it is asked only about what is new in it; else -1."""
    delta: bytes


class Asking(Generic[_Finding]):
    """The asking about one portion."""

    def __init__(self, search: Search[_Finding]) -> None:
        self._search = search
        self._found: list[tuple[int, Sequence[_Finding]]] = []
        self._left: list[tuple[int, int]] = []
        self._bytes = 0
        self._stopped: set[int] = set()
        """Steps that may hold something to stop at."""
        self._admitted: set[int] = set()
        self._waiting: list[_Waiting] = []
        self._parts: list[bytes] = []
        """What is asked of each that waits."""

    def about(self, objects: Iterable[Rebuilt]) -> None:
        """Ask about all of them."""
        reach = self._search.reach
        waiting, parts = self._waiting, self._parts
        held = asked = 0
        for step, data, base, delta in objects:
            if data is None:
                self._left.append((step, base))
                continue
            size = len(data)
            held += size
            if base >= 0 and reach is not None and len(delta) * _WORTH_READING < size:
                part = around_changes(data, delta, reach)
                waiting.append(_Waiting(step, data, base, delta))
                asked += len(part)
            else:
                part = data
                waiting.append(_Waiting(step, data, -1, b""))
                asked += size
            parts.append(part)
            if asked > _MOST_ASKED or held > _MOST_HELD:
                self._bytes += held
                self._ask()
                held = asked = 0
        self._bytes += held
        self._ask()

    def searched(self, unclaimed: int = 0, commits: bytes = b"") -> Searched[_Finding]:
        """All that was found."""
        return Searched(tuple(self._found), tuple(self._left), commits, self._bytes, unclaimed)

    def searched_so_far(self) -> Searched[_Finding]:
        """All that was found, and that is to be found in what waits, after an interrupt."""
        if len(self._parts) < len(self._waiting):
            self._waiting.pop()
        self._ask()
        return self.searched()

    def _ask(self) -> None:
        glanced = dict(self._search.glanced(self._parts))
        admitted: list[_Waiting] = []
        doubtful: list[_Waiting] = []
        for index, waiting in enumerate(self._waiting):
            if index in glanced or waiting.base in self._stopped:
                self._stopped.add(waiting.step)
                if waiting.base >= 0:
                    doubtful.append(waiting)
                elif glanced[index]:
                    admitted.append(waiting)
        admitted += self._admitted_of(doubtful, {waiting.step for waiting in admitted})
        for waiting in sorted(admitted):
            self._admitted.add(waiting.step)
            found = self._search.found(waiting.data)
            if found:
                self._found.append((waiting.step, found))
        self._waiting.clear()
        self._parts.clear()

    def _admitted_of(self, doubtful: Sequence[_Waiting], now: set[int]) -> list[_Waiting]:
        """Of some that hold what may be stopped at, or whose base does, those that are admitted.

        `now`: the steps that have just been admitted. What the base was stopped at, and not admitted for, is not looked
        at again where nothing near it is new.
        """
        context = self._search.context
        parts = [
            waiting.data if context is None else around_changes(waiting.data, waiting.delta, context)
            for waiting in doubtful
        ]
        near = {index for index, is_admitted in self._search.glanced(parts) if is_admitted}
        likely = []
        holding = self._admitted | now
        for index, waiting in enumerate(doubtful):
            if index in near or waiting.base in holding:
                holding.add(waiting.step)
                likely.append(waiting)
        return [
            likely[index] for index, is_admitted in self._search.glanced([one.data for one in likely]) if is_admitted
        ]
