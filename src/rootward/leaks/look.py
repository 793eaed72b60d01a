"""The credentials in some bytes as a person is told of them: line, column, the line with every secret in it masked.

A stream is looked through in windows with a margin on both sides that is wider than anything the detector looks at
together, so that a file of any size, or a line, takes the same memory.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from rootward.leaks.allow.marks import mark_on
from rootward.leaks.detect import Sighting, Signs, detect
from rootward.leaks.fingerprint import fingerprint
from rootward.leaks.rules import Rules
from rootward.leaks.sight import Sight

WINDOW = 8 << 20
MARGIN = 128 << 10
_SHOWN = 256
"""Bytes of the line on either side of a credential that are shown."""
_MARKED = 4096
"""Bytes on either side within which a mark on the line counts."""
_ENOUGH = 16
"""Characters of an unknown text from which four may be shown."""

_OPEN = frozenset({"access-key-id", "account-id"})
_CONTINUATION = bytes(range(0x80, 0xC0))
_NO_CHARACTER = b"\0" + _CONTINUATION
"""In UTF-16 half of a character is NUL, in what text there is of it."""
_BOMS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def look(data: bytes, rules: Rules, signs: Callable[[bytes], Signs | None] | None = None) -> tuple[Sight, ...]:
    """Every credential in `data`, in the order in which they stand. `signs` as for `look_through`."""
    rest = [data]
    return tuple(look_through(lambda _size: rest.pop() if rest else b"", rules, signs=signs))


def look_through(
    read: Callable[[int], bytes],
    rules: Rules,
    admits: Callable[[bytes], bool] | None = None,
    signs: Callable[[bytes], Signs | None] | None = None,
) -> Iterator[Sight]:
    """Every credential in what `read` gives until it gives nothing, in the order in which they stand.

    `read` is a file's: it is asked for so many bytes, and may give fewer. One that gives more than it is asked for is
    taken at its word, in one window where it is no larger than one. Whatever `read` raises goes through.
    `admits` is an open gate's: a window that it does not let through is not looked at. `signs` is one's, too: with it
    those that are looked at are done sooner.
    """
    held = b""
    place = _Place()
    done = 0
    while True:
        held, ended = _filled(held, read)
        # An even place: what stands in UTF-16 begins at one.
        until = len(held) if ended else (len(held) - MARGIN) // 2 * 2
        if place.fresh:
            place.begin(held)
        if admits is None or admits(held):
            yield from _sights(held, detect(held, rules, signs and signs(held)), done, until, place)
        if ended:
            return
        place.go(held, until)
        cut = until - MARGIN
        held = held[cut:]
        place.cut(cut)
        done = MARGIN


def _filled(held: bytes, read: Callable[[int], bytes]) -> tuple[bytes, bool]:
    """What is held with more behind it, and whether that was all."""
    parts = [held] if held else []
    size = len(held)
    while size < WINDOW + 2 * MARGIN:
        part = read(WINDOW + 2 * MARGIN - size)
        if not part:
            return (parts[0] if len(parts) == 1 else b"".join(parts)), True
        parts.append(part)
        size += len(part)
    return (parts[0] if len(parts) == 1 else b"".join(parts)), False


def _sights(held: bytes, sightings: Sequence[Sighting], done: int, until: int, place: _Place) -> Iterator[Sight]:
    secrets = [sighting for sighting in sightings if sighting.kind not in _OPEN]
    starts = [sighting.start for sighting in secrets]
    for sighting in sightings:
        if not done <= sighting.start < until:
            continue
        place.go(held, sighting.start)
        first = max(0, bisect_left(starts, sighting.start - _SHOWN) - 1)
        near = secrets[first : first + 2 * _SHOWN]
        yield _sight(held, sighting, near, place)


class _Place:
    """The line and the column of a position that only goes on."""

    def __init__(self) -> None:
        self.fresh = True
        self.line = 1
        self._before = 0
        """Characters of the line before the position."""
        self._at = 0
        self._wide: str | None = None

    def begin(self, held: bytes) -> None:
        self.fresh = False
        self._wide = _BOMS.get(held[:2])
        if self._wide is not None:
            self._at = 2

    @property
    def column(self) -> int:
        return self._before + 1

    def go(self, held: bytes, to: int) -> None:
        if to <= self._at:
            return
        passed = held[self._at : to]
        self._at = to
        if self._wide is not None:
            text = passed.decode(self._wide, "replace")
            lines, rest = text.count("\n"), len(text) - text.rfind("\n") - 1
        else:
            lines = passed.count(b"\n")
            rest = len(passed[passed.rfind(b"\n") + 1 :].translate(None, _NO_CHARACTER))
        self.line += lines
        self._before = rest if lines else self._before + rest

    def cut(self, size: int) -> None:
        self._at -= size


def _sight(held: bytes, sighting: Sighting, near: Sequence[Sighting], place: _Place) -> Sight:
    wide = "utf-16" in sighting.encoding[:1]
    start, end = _line(held, sighting, _SHOWN, wide=wide)
    text = _text(held[start:end], held, sighting, wide=wide)
    return Sight(
        kind=sighting.kind,
        line=place.line,
        column=place.column,
        confidence=sighting.confidence,
        reason=sighting.reason,
        masked=masked(sighting),
        fingerprint=fingerprint(sighting.kind, sighting.value),
        key_id=sighting.key_id,
        account=sighting.account,
        encoding=sighting.encoding,
        shown=_shown(held, start, end, near, sighting, wide=wide),
        text=text.encode(),
        mark=_mark(held, sighting, wide=wide),
    )


def masked(sighting: Sighting) -> str:
    """Its last four characters; whole where it is no secret, nothing where four would tell too much."""
    text = sighting.value.reveal()
    if sighting.kind in _OPEN:
        return text
    if sighting.kind == "console-password" or len(text) < _ENOUGH:
        return "…"
    return "…" + text[-4:]


def _line(held: bytes, sighting: Sighting, reach: int, *, wide: bool) -> tuple[int, int]:
    """The line about a sighting, within that reach of it."""
    first = max(0, sighting.start - reach)
    last = min(len(held), sighting.end + reach)
    if wide and (sighting.start - first) % 2:
        first += 1
    start = held.rfind(b"\n", first, sighting.start)
    end = held.find(b"\n", sighting.end, last)
    start = first if start < 0 else start + (2 if wide and held[sighting.start] else 1)
    end = last if end < 0 else end - (1 if wide and not held[sighting.start] else 0)
    if not wide:
        while start < sighting.start and held[start] in _CONTINUATION:
            start += 1
        while end > sighting.end and end < len(held) and held[end] in _CONTINUATION:
            end -= 1
    return start, end


def _text(part: bytes, held: bytes, sighting: Sighting, *, wide: bool) -> str:
    if wide:
        return part.decode("utf-16-le" if held[sighting.start] else "utf-16-be", "replace").strip("\r\n\ufeff")
    return part.decode("utf-8", "backslashreplace").rstrip("\r")


def _shown(held: bytes, start: int, end: int, near: Sequence[Sighting], sighting: Sighting, *, wide: bool) -> str:
    pieces = []
    at = start
    for begin, finish, mask in _hidden(held, start, end, near):
        if finish <= at:
            continue
        if begin > at:
            pieces.append(_text(held[at:begin], held, sighting, wide=wide))
        pieces.append(mask)
        at = finish
    if at < end:
        pieces.append(_text(held[at:end], held, sighting, wide=wide))
    return "".join(pieces)


def _hidden(held: bytes, start: int, end: int, near: Sequence[Sighting]) -> list[tuple[int, int, str]]:
    """What of the line is secret, in order: each secret where it was seen, and wherever else it stands."""
    spans = []
    for one in near:
        if one.start >= end:
            break
        if one.end <= start:
            continue
        secret, mask = held[one.start : one.end], masked(one)
        at = held.find(secret, max(0, start - len(secret)), end + len(secret))
        while at >= 0:
            if at < end:
                spans.append((at, at + len(secret), mask))
            at = held.find(secret, at + len(secret), end + len(secret))
        spans.append((one.start, one.end, mask))
    return sorted(spans)


def _mark(held: bytes, sighting: Sighting, *, wide: bool) -> str | None:
    start, end = _line(held, sighting, _MARKED, wide=wide)
    line = held[start:end]
    above = held[max(0, start - _MARKED) : max(0, start - 1)]
    above = above[above.rfind(b"\n") + 1 :]
    if wide:
        line, above = line.replace(b"\0", b""), above.replace(b"\0", b"")
    return mark_on(line, above)
