"""What is looked for in objects: a seam, so that reading them does not know of credentials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from rootward.leaks.gate import Gate
from rootward.leaks.kept_gate import open_kept_gate
from rootward.leaks.look import look, look_through
from rootward.leaks.rules import Rules
from rootward.leaks.sight import Sight

Finding_co = TypeVar("Finding_co", covariant=True)


class Search(Protocol[Finding_co]):
    """A search that is under way in one process."""

    @property
    def reach(self) -> int | None:
        """`glanced` stops at pieces of at most so many bytes, whatever stands about them. None: of any length."""

    @property
    def context(self) -> int | None:
        """Whether it admits what it stops at, it tells by what stands within so many bytes of that. None: by all."""

    def glanced(self, parts: Sequence[bytes]) -> list[tuple[int, bool]]:
        """Which of the parts hold anything to stop at, in order, each with whether it is admitted."""

    def admitted(self, parts: Sequence[bytes]) -> list[int]:
        """Which of the parts may hold something: their indexes, in order."""

    def found(self, data: bytes) -> Sequence[Finding_co]:
        """What `data` holds; asked only of what was admitted."""

    def found_through(self, read: Callable[[int], bytes]) -> Sequence[Finding_co]:
        """What a stream holds that is too large to lie in memory."""


class Searcher(Protocol[Finding_co]):
    """What to search for: plain data, for a worker process."""

    def search(self, expected: int | None) -> Search[Finding_co]:
        """Begin; `expected` is how many bytes there will be, where that is known."""


class Looker:
    """Looks for credentials. Once it has begun, its gate goes with it to other processes, as it is."""

    def __init__(self, rules: Rules, cache: str | None = None) -> None:
        """`cache`: rootward's cache folder, where its gate is kept between two runs."""
        self._rules = rules
        self._cache = cache
        self._gate: Gate | None = None

    def search(self, expected: int | None) -> Looking:
        """Begin, with the gate that suits so many bytes."""
        if self._gate is None:
            self._gate = open_kept_gate(self._rules, self._cache, expected=expected)
        return Looking(self._gate, self._rules)


class Looking:
    """Looks for credentials, in one process."""

    def __init__(self, gate: Gate, rules: Rules) -> None:
        self.admitted = gate.admitted
        self.glanced = gate.glanced
        self.reach = gate.reach
        self.context = gate.context
        self._signs = gate.signs
        self._rules = rules

    def found(self, data: bytes) -> tuple[Sight, ...]:
        """The credentials in `data`."""
        return look(data, self._rules, self._signs)

    def found_through(self, read: Callable[[int], bytes]) -> tuple[Sight, ...]:
        """The credentials in a stream."""
        return tuple(look_through(read, self._rules, signs=self._signs))
