"""What the audit takes of a judged trail: the fact that `root-used-recently` and `root-used-for-daily-work` read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rootward.model.monitoring import NeedlessUse, RootActivity
from rootward.model.root_event import RootEvent

MOST_NEEDLESS = 20
"""Needless uses that are kept, the newest: enough to see what the work was."""


def root_activity(events: Iterable[RootEvent], covered: tuple[datetime, datetime]) -> RootActivity:
    """Of one account's events; of human root alone. `covered` is from the first to the last moment of its logs."""
    human = sorted((event for event in events if event.actor == "root"), key=lambda event: (event.time, event.event_id))
    needless = [event for event in reversed(human) if event.verdict == "not_required"]
    return RootActivity(
        since=covered[0],
        until=covered[1],
        newest=human[-1].time if human else None,
        all_required=all(event.verdict in ("required", "required_here") for event in human),
        needless=tuple(
            NeedlessUse(
                at=event.time,
                event_id=event.event_id,
                name=event.name,
                source=event.source,
                permissions=event.permissions,
                managed_policy=event.managed_policy,
            )
            for event in needless[:MOST_NEEDLESS]
        ),
        needless_count=len(needless),
    )
