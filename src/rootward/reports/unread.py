"""What was not read, for stderr: json has all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rootward.model.scan import Unread

_MOST = 20


def unread_lines(unread: Sequence[Unread], most: int = _MOST) -> Iterator[str]:
    """A line for each of the first, and how many more there are."""
    for one in unread[:most]:
        yield f"incomplete: {one.path}: {one.reason}"
    if len(unread) > most:
        yield f"incomplete: and {len(unread) - most:,} more"
