"""A text as the rules look at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rootward.leaks.detect.anchors import Behind, Near, Word


class Text:
    """Some bytes, in lower case too."""

    def __init__(self, data: bytes, anchors: frozenset[Word | Near | Behind] | None = None) -> None:
        """`anchors`: those that stand in it, where a gate has told."""
        self.data = data
        self.lowered = data.lower()
        self._anchors = anchors

    def positions(self, anchor: Word | Near | Behind) -> Iterator[int]:
        """Where an anchor stands: see there."""
        if self._anchors is not None and anchor not in self._anchors:
            return iter(())
        return anchor.positions(self.data, self.lowered)
