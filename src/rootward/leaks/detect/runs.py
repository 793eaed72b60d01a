"""Long runs of some characters: looked for in bulk, since most texts have few."""

from __future__ import annotations

from collections.abc import Iterator

_ITS, _OTHERS = b"x", b" "


class Runs:
    """Those of the given characters."""

    def __init__(self, members: bytes) -> None:
        self._kinds = bytes((_ITS if byte in members else _OTHERS)[0] for byte in range(256))

    def of(self, data: bytes, least: int, first: int = 0, last: int | None = None) -> Iterator[tuple[int, int]]:
        """Where each begins and ends that has at least so many, between two places, in order."""
        kinds = data[first:last].translate(self._kinds)
        at = kinds.find(_ITS * least)
        while at >= 0:
            end = kinds.find(_OTHERS, at)
            end = len(kinds) if end < 0 else end
            yield first + at, first + end
            at = kinds.find(_ITS * least, end)
