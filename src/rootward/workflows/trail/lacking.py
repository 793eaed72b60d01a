"""What logs lack that facts of an account are taken from: what was not read, and days of which there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from rootward.model.root_event import Gap
from rootward.model.scan import Unread
from rootward.model.unknown import Unknown
from rootward.reports.unread import unread_lines
from rootward.workflows.source import Progress

_DAY = timedelta(days=1)
_TOLD = 5
"""So many of what was not read are told of."""


def announce_unread(unread: Sequence[Unread], announce: Progress) -> None:
    """A line for each of the first, and how many more there are."""
    for line in unread_lines(unread, _TOLD):
        announce(line)


def nothing_told(unread: Sequence[Unread]) -> Unknown:
    """Why the logs tell nothing at all."""
    if not unread:
        return Unknown("not_collected", None, "the log that was given holds no event of these days")
    return Unknown("failed", None, f"{unread[0].path}: {unread[0].reason}")


def missing_days(gaps: Iterable[Gap], since: date | None) -> int:
    """How many days are missing, each counted once, in however many regions and accounts."""
    days = {gap.first + _DAY * number for gap in gaps for number in range((gap.last - gap.first) // _DAY + 1)}
    return sum(since is None or day >= since for day in days)
