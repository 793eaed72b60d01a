"""A strip of days: what root did on each, by lanes, and on which days there is no log. Pure numbers, no picture yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import msgspec

from rootward.model.read_call import is_read
from rootward.model.root_event import RootEvent, RootTimeline, Verdict

Need = Literal["needless", "doubtful", "needed"]
"""Not required; conditional or not to be told; required."""

NEEDS: tuple[Need, ...] = ("needless", "doubtful", "needed")
"""Worst first."""

NEED_OF: dict[Verdict, Need] = {
    "not_required": "needless",
    "unknown": "doubtful",
    "conditional": "doubtful",
    "required_here": "needed",
    "required": "needed",
}
Lane = Literal["sign-ins", "key use", "changes", "reads", "for root"]
LANES: tuple[Lane, ...] = ("sign-ins", "key use", "changes", "reads", "for root")
"""Of the last: what AssumeRoot sessions and services did. An event may stand in two: a change by a key."""

MOST_COLUMNS = 120
_WIDTHS = (1, 7, 28, 91, 364)
"""Days of a column: where there are too many days, weeks take their place, and so on."""
_BEGUN = date(2013, 11, 1)
"""Of CloudTrail: the only version of its API.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-document-history.html"""
_AHEAD = timedelta(days=1)
"""So far a clock may be ahead of another."""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """The events of one lane in one column."""

    events: tuple[RootEvent, ...]

    def count(self, need: Need) -> int:
        """Those that were so."""
        return sum(NEED_OF[event.verdict] == need for event in self.events)

    @property
    def worst(self) -> Need:
        """The worst of them."""
        return next(need for need in NEEDS if self.count(need))


class Strip(msgspec.Struct, frozen=True, kw_only=True):
    """One account's."""

    account: str
    first: date
    days: int
    """Of a column."""
    columns: int
    lanes: tuple[tuple[Lane, tuple[Cell | None, ...]], ...]
    """None: nothing. A lane without anything is left out, but for sign-ins, key use and changes."""
    missing: tuple[bool, ...]
    """Whether a day of the column is without a log."""
    outside: tuple[RootEvent, ...] = ()
    """Events that claim days on which there was no CloudTrail, or which have not come: one would squeeze all others."""

    def begins(self, column: int) -> date:
        """The first day of a column."""
        return _later(self.first, column * self.days)

    def ends(self, column: int) -> date:
        """Its last."""
        return _later(self.first, (column + 1) * self.days - 1)


def _later(day: date, days: int) -> date:
    """As far as the calendar goes: the last column may reach over its end."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def strips(timeline: RootTimeline) -> tuple[Strip, ...]:
    """One for each account that root woke in, or of which there is a log; all over the same days."""
    if (days := _days(timeline)) is None:
        return ()
    first, last = days
    total = (last - first).days + 1
    width = next((width for width in _WIDTHS if total <= width * MOST_COLUMNS), _WIDTHS[-1])
    columns = -(-total // width)
    by_account: dict[str, list[RootEvent]] = {account: [] for account in timeline.accounts}
    for event in timeline.events:
        by_account.setdefault(event.account, []).append(event)
    return tuple(
        _strip(account, events, timeline, first, width, columns) for account, events in sorted(by_account.items())
    )


def _days(timeline: RootTimeline) -> tuple[date, date] | None:
    """From the first to the last that anything is told of."""
    told = [event.time.astimezone(UTC).date() for event in timeline.events]
    told += [moment.astimezone(UTC).date() for moment in timeline.covered or ()]
    told += [day for gap in timeline.gaps for day in (gap.first, gap.last)]
    told = [day for day in told if _BEGUN <= day <= _latest(timeline.taken_at)] or told
    return (min(told), max(told)) if told else None


def _latest(taken_at: datetime) -> date:
    day = taken_at.astimezone(UTC).date()
    return min(day, date.max - _AHEAD) + _AHEAD


def _strip(  # noqa: PLR0917 - what a strip is made of
    account: str, events: Sequence[RootEvent], timeline: RootTimeline, first: date, width: int, columns: int
) -> Strip:
    cells: dict[tuple[Lane, int], list[RootEvent]] = {}
    outside: list[RootEvent] = []
    for event in sorted(events, key=lambda event: (event.time, event.event_id)):
        column = (event.time.astimezone(UTC).date() - first).days // width
        if not 0 <= column < columns:
            outside.append(event)
            continue
        for lane in _lanes(event):
            cells.setdefault((lane, column), []).append(event)
    always = LANES[:3]
    kept = [lane for lane in LANES if lane in always or any(of == lane for of, _ in cells)]
    missing = {
        (gap.first - first).days // width + step
        for gap in timeline.gaps
        if gap.account == account
        for step in range((gap.last - first).days // width - (gap.first - first).days // width + 1)
    }
    return Strip(
        account=account,
        first=first,
        days=width,
        columns=columns,
        lanes=tuple(
            (
                lane,
                tuple(
                    Cell(events=tuple(cells[lane, column])) if (lane, column) in cells else None
                    for column in range(columns)
                ),
            )
            for lane in kept
        ),
        missing=tuple(column in missing for column in range(columns)),
        outside=tuple(outside),
    )


def _lanes(event: RootEvent) -> Iterable[Lane]:
    if event.actor != "root":
        yield "for root"
        return
    if event.source == "signin.amazonaws.com":
        yield "sign-ins"
        return
    if event.credential == "access-key":
        yield "key use"
    if not is_read(event.name, event.read_only):
        yield "changes"
    elif event.credential != "access-key":
        yield "reads"
