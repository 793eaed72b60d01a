"""Where a watch looks, round by round. Each round gives what is new, in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

import msgspec

from rootward.model.scan import Unread
from rootward.trail.log import Log

MOST_IN_BATCH = 256
"""Log files that are judged together, at most."""


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What is new."""

    logs: Sequence[Log] = ()
    unread: Sequence[Unread] = ()
    done: Callable[[], None] = lambda: None
    """Called when all of it was told."""


class Rounds(Protocol):
    """A place that is looked at again and again."""

    waits: bool
    """Whether a round itself waits for what is new."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing that is known to be there is left to a later round."""

    def round(self) -> Iterator[Batch]:
        """What is new since the last one."""

    def missed(self, names: Iterable[str]) -> None:
        """Logs of the batch that was given last, which could not be read, or not all of them."""
