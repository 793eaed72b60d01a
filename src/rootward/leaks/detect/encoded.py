"""Where something that is encoded may hold a credential: by the beginnings of credentials in it.

What is in base64 is decoded in bulk, every long run of its characters at once and at each of the four places where a
group may begin: no run need be right for that, and what is decoded of one depends on no other, unless both are lines of
one wrapped text.
"""

from __future__ import annotations

import re
from binascii import a2b_base64
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import zip_longest

from rootward.leaks.detect.anchors import BREAK, IN_BASE64, WIDE_SEEDS, compiled
from rootward.leaks.detect.images import ALPHABET, Sets, expression
from rootward.leaks.detect.runs import Runs

_SHORTEST = 16
"""Characters of base64 in which no credential fits, nor a word and anything behind it."""
_NARROWEST, _WIDEST = 60, 128
"""Characters of a line of wrapped base64."""
_RUNS = Runs(ALPHABET)
_STANDARD = bytes.maketrans(b"-_", b"+/")
_APART = b"AAAA"
"""A group that says nothing: its bytes are NUL."""

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
    yield from sorted({begin for begin, _end in _spans(data, over, over_ends=True)})


def _spans(data: bytes, over: int, *, over_ends: bool = False) -> Iterator[Span]:
    """The characters that hold what stands in the long runs, each in one; `over_ends`: or in two lines of wrapped text.

    Over a line's end it counts as the gate knows it: no UTF-16, and nothing that is in base64 once more.
    """
    runs = list(_RUNS.of(data, _SHORTEST))
    if not runs:
        return
    joined, starts = _joined(data, runs)
    for start, end, may_go_on in _held(joined, over):
        number = bisect_right(starts, start) - 1
        if number < 0:
            continue
        first, last = runs[number]
        begin = first + start - starts[number]
        goes_on = starts[number + 1 : number + 2] == [starts[number] + last - first]
        if begin + end - start <= last or (over_ends and may_go_on and goes_on):
            yield begin, begin + end - start


def _joined(data: bytes, runs: Sequence[Span]) -> tuple[bytes, list[int]]:
    """The runs behind one another, and where each begins.

    Lines of one wrapped text stand together; before and behind any other run is a group that says nothing.
    """
    pieces = [_APART]
    starts = []
    size = len(_APART)
    for run, following in zip_longest(runs, runs[1:]):
        start, end = run
        starts.append(size)
        pieces.append(data[start:end])
        size += end - start
        if following is None or not _goes_on(data, run, following):
            pieces.append(_APART)
            size += len(_APART)
    return b"".join(pieces).translate(_STANDARD), starts


def _goes_on(data: bytes, run: Span, following: Span) -> bool:
    """Whether both are lines of one wrapped text."""
    width = run[1] - run[0]
    return (
        _NARROWEST <= width <= _WIDEST
        and width % 4 == 0
        and following[1] - following[0] <= width
        and compiled(BREAK).fullmatch(data, run[1], following[0]) is not None
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


def _held(joined: bytes, over: int) -> set[tuple[int, int, bool]]:
    """Of everything that stands in the runs, the characters that hold it; and whether it may go over a line's end."""
    found = set()
    for place in range(4):
        decoded = _decoded(joined, place)
        inner = {(start, end, decoded[start + 1] != 0) for start, end in _found(decoded, _in_base64(over))}
        if over + 1 < DEPTH:
            inner |= {(start, end, False) for start, end in _spans(decoded, over + 1)}
        found |= {(place + start * 4 // 3, place - (-end * 4 // 3), may_go_on) for start, end, may_go_on in inner}
    return found


def _decoded(characters: bytes, place: int) -> bytes:
    return a2b_base64(characters[place : len(characters) - (len(characters) - place) % 4])
