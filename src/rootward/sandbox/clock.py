"""The practice account's own clock: it runs as the machine's does, and can be moved.

moto asks one function for the time, `moto.core.utils.utcnow`, and that asks the datetime of its module.
`follow_clocks` gives that module a datetime whose `now` is the clock of the account that is in place; with none in
place, the machine's.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from types import SimpleNamespace
from typing import ClassVar

_FARTHEST = timedelta(days=36_500)


class ClockError(ValueError):
    """The clock would be moved farther than a hundred years from the machine's."""


class Clock:
    """A clock that is ahead of the machine's, or behind it, by `offset`."""

    shown: ClassVar[Clock | None] = None
    """The clock by which moto goes now: that of the account in place."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def now(self) -> datetime:
        """Now, UTC without a zone, as all of moto's dates."""
        return datetime.now(UTC).replace(tzinfo=None) + self.offset

    def advance(self, seconds: float) -> None:
        """Move the clock; below zero: back.

        Raises:
            ClockError: that is too far.

        """
        offset = self.offset + timedelta(seconds=seconds)
        if abs(offset) > _FARTHEST:
            message = "the clock can be a hundred years from the machine's at most"
            raise ClockError(message)
        self.offset = offset


class _ClockedDatetime(datetime):
    """A datetime whose `now` is the shown clock's."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] # datetime says Self
        """Now, by the shown clock."""
        shown = Clock.shown
        if shown is None:
            return datetime.now(tz)
        # AWS's dates have whole seconds.
        moment = shown.now().replace(tzinfo=UTC, microsecond=0)
        return moment.astimezone(tz) if tz else moment.astimezone().replace(tzinfo=None)


def follow_clocks() -> None:
    """Let moto go by the clock that is shown."""
    import datetime as dt

    from moto.core import utils

    if vars(utils)["datetime"] is dt:
        names = {name: value for name, value in vars(dt).items() if not name.startswith("__")}
        vars(utils)["datetime"] = SimpleNamespace(**{**names, "datetime": _ClockedDatetime})
