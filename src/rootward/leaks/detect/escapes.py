"""Texts of which every character is written as the number that it has: in strings of programs, in HTML, in old URLs.

What is looked for is at least `_FEWEST` such escapes of one kind in a row, of characters that a credential has. What
escapes a sign here and there is undone where a value is read (`values`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from rootward.leaks.detect.anchors import compiled

_FEWEST = 8
_MOST = 1 << 15
_HEX = rb"[0-9A-Fa-f]"
_SLASHES = rb"\\\\{0,3}"
"""One to four: that the first is no part of a repeat is what `re` looks for quickly."""
_SLASHED: tuple[tuple[bytes, bytes, int], ...] = (
    (rb"u00[2-7]%s" % _HEX, rb"u%s{4}" % _HEX, 16),
    (rb"u\{0{0,4}[2-7]%s\}" % _HEX, rb"u\{%s{1,6}\}" % _HEX, 16),
    (rb"U000000[2-7]%s" % _HEX, rb"U%s{8}" % _HEX, 16),
    (rb"x[2-7]%s" % _HEX, rb"x%s{2}" % _HEX, 16),
    (rb"x\{0{0,4}[2-7]%s\}" % _HEX, rb"x\{%s{1,6}\}" % _HEX, 16),
    (rb"(?:0[4-7]|1[0-7])[0-7]", rb"[0-3][0-7]{2}", 8),
)
_STYLES: tuple[tuple[bytes, bytes, int], ...] = (
    *((_SLASHES + ascii_, _SLASHES + any_, base) for ascii_, any_, base in _SLASHED),
    (rb"%%u00[2-7]%s" % _HEX, rb"%%u%s{4}" % _HEX, 16),
    (rb"U\+00[2-7]%s ?" % _HEX, rb"U\+%s{4} ?" % _HEX, 16),
    (rb"&#0{0,4}(?:3[3-9]|[4-9][0-9]|1[0-2][0-9]);", rb"&#[0-9]{1,7};", 10),
    (rb"&#[xX]0{0,4}[2-7]%s;" % _HEX, rb"&#[xX]%s{1,6};" % _HEX, 16),
)
"""The escape of a character of ASCII's, that of any, and the base of the number."""
EXPRESSIONS = tuple(b"(?:%s){%d}" % (escape, _FEWEST) for escape, _any, _base in _STYLES)
"""For hyperscan."""
_TOGETHER = ((_SLASHES, (0, 1, 2, 3, 4, 5)), (b"%", (6,)), (b"U", (7,)), (b"&", (8, 9)))
"""What the escapes of several styles begin with, and which those are: `re` looks quickly for one byte."""
_WITH_TWO_DIGITS = {0: b"\\u00", 3: b"\\x"}
"""What stands before the two digits of most escapes that there are, by the number of the style."""
_AROUND = b"\\uUxX{}%+&#; "
"""What is in an escape beside the number."""
_FIRST_OF_OTHERS = 256
_OTHER = 0xFF

Run = tuple[int, int, int]
"""Where it begins and ends, and the number of its style."""


@cache
def _glances() -> tuple[tuple[re.Pattern[bytes], tuple[int, ...]], ...]:
    """Patterns for the runs of several styles, each style's in a group of its own."""
    return tuple(
        (compiled(b"%s(?:%s)" % (first, b"|".join(_run_behind(first, style) for style in styles))), styles)
        for first, styles in _TOGETHER
    )


def _run_behind(first: bytes, style: int) -> bytes:
    escape = _STYLES[style][1]
    return b"(%s(?:%s){%d,%d}+)" % (escape.removeprefix(first), escape, _FEWEST - 1, _MOST - 1)


def escaped_in(data: bytes) -> bool:
    """Whether anything is written so."""
    return bool(runs_in(data))


def runs_in(data: bytes) -> list[Run]:
    """Every run of escapes, in order: of those styles in which one has enough of ASCII's characters in a row."""
    runs: list[Run] = []
    for glance, numbers in _glances():
        for match in glance.finditer(data):
            number = next(number for number, said in zip(numbers, match.groups(), strict=True) if said is not None)
            runs.append((*match.span(), number))
    told: set[int] = set()
    for start, end, number in runs:
        if number not in told and compiled(EXPRESSIONS[number]).search(data, start, end):
            told.add(number)
    return sorted(run for run in runs if run[2] in told)


class Unescaped:
    """Some bytes with those runs of escapes undone, and where each byte stood."""

    def __init__(self, data: bytes, runs: list[Run]) -> None:
        pieces: list[bytes] = []
        self._starts: list[int] = []
        self._places: list[Sequence[int]] = []
        size = at = 0
        for start, end, number in runs:
            for piece, places in ((data[at:start], range(at, start + 1)), _undone(data, start, end, number)):
                if piece:
                    pieces.append(piece)
                    self._starts.append(size)
                    self._places.append(places)
                    size += len(piece)
            at = end
        pieces.append(data[at:])
        self._starts.append(size)
        self._places.append(range(at, len(data) + 1))
        self.text = b"".join(pieces)

    def start(self, at: int) -> int:
        """Where the byte at that position of the text begins."""
        return self._place(at, 0)

    def end(self, at: int) -> int:
        """Where the byte before that position ends."""
        return self._place(at - 1, 1)

    def _place(self, at: int, further: int) -> int:
        number = bisect_right(self._starts, at) - 1
        return self._places[number][at - self._starts[number] + further]


def _undone(data: bytes, start: int, end: int, number: int) -> tuple[bytes, Sequence[int]]:
    """What one run of escapes says, and where each of them begins, and the last ends."""
    run = data[start:end]
    mark = _WITH_TWO_DIGITS.get(number)
    if mark is not None and run.count(mark) * (len(mark) + 2) == len(run):
        return bytes.fromhex(run.replace(mark, b"").decode()), range(start, end + 1, len(mark) + 2)
    places = [match.span() for match in compiled(_STYLES[number][1]).finditer(data, start, end)]
    said = bytes(_character(data[first:last], number) for first, last in places)
    return said, [*(first for first, _last in places), end]


def _character(escape: bytes, number: int) -> int:
    value = int(escape.strip(_AROUND), _STYLES[number][2])
    return value if value < _FIRST_OF_OTHERS else _OTHER
