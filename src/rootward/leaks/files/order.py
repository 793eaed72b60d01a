"""What to scan, as it was asked for, and how far that came."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from rootward.model.scan import Unread

STANDARD_INPUT = "-"


class FilesOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Which files to scan."""

    paths: tuple[str, ...]
    """Files, folders and globs; `-` is standard input."""
    gitignore: bool = False
    """Whether what git ignores is passed over."""
    workers: int | None = None
    """How many processes at most, this one among them. None: as many as there are processors."""
    cache: str | None = None
    """The user's cache folder, for the gate, which has nothing of what is scanned. None: nothing is kept."""


class Tally:
    """How much was looked through, and what was not. It holds at every moment, also after an interruption."""

    def __init__(self) -> None:
        self.files = 0
        """Files, and members of archives."""
        self.bytes = 0
        self._waiting: list[str] = []
        self._reached: Callable[[], str | None] = lambda: None

    def begin(self, names: tuple[str, ...], reached: Callable[[], str | None]) -> None:
        """These are to be scanned, in that order. `reached` says in the first of them what is not done, if any is."""
        self._waiting = list(names)
        self._reached = reached

    def finish(self) -> None:
        """The first of them is done."""
        self._waiting.pop(0)

    def unfinished(self) -> tuple[Unread, ...]:
        """What was not scanned, or not whole. None once everything is done."""
        found = []
        at = self._reached()
        for place, name in enumerate(self._waiting):
            reason = "the scan ended before it"
            if place == 0 and at is not None:
                reason = f"the scan ended in it, at {at}"
            found.append(Unread(path=name, reason=reason))
        return tuple(found)
