"""Where something that is encoded may hold a credential: by the beginnings of credentials in it.

What is in base64 is decoded in bulk, every long run of its characters at once and at each of the four places where a
group may begin: no run need be right for that, and nothing is done for each run alone until something is found in it.
"""

from __future__ import annotations

import re
from binascii import a2b_base64
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from rootward.leaks.detect.anchors import BREAK, IN_BASE64, WIDE_SEEDS
from rootward.leaks.detect.images import ALPHABET, Sets, expression

_SHORTEST = 16
"""Characters of base64 in which no credential fits, nor a word and anything behind it."""
_NARROWEST, _WIDEST = 60, 128
"""Characters of a line of wrapped base64."""
_BREAK = re.compile(BREAK)
_RUNS = bytes(byte if byte in ALPHABET else 0x20 for byte in range(256))
_STANDARD = bytes.maketrans(b"-_", b"+/")

_NESTED = re.compile(rb"(?:[K-e][C-HS-Xi-ny-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/]){5}")
"""What base64 of base64 looks like: of each group of four characters the first three can be few."""


def _beginning(seed: Sets) -> bytes:
    """Of a word the part that is one and the same in lower case: what is looked for quickly."""
    fixed = bytearray()
    for members in seed:
        lowered = {bytes([member]).lower() for member in members}
        if len(lowered) > 1:
            break
        fixed += lowered.pop()
    return bytes(fixed)


def _seeds(words: tuple[Sets, ...]) -> tuple[tuple[bytes, re.Pattern[bytes]], ...]:
    return tuple((_beginning(word), re.compile(expression(word))) for word in words)


_IN_BASE64 = tuple(_seeds(words) for words in IN_BASE64)
_WIDE = _seeds(WIDE_SEEDS)
DEPTH = len(IN_BASE64)
"""How often something may be encoded in base64 over itself."""


def wide_in(data: bytes) -> Iterator[int]:
    """Where something begins in UTF-16, in order."""
    if b"\0" in data:
        yield from sorted(at for at, _end in _found(data, _WIDE))


def base64_in(data: bytes, over: int = 0) -> Iterator[int]:
    """Where something begins in base64, or in base64 of it; in order. `over` is how often `data` was decoded before."""
    runs = [run for run in data.translate(_RUNS).split() if len(run) >= _SHORTEST]
    if not runs:
        return
    # As the lines of what is wrapped; whether they are that is looked at where something goes from one to another.
    spans = _spans(b"".join(runs).translate(_STANDARD), over)
    if spans:
        starts = [0, *accumulate(map(len, runs))]
        where = _Where(data, runs)
        for start, end in sorted(spans):
            number = bisect_right(starts, start) - 1
            if end <= starts[number + 1] or where.goes_on(number, end - starts[number + 1]):
                yield where.of(number) + start - starts[number]


def _may_go_on(run: bytes, following: bytes) -> bool:
    return _NARROWEST <= len(run) <= _WIDEST and len(run) % 4 == 0 and len(following) <= len(run)


def holds_seed(text: bytes, over: int) -> bool:
    """Whether something that was decoded so often holds anything to go on with."""
    return (
        next(_found(text, _IN_BASE64[over - 1]), None) is not None
        or next(wide_in(text), None) is not None
        or (over < DEPTH and next(base64_in(text, over), None) is not None)
    )


class _Where:
    """Where the runs stand."""

    def __init__(self, data: bytes, runs: list[bytes]) -> None:
        self._data = data
        self._runs = runs
        self._starts: list[int] = []
        self._end = 0

    def of(self, number: int) -> int:
        """Where that run begins. They are looked for one after the other, once."""
        for run in self._runs[len(self._starts) : number + 1]:
            self._starts.append(self._data.index(run, self._end))
            self._end = self._starts[-1] + len(run)
        return self._starts[number]

    def goes_on(self, number: int, over: int) -> bool:
        """Whether so many characters more stand in the next line of the same wrapped text."""
        run, following = self._runs[number : number + 2]
        end = self.of(number) + len(run)
        return (
            _may_go_on(run, following)
            and over <= len(following)
            and _BREAK.fullmatch(self._data, end, self.of(number + 1)) is not None
        )


def _found(text: bytes, seeds: tuple[tuple[bytes, re.Pattern[bytes]], ...]) -> Iterator[tuple[int, int]]:
    lowered = text.lower()
    for beginning, pattern in seeds:
        at = lowered.find(beginning)
        while at >= 0:
            match = pattern.match(text, at)
            if match:
                yield match.span()
            at = lowered.find(beginning, at + 1)


def _spans(joined: bytes, over: int) -> set[tuple[int, int]]:
    """Of everything that stands in the runs, the characters that hold it."""
    found = set()
    nested = over + 1 < DEPTH and _NESTED.search(joined) is not None
    for place in range(4):
        decoded = _decoded(joined, place)
        inner = set(_found(decoded, _IN_BASE64[over]))
        if nested:
            inner |= {(at, at + 1) for at in base64_in(decoded, over + 1)}
        found |= {(place + start * 4 // 3, place - (-end * 4 // 3)) for start, end in inner}
    return found


def _decoded(characters: bytes, place: int) -> bytes:
    return a2b_base64(characters[place : len(characters) - (len(characters) - place) % 4])
