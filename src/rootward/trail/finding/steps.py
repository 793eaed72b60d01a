"""A log file in steps, each of which is a log file of its own, so that what is decoded at once stays in the cache."""

from __future__ import annotations

from rootward.trail.finding.cutting import MARK
from rootward.trail.finding.inflate import Inflating

_LONGEST = 8 << 20
"""Bytes in which there is an end of a record, or no more steps are taken."""
_TRIES = 8


class Steps:
    """The elements of the list at the top, some at a time, as long as it can be told where they end.

    A text that begins as the log does and ends where an element seems to, and that can be decoded, ends where one does:
    at any other place a string would be open, or another list or object.
    """

    def __init__(self, inflating: Inflating) -> None:
        self._inflating = inflating
        self._text = inflating.some()
        self._following = inflating.some()
        begun = MARK.match(self._text) if self._following else None
        self._opening = b"" if begun is None else self._text[: begun.start(1)]
        self._mark = b"" if begun is None else begun[1]
        self._is_first = True
        self._end = self._next = 0

    def step(self) -> bytes | None:
        """The next step as a text; None: what is left is for `rest`. It is the same one until it is `taken`."""
        while self._mark and self._following and len(self._text) < _LONGEST:
            if self._cut():
                opening = b"" if self._is_first else self._opening
                return b"".join((opening, memoryview(self._text)[: self._end], b"]}"))
            self._go_on(0)
        return None

    def taken(self) -> None:
        """The step could be decoded: the next one follows."""
        self._go_on(self._next)
        self._is_first = False

    def rest(self, size: int) -> bytes:
        """What was not taken, as a text of its own, to be read some bytes at a time; at its end there are fewer."""
        if not self._is_first:
            self._text = self._opening + self._text
            self._is_first = True
        if self._following:
            self._text += self._following
            self._following = b""
        text = self._text
        if len(text) < size:
            text += self._inflating.read(size - len(text))
        self._text = text[size:]
        return text[:size]

    def _go_on(self, begin: int) -> None:
        """Leave out what stands before a place, and take more to the rest."""
        self._text = b"".join((memoryview(self._text)[begin:], self._following))
        self._following = self._inflating.some()

    def _cut(self) -> bool:
        """Find where elements seem to end, and where the next one begins."""
        following = len(self._text)
        for _ in range(_TRIES):
            following = self._text.rfind(self._mark, len(self._opening) + 1 if self._is_first else 1, following)
            if following < 0:
                return False
            before = self._text[max(0, following - 64) : following]
            ending = before.rstrip()
            if ending.endswith(b","):
                self._end = following - len(before) + len(ending) - 1
                self._next = following
                return True
        return False
