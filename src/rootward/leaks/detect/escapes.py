"""Texts of which every character is written as the number that it has: in strings of programs, in HTML, in old URLs.

What is looked for is at least `_FEWEST` such escapes of one kind in a row, of characters that a credential has. What
escapes a sign here and there is undone where a value is read (`values`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

_FEWEST = 8
_MOST = 1 << 15
_HEX = rb"[0-9A-Fa-f]"
_STYLES: tuple[tuple[bytes, bytes, int], ...] = (
    (rb"\\{1,4}u00[2-7]%s" % _HEX, rb"\\{1,4}u%s{4}" % _HEX, 16),
    (rb"\\{1,4}u\{0{0,4}[2-7]%s\}" % _HEX, rb"\\{1,4}u\{%s{1,6}\}" % _HEX, 16),
    (rb"\\{1,4}U000000[2-7]%s" % _HEX, rb"\\{1,4}U%s{8}" % _HEX, 16),
    (rb"\\{1,4}x[2-7]%s" % _HEX, rb"\\{1,4}x%s{2}" % _HEX, 16),
    (rb"\\{1,4}x\{0{0,4}[2-7]%s\}" % _HEX, rb"\\{1,4}x\{%s{1,6}\}" % _HEX, 16),
    (rb"\\{1,4}(?:0[4-7]|1[0-7])[0-7]", rb"\\{1,4}[0-3][0-7]{2}", 8),
    (rb"%%u00[2-7]%s" % _HEX, rb"%%u%s{4}" % _HEX, 16),
    (rb"U\+00[2-7]%s ?" % _HEX, rb"U\+%s{4} ?" % _HEX, 16),
    (rb"&#0{0,4}(?:3[3-9]|[4-9][0-9]|1[0-2][0-9]);", rb"&#[0-9]{1,7};", 10),
    (rb"&#[xX]0{0,4}[2-7]%s;" % _HEX, rb"&#[xX]%s{1,6};" % _HEX, 16),
)
"""The escape of a character of ASCII's, that of any, and the base of the number."""
EXPRESSIONS = tuple(b"(?:%s){%d}" % (escape, _FEWEST) for escape, _any, _base in _STYLES)
"""For hyperscan, and here."""
_MARKS: tuple[tuple[bytes, ...], ...] = (
    (b"\\u00",),
    (b"\\u{",),
    (b"\\U000000",),
    (b"\\x",),
    (b"\\x{",),
    (b"\\0", b"\\1"),
    (b"%u00",),
    (b"U+00",),
    (b"&#",),
    (b"&#x", b"&#X"),
)
"""What each escape is or ends with the beginning of: quickly looked for."""
_FOUND = tuple(map(re.compile, EXPRESSIONS))
_RUN = tuple(re.compile(b"(?:%s){%d,%d}+" % (escape, _FEWEST, _MOST)) for _ascii, escape, _base in _STYLES)
_ONE = tuple(re.compile(escape) for _ascii, escape, _base in _STYLES)
_AROUND = b"\\uUxX{}%+&#; "
"""What is in an escape beside the number."""
_FIRST_OF_OTHERS = 256
_OTHER = 0xFF


def escaped_in(data: bytes) -> bool:
    """Whether anything is written so."""
    return next(_styles(data), None) is not None


def _styles(data: bytes) -> Iterator[int]:
    """Each style that is in it, by its number."""
    if b"\\" not in data and b"&#" not in data and b"%u00" not in data and b"U+00" not in data:
        return
    for number, marks in enumerate(_MARKS):
        if any(_has_run(data, mark, _FOUND[number]) for mark in marks):
            yield number


def _has_run(data: bytes, mark: bytes, found: re.Pattern[bytes]) -> bool:
    at = data.find(mark)
    while at >= 0:
        if found.match(data, at):
            return True
        at = data.find(mark, at + 1)
    return False


class Unescaped:
    """Some bytes with their runs of escapes undone, and where each byte stood."""

    def __init__(self, data: bytes) -> None:
        spans: list[tuple[int, int, int]] = []
        for number in _styles(data):
            spans += [(*match.span(), number) for match in _RUN[number].finditer(data)]
        pieces: list[bytes] = []
        self._starts: list[int] = []
        self._places: list[list[int] | int] = []
        size = at = 0
        for start, end, number in sorted(spans):
            if start < at:
                continue
            places = [match.span() for match in _ONE[number].finditer(data, start, end)]
            plain = data[at:start]
            said = bytes(_character(data[first:last], number) for first, last in places)
            for piece, place in ((plain, at), (said, [*(first for first, _last in places), end])):
                if piece:
                    pieces.append(piece)
                    self._starts.append(size)
                    self._places.append(place)
                    size += len(piece)
            at = end
        pieces.append(data[at:])
        self._starts.append(size)
        self._places.append(at)
        self.text = b"".join(pieces)

    def start(self, at: int) -> int:
        """Where the byte at that position of the text begins."""
        return self._place(at, 0)

    def end(self, at: int) -> int:
        """Where the byte before that position ends."""
        return self._place(at - 1, 1)

    def _place(self, at: int, further: int) -> int:
        number = bisect_right(self._starts, at) - 1
        places = self._places[number]
        behind = at - self._starts[number] + further
        return places + behind if isinstance(places, int) else places[behind]


def _character(escape: bytes, number: int) -> int:
    value = int(escape.strip(_AROUND), _STYLES[number][2])
    return value if value < _FIRST_OF_OTHERS else _OTHER
