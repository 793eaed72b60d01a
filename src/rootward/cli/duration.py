"""A span of time on the command line: `15m`, `1h`, `1h30m`, `36h`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import click

_SPAN = re.compile(r"(?=.)(?:(?P<hours>[0-9]{1,6})h)?(?:(?P<minutes>[0-9]{1,6})m)?(?:(?P<seconds>[0-9]{1,6})s)?")


class Duration(click.ParamType[timedelta]):
    """Hours, minutes and seconds, each with its letter."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """The span. A number without a letter could be of anything, and is refused."""
        if isinstance(value, timedelta):
            return value
        found = _SPAN.fullmatch(str(value).strip().lower())
        if found is None:
            self.fail(f"{str(value)[:40]!r} is no span of time: write it as 45m, 1h or 1h30m", param, ctx)
        return timedelta(**{unit: int(number) for unit, number in found.groupdict().items() if number})


def shown(span: timedelta) -> str:
    """`59 min`, `1 h`, `1 h 30 min`; what is less than a minute is left out."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    parts = [f"{hours} h"] if hours else []
    if minutes or not hours:
        parts.append(f"{minutes} min")
    return " ".join(parts)
