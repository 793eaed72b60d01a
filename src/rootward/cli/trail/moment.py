"""A moment on the command line: a day, a time of a day, or how long ago: `2026-11-01`, `2026-11-01T20:33`, `30d`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import click

_AGO = re.compile(r"(?P<number>[0-9]{1,5})(?P<unit>[smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAY = timedelta(days=1)


class Moment(click.ParamType[datetime]):
    """In UTC, where it names no other zone. `end`: a day is meant with all of its hours, so that it is its end.

    What lies before all that is read, or after it, is as good as its first moment or its end: `--until 9999-12-31`.
    """

    name = "moment"

    def __init__(self, *, end: bool = False) -> None:
        self._end = end

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment."""
        if isinstance(value, datetime):
            return value
        from rootward.trail.moment import LAST, clamped

        text = str(value).strip()
        try:
            if ago := _AGO.fullmatch(text.lower()):
                span = timedelta(**{_UNITS[ago["unit"]]: int(ago["number"])})
                return clamped(datetime.now(UTC).replace(microsecond=0) - span)
            if (day := _day(text)) is not None:
                begun = datetime(day.year, day.month, day.day, tzinfo=UTC)
                return clamped(begun + _DAY if self._end and begun < LAST else begun)
            moment = datetime.fromisoformat(text)
            plain = moment.replace(tzinfo=UTC)
            if moment.tzinfo is None or plain != clamped(plain):
                return clamped(plain)  # UTC has no year for what an offset leads out of the calendar
            return clamped(moment.astimezone(UTC))
        except (ValueError, OverflowError):
            self.fail(
                f"{text[:40]!r} is no moment: write it as 2026-11-01, 2026-11-01T20:33Z, or 30d for so long ago",
                param,
                ctx,
            )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
