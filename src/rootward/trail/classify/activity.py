"""What the audit takes of a judged trail: the fact that `root-used-recently` and `root-used-for-daily-work` read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from rootward.model.monitoring import NeedlessUse, RootActivity
from rootward.model.root_event import RootEvent
from rootward.trail.classify.judge import Judged
from rootward.trail.classify.tasks import task_table
from rootward.trail.classify.verdict import was_needed

MOST_NEEDLESS = 20
"""Needless uses that are kept, the newest: enough to see what the work was."""

_CLOSE = timedelta(minutes=5)
"""What lies so close together is kept as one spell: of a program with root's key there are millions of calls."""


def root_activity(judged: Judged, covered: tuple[datetime, datetime], account: str | None = None) -> RootActivity:
    """Of an account's root; of all accounts' where none is named.

    AssumeRoot sessions and services are no use of it, nor is a sign-in that failed: anybody can cause that.
    `covered` is from the first to the last moment that the logs tell of.
    """
    uses = _uses(judged, account)
    uses.sort(key=lambda event: (event.time, event.event_id), reverse=True)
    needless = [event for event in uses if event.verdict == "not_required" and _is_work(event)]
    return RootActivity(
        since=covered[0],
        until=covered[1],
        newest=uses[0].time if uses else None,
        all_required=all(was_needed(event.verdict, judged.standing.get(event.account, "unknown")) for event in uses),
        needless=tuple(_needless(event) for event in needless[:MOST_NEEDLESS]),
        needless_count=len(needless),
    )


def sign_ins(judged: Judged, account: str | None = None) -> tuple[tuple[datetime, datetime], ...]:
    """When root signed in, the oldest first."""
    uses = _uses(judged, account)
    return _spells(use.time for use in uses if (use.source, use.name) == ("signin.amazonaws.com", "ConsoleLogin"))


def key_uses(judged: Judged, account: str | None = None) -> tuple[tuple[datetime, datetime], ...]:
    """When an access key of root was used, the oldest first; calls that were refused count."""
    return _spells(use.time for use in _uses(judged, account) if use.credential == "access-key")


def _uses(judged: Judged, account: str | None) -> list[RootEvent]:
    return [event for event in judged.events if _is_use(event) and account in (None, event.account)]


def _spells(moments: Iterable[datetime]) -> tuple[tuple[datetime, datetime], ...]:
    """From and to, of moments that lie close together."""
    found: list[tuple[datetime, datetime]] = []
    for moment in sorted(moments):
        if found and moment - found[-1][1] <= _CLOSE:
            found[-1] = (found[-1][0], moment)
        else:
            found.append((moment, moment))
    return tuple(found)


def _is_use(event: RootEvent) -> bool:
    return event.actor == "root" and not (event.error is not None and event.source.startswith("signin."))


def _is_work(event: RootEvent) -> bool:
    """Whether it is needless by itself, and not a sign-in or its like, which only led to needless work."""
    return bool(event.permissions) or not task_table().may_follow(event.source, event.name)


def _needless(event: RootEvent) -> NeedlessUse:
    return NeedlessUse(
        at=event.time,
        event_id=event.event_id,
        name=event.name,
        source=event.source,
        permissions=event.permissions,
        managed_policy=event.managed_policy,
    )
