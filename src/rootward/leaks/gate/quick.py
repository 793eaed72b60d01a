"""The gate of hyperscan's: every pattern in one pass, at gigabytes a second.

What it hits is asked again by the detector's own rules, with what stands about it: hits are few, and most of them are
no credential. So both gates give the same answers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

import hyperscan

from rootward.leaks.detect.anchors import (
    TOKEN,
    TOKEN_ITSELF,
    anchors,
    base64_expressions,
    wide_expressions,
)
from rootward.leaks.detect.encoded import base64_in
from rootward.leaks.detect.escapes import EXPRESSIONS
from rootward.leaks.detect.holds import holds_own, holds_plain
from rootward.leaks.detect.signs import Signs
from rootward.leaks.rules import Rules

_BATCH = 1 << 20
_LARGE = 64 << 10
"""Bytes of a part that is asked about by itself: to copy it would take longer than to ask once more."""
_BETWEEN = b"\n"
_BEFORE = 640
_BEHIND = 1024
_BEHIND_TOKEN = 10 << 10
"""Bytes before and behind the end of a hit that the rules look at; a token is long."""
_IMAGE = 256
"""The same for an image in base64."""

Hit = tuple[int, int]
"""The number of an expression, and where its match ends."""


class QuickGate:
    """A database of hyperscan's in block mode. It goes to another process compiled as it is.

    The user's own patterns are not in it: what `re` takes, hyperscan may read in another way, or not at all.
    """

    def __init__(self, rules: Rules, compiled: bytes | None = None) -> None:
        self._rules = rules
        self._anchors = anchors(rules)
        self._long = frozenset(number for number, anchor in enumerate(self._anchors) if anchor in (TOKEN, TOKEN_ITSELF))
        self._plain = len(self._anchors)
        wide = wide_expressions()
        self._wide = self._plain + len(wide)
        self._exact = self._wide + len(EXPRESSIONS)
        if compiled is None:
            plain = (anchor.expression for anchor in self._anchors)
            wanted = (*plain, *wide, *EXPRESSIONS, *base64_expressions())
            self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
            self._database.compile(
                expressions=wanted, ids=list(range(len(wanted))), elements=len(wanted), flags=[0] * len(wanted)
            )
        else:
            self._database = hyperscan.loadb(compiled, hyperscan.HS_MODE_BLOCK)
        self._scratch = hyperscan.Scratch(self._database)
        self._hits: list[Hit] = []

    def __reduce__(self) -> tuple[type[QuickGate], tuple[Rules, bytes]]:
        return QuickGate, (self._rules, hyperscan.dumpb(self._database))

    def admits(self, data: bytes) -> bool:
        """Whether `data` may hold a credential."""
        return self._decided(data, self._scan(data))

    def signs(self, data: bytes) -> Signs:
        """See Gate."""
        numbers: set[int] = set()
        self._database.scan(
            data, match_event_handler=lambda number, *_where: numbers.add(number), scratch=self._scratch
        )
        return Signs(
            anchors=frozenset(self._anchors[number] for number in numbers if number < self._plain),
            wide=any(self._plain <= number < self._wide for number in numbers),
            escaped=any(self._wide <= number < self._exact for number in numbers),
            base64=any(number >= self._exact for number in numbers),
        )

    @property
    def reach(self) -> int | None:
        """See Gate."""
        return None if self._rules.patterns else _IMAGE

    @property
    def context(self) -> int | None:
        """See Gate."""
        return None if self._rules.patterns else _IMAGE + _BEFORE + _BEHIND_TOKEN

    def admitted(self, parts: Sequence[bytes]) -> list[int]:
        """Which of the parts may: their indexes, in order. Small ones are asked about together."""
        return [index for index, is_admitted in self.glanced(parts) if is_admitted]

    def glanced(self, parts: Sequence[bytes]) -> list[tuple[int, bool]]:
        """See Gate."""
        glanced: list[tuple[int, bool]] = []
        small: list[int] = []
        size = 0
        for index, part in enumerate(parts):
            if len(part) >= _LARGE:
                hits = self._scan(part)
                if hits or self._rules.patterns:
                    glanced.append((index, self._decided(part, hits)))
                continue
            small.append(index)
            size += len(part)
            if size >= _BATCH:
                glanced += self._together(parts, small)
                small, size = [], 0
        return sorted(glanced + self._together(parts, small))

    def _together(self, parts: Sequence[bytes], chosen: list[int]) -> list[tuple[int, bool]]:
        some = [parts[index] for index in chosen]
        starts = [0, *accumulate(len(part) + len(_BETWEEN) for part in some)]
        hits: dict[int, list[Hit]] = {}
        for number, end in self._scan(_BETWEEN.join(some)):
            index = bisect_right(starts, end - 1) - 1
            hits.setdefault(index, []).append((number, end - starts[index]))
        suspects = range(len(some)) if self._rules.patterns else sorted(hits)
        return [
            (chosen[index], self._decided(some[index], self._within(some[index], hits.get(index))))
            for index in suspects
        ]

    def _within(self, part: bytes, hits: list[Hit] | None) -> list[Hit]:
        """The hits of a part that begin in it too: one near its beginning may stand over the end of the part before."""
        if hits is None or min(end for _number, end in hits) > _IMAGE:
            return hits or []
        return [hit for hit in hits if hit[1] > _IMAGE] + self._scan(part[:_IMAGE])

    def _scan(self, data: bytes) -> list[Hit]:
        hits: list[Hit] = []
        self._hits = hits
        self._database.scan(data, match_event_handler=self._noted, scratch=self._scratch)
        return hits

    def _noted(self, number: int, _start: int, end: int, _flags: int, _context: object) -> None:
        self._hits.append((number, end))

    def _decided(self, data: bytes, hits: list[Hit]) -> bool:
        if not hits:
            return holds_own(data, self._rules)
        plain = [hit for hit in hits if hit[0] < self._plain]
        images = [hit for hit in hits if hit[0] >= self._exact]
        return (
            len(plain) + len(images) < len(hits)
            or any(holds_plain(part, self._rules) for part in self._about(data, plain))
            or any(next(base64_in(part), None) is not None for part in _about_images(data, images))
            or holds_own(data, self._rules)
        )

    def _about(self, data: bytes, hits: list[Hit]) -> Iterator[bytes]:
        return _parts(
            data,
            [(end - _BEFORE, end + (_BEHIND_TOKEN if number in self._long else _BEHIND)) for number, end in hits],
        )


def _about_images(data: bytes, hits: list[Hit]) -> Iterator[bytes]:
    return _parts(data, [(end - _IMAGE, end + _IMAGE) for _number, end in hits])


def _parts(data: bytes, spans: list[tuple[int, int]]) -> Iterator[bytes]:
    """What stands in the spans, those that overlap together."""
    first = last = 0
    for start, end in sorted(spans):
        if start > last:
            if last:
                yield data[first:last]
            first = start
        last = max(last, end)
    if last:
        yield data[max(0, first) : last]
