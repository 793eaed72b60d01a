"""Where something that is encoded may hold a credential: by the beginnings of credentials in it.

What is in base64 is decoded in bulk, every long run of its characters at once and at each of the four places where a
group may begin: no run need be right for that, and nothing is done for each run alone until something is found in it.
"""

from __future__ import annotations

import re
from binascii import a2b_base64
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from rootward.leaks.detect.anchors import BREAK, IN_BASE64, WIDE_SEEDS, compiled
from rootward.leaks.detect.images import ALPHABET, Sets, expression

_SHORTEST = 16
"""Characters of base64 in which no credential fits, nor a word and anything behind it."""
_NARROWEST, _WIDEST = 60, 128
"""Characters of a line of wrapped base64."""
_ITS, _OTHERS = b"x", b" "
_KINDS = bytes((_ITS if byte in ALPHABET else _OTHERS)[0] for byte in range(256))
_STANDARD = bytes.maketrans(b"-_", b"+/")

DEPTH = len(IN_BASE64)
"""How often something may be encoded in base64 over itself."""

Span = tuple[int, int]
"""Where something begins and ends."""


def _patterns(words: tuple[Sets, ...]) -> tuple[re.Pattern[bytes], ...]:
    """Those of the words, together where they begin with the same byte: `re` looks for one byte quickly.

    Whatever follows is looked ahead to, so that no word hides another that begins in it.
    """
    rests: dict[int, list[bytes]] = {}
    for first, *rest in words:
        for byte in sorted(first):
            rests.setdefault(byte, []).append(expression(rest))
    return tuple(
        compiled(b"%s(?=(%s))" % (expression([frozenset({byte})]), b"|".join(some))) for byte, some in rests.items()
    )


@cache
def _in_base64(over: int) -> tuple[re.Pattern[bytes], ...]:
    return _patterns(IN_BASE64[over])


@cache
def _in_utf_16() -> tuple[re.Pattern[bytes], ...]:
    return _patterns(WIDE_SEEDS)


def wide_in(data: bytes) -> Iterator[int]:
    """Where something begins in UTF-16, in order."""
    if b"\0" in data:
        yield from sorted(at for at, _end in _found(data, _in_utf_16()))


def base64_in(data: bytes, over: int = 0) -> Iterator[int]:
    """Where something begins in base64, or in base64 of it; in order. `over` is how often `data` was decoded before."""
    runs = _runs(data)
    if not runs:
        return
    # As the lines of what is wrapped; whether they are that is looked at where something goes from one to another.
    spans = _spans(b"".join([data[start:end] for start, end in runs]).translate(_STANDARD), over)
    if spans:
        starts = [0, *accumulate(end - start for start, end in runs)]
        for start, end in sorted(spans):
            number = bisect_right(starts, start) - 1
            if end <= starts[number + 1] or _goes_on(data, runs[number : number + 2], end - starts[number + 1]):
                yield runs[number][0] + start - starts[number]


def _runs(data: bytes) -> list[Span]:
    """The long runs of base64's characters."""
    kinds = data.translate(_KINDS)
    runs = []
    at = kinds.find(_ITS * _SHORTEST)
    while at >= 0:
        end = kinds.find(_OTHERS, at)
        end = len(kinds) if end < 0 else end
        runs.append((at, end))
        at = kinds.find(_ITS * _SHORTEST, end)
    return runs


def _goes_on(data: bytes, runs: Sequence[Span], over: int) -> bool:
    """Whether so many characters more of the first stand in the second: whether both are lines of one wrapped text."""
    (start, end), (next_start, next_end) = runs
    width, following = end - start, next_end - next_start
    return (
        _NARROWEST <= width <= _WIDEST
        and width % 4 == 0
        and over <= following <= width
        and compiled(BREAK).fullmatch(data, end, next_start) is not None
    )


def holds_seed(text: bytes, over: int) -> bool:
    """Whether something that was decoded so often holds anything to go on with."""
    return (
        next(_found(text, _in_base64(over - 1)), None) is not None
        or next(wide_in(text), None) is not None
        or (over < DEPTH and next(base64_in(text, over), None) is not None)
    )


def _found(text: bytes, patterns: tuple[re.Pattern[bytes], ...]) -> Iterator[Span]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield match.start(), match.end(1)


def _spans(joined: bytes, over: int) -> set[Span]:
    """Of everything that stands in the runs, the characters that hold it."""
    found = set()
    for place in range(4):
        decoded = _decoded(joined, place)
        inner = set(_found(decoded, _in_base64(over)))
        if over + 1 < DEPTH:
            inner |= {(at, at + 1) for at in base64_in(decoded, over + 1)}
        found |= {(place + start * 4 // 3, place - (-end * 4 // 3)) for start, end in inner}
    return found


def _decoded(characters: bytes, place: int) -> bytes:
    return a2b_base64(characters[place : len(characters) - (len(characters) - place) % 4])
