"""The bytes as they stand, and what is encoded in them, each position of it known in the bytes as they stand."""

from __future__ import annotations

from binascii import a2b_base64
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from rootward.leaks.detect.encoded import DEPTH, base64_in, holds_seed, wide_in
from rootward.leaks.detect.escapes import Run, Unescaped, runs_in
from rootward.leaks.detect.late import late
from rootward.leaks.detect.signs import Signs

_BEFORE = 4 << 10
_BEHIND = 28 << 10
"""Bytes before and behind the beginning of something encoded that are decoded with it."""
_AGAIN = 2 << 10
"""Bytes before the end of what was decoded within which something may be cut off."""
_NEAR = 512
"""Bytes before and behind it that are looked at first: most of what is encoded is short."""
_WRAPPED = 32
"""Characters that a line of wrapped base64 has at the least."""

_RUN = late(rb"(?!(?<=\\)[rn])[A-Za-z0-9+/_-]{1,32768}")
"""The letter of an escape is none of its characters."""
_BREAK = late(rb"(?:\r?\n|\\n|\\r\\n)[ \t]{0,64}")
_STANDARD = bytes.maketrans(b"-_", b"+/")
_HIGH = bytes([0]) + b"\xff" * 255


class View:
    """Some bytes, and where they stand."""

    def __init__(self, text: bytes, encoding: tuple[str, ...] = ()) -> None:
        self.text = text
        self.encoding = encoding

    def start(self, at: int) -> int:
        """Where the byte at that position begins, in the bytes as they were given."""
        return at

    def end(self, at: int) -> int:
        """Where what ends before that position ends."""
        return at


class _Wide(View):
    """What stands in UTF-16, a character that is not of the first 256 as one byte that is in no credential."""

    def __init__(self, outer: View, first: int, last: int, *, big: bool) -> None:
        units = outer.text[first : last - (last - first) % 2]
        low, high = (units[1::2], units[::2]) if big else (units[::2], units[1::2])
        if any(high):
            spoilt = int.from_bytes(low, "big") | int.from_bytes(high.translate(_HIGH), "big")
            low = spoilt.to_bytes(len(low), "big")
        super().__init__(low, (*outer.encoding, "utf-16"))
        self._outer = outer
        self._first = first

    def start(self, at: int) -> int:
        return self._outer.start(self._first + 2 * at)

    def end(self, at: int) -> int:
        return self._outer.end(self._first + 2 * at)


class _Escaped(View):
    """What stands in escapes, between what does not."""

    def __init__(self, outer: View, runs: list[Run]) -> None:
        self._unescaped = Unescaped(outer.text, runs)
        super().__init__(self._unescaped.text, (*outer.encoding, "escaped"))
        self._outer = outer

    def start(self, at: int) -> int:
        return self._outer.start(self._unescaped.start(at))

    def end(self, at: int) -> int:
        return self._outer.end(self._unescaped.end(at))


class _Base64(View):
    """What stands in base64, in one line or wrapped over several."""

    def __init__(self, outer: View, text: bytes, lines: list[tuple[int, int]], skipped: int) -> None:
        super().__init__(text, (*outer.encoding, "base64"))
        self._outer = outer
        self._lines = [start for start, _end in lines]
        self._before = [0, *accumulate(end - start for start, end in lines)]
        self._skipped = skipped

    def start(self, at: int) -> int:
        return self._outer.start(self._position(self._skipped + at * 4 // 3))

    def end(self, at: int) -> int:
        return self._outer.end(self._position(self._skipped - (-at * 4 // 3) - 1) + 1)

    def _position(self, character: int) -> int:
        line = min(bisect_right(self._before, character), len(self._lines)) - 1
        return self._lines[line] + character - self._before[line]


def views(data: bytes, signs: Signs | None = None) -> Iterator[View]:
    """The bytes themselves first. `signs`: what a gate saw in them."""
    yield from _views(View(data), 0, signs)


def _views(outer: View, over: int, signs: Signs | None = None) -> Iterator[View]:
    yield outer
    # What is in UTF-16 beside escapes was seen before; undone, they would move its units off their even places.
    if (signs is None or signs.wide) and not {"utf-16", "escaped"}.intersection(outer.encoding[-1:]):
        for inner in _wide(outer):
            yield from _views(inner, over)
    if over < DEPTH and (signs is None or signs.base64):
        for inner in _base64(outer, over):
            yield from _views(inner, over + 1)
    # Last: it holds once more whatever stands beside the escapes.
    if (signs is None or signs.escaped) and "escaped" not in outer.encoding[-1:] and (runs := runs_in(outer.text)):
        yield from _views(_Escaped(outer, runs), over)


def _wide(outer: View) -> Iterator[View]:
    done = 0
    for at in wide_in(outer.text):
        if at < done:
            continue
        # Units begin at even places: a character at an odd one is the second byte of its own.
        big = at % 2 == 1
        first = max(0, at - big - _BEFORE, done - done % 2)
        last = min(len(outer.text), at + _BEHIND)
        yield _Wide(outer, first, last, big=big)
        done = last if last == len(outer.text) else last - _AGAIN


def _base64(outer: View, over: int) -> Iterator[View]:
    done = 0
    for at in base64_in(outer.text, over):
        if at < done:
            continue
        lines = _lines(outer.text, at)
        if not lines:
            continue
        characters = b"".join([outer.text[start:end] for start, end in lines]).translate(_STANDARD)
        for skipped in range(4):
            text = _decoded(characters, skipped)
            if holds_seed(text, over + 1):
                yield _Base64(outer, text, lines, skipped)
                break
        last = lines[-1][1]
        done = last if last < at + _BEHIND else last - _AGAIN


def _decoded(characters: bytes, skipped: int) -> bytes:
    wanted = characters[skipped:]
    rest = len(wanted) % 4
    if rest == 1:
        wanted = wanted[:-1]
    elif rest:
        wanted += b"=" * (4 - rest)
    return a2b_base64(wanted)


def _lines(text: bytes, at: int) -> list[tuple[int, int]]:
    """The lines of one piece of base64, whose characters stand at `at`: where each begins and ends."""
    lines, is_whole = _lines_within(text, max(0, at - _NEAR), min(len(text), at + _NEAR), at)
    if not is_whole:
        lines, _ = _lines_within(text, max(0, at - _BEFORE), min(len(text), at + _BEHIND), at)
    return lines


def _lines_within(text: bytes, first: int, last: int, at: int) -> tuple[list[tuple[int, int]], bool]:
    """Those between two places, and whether runs stand about them that are none of them: that those are all."""
    runs = [match.span() for match in _RUN.finditer(text, first, last)]
    middle = bisect_right(runs, (at, len(text))) - 1
    if middle < 0 or runs[middle][1] <= at:
        return [], False
    chosen = [runs[middle]]
    width = runs[middle][1] - runs[middle][0]
    behind = middle + 1
    if width >= _WRAPPED:
        while behind < len(runs) and _continues(text, chosen[-1], runs[behind], width):
            chosen.append(runs[behind])
            if runs[behind][1] - runs[behind][0] < width:
                break
            behind += 1
    before = middle - 1
    while before >= 0 and _continues(text, runs[before], chosen[0], runs[before][1] - runs[before][0]):
        size = runs[before][1] - runs[before][0]
        if size < _WRAPPED or (len(chosen) > 1 and size != width) or size < width:
            break
        width = size
        chosen.insert(0, runs[before])
        before -= 1
    return chosen, before >= 1 and behind + 1 < len(runs)


def _continues(text: bytes, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    return following[1] - following[0] <= width and _BREAK.fullmatch(text, line[1], following[0]) is not None
