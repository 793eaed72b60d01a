"""A trail report as CSV: a row for each event."""

from __future__ import annotations

from rootward.model.root_event import RootEvent, RootTimeline
from rootward.reports.csv_table import flag, table
from rootward.reports.trail.words import second

COLUMNS = (
    "time",
    "account",
    "region",
    "actor",
    "verdict",
    "source",
    "name",
    "changed",
    "why",
    "task",
    "permissions",
    "managed_policy",
    "detections",
    "session",
    "address",
    "agent",
    "mfa",
    "credential",
    "key_id",
    "error",
    "read_only",
    "event_id",
)


def render(timeline: RootTimeline, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """A header line, and a row for each event, worst first.

    Every cell is quoted; one that could be a formula begins with `'`. What is not known is empty. The options change
    nothing.
    """
    del width, color, unicode
    return table(COLUMNS, map(_row, timeline.events))


def _row(event: RootEvent) -> tuple[str, ...]:
    return (
        second(event.time),
        event.account,
        event.region,
        event.actor,
        event.verdict,
        event.source,
        event.name,
        event.changed or "",
        event.why,
        event.task or "",
        "; ".join(event.permissions),
        event.managed_policy or "",
        "; ".join(event.detections),
        event.session or "",
        event.address or "",
        event.agent or "",
        flag(event.mfa),
        event.credential,
        event.key_id or "",
        event.error or "",
        flag(event.read_only),
        event.event_id,
    )
