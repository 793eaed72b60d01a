"""Root's activity, for an audit: the logs of the account's last days, read and judged, as a fact of the account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.monitoring import RootActivity
from rootward.model.root_event import Gap
from rootward.model.scan import Unread
from rootward.model.unknown import Unknown
from rootward.trail.classify.activity import root_activity
from rootward.trail.classify.judge import judge
from rootward.trail.finding.sought import Sought
from rootward.trail.sources.wanted import LATE, Wanted
from rootward.workflows.source import Live, Progress, Source
from rootward.workflows.trail.cloud import Cloud
from rootward.workflows.trail.report import by_path, chosen, context_of
from rootward.workflows.trail.searching import Seen, search

_DAY = timedelta(days=1)
_TOLD = 5
"""So many of what was not read are told of."""


def with_trail(
    account: Account,
    sources: Sequence[str],
    baseline: Baseline,
    *,
    progress: Progress,
    announce: Progress,
    source: Source | None = None,
) -> Account:
    """The account, with what its logs tell of root in the last `root_quiet_days`. `announce` hears what was not read.

    `source`: where its other facts are from; a bucket is asked with the same credentials. Raises UsageError for a path
    that is not there, what opening a session raises, and KeyboardInterrupt.
    """
    since = account.taken_at - timedelta(days=baseline.root_quiet_days)
    # A day more is read: a log tells of all since a moment where it tells of something before that.
    wanted = Wanted(accounts=frozenset({account.id}), since=since - LATE)
    seen = Seen(wanted)
    cloud = Cloud(source=source if isinstance(source, Live) else None, progress=progress, announce=announce)
    searched = search(sources, wanted, seen, Sought.ROOT, None, progress, cloud)
    if searched.interrupted:
        raise KeyboardInterrupt
    unread = by_path(searched.unread)
    for one in unread[:_TOLD]:
        announce(f"incomplete: {one.path}: {one.reason}")
    if len(unread) > _TOLD:
        announce(f"incomplete: and {len(unread) - _TOLD:,} more")
    judged = judge(chosen(searched.records, wanted), context_of(account))
    within = tuple(event for event in judged.events if event.time >= since)
    if searched.span is None:
        return msgspec.structs.replace(account, root_activity=_nothing(unread))
    activity: RootActivity = msgspec.structs.replace(
        root_activity(msgspec.structs.replace(judged, events=within), searched.span, account.id),
        unread=len(unread),
        missing_days=len(_missing(seen.gaps(), since.date())),
    )
    return msgspec.structs.replace(account, root_activity=activity)


def _nothing(unread: Sequence[Unread]) -> Unknown:
    if not unread:
        return Unknown("not_collected", None, "the log that was given holds no event of these days")
    return Unknown("failed", None, f"{unread[0].path}: {unread[0].reason}")


def _missing(gaps: Iterable[Gap], since: date) -> set[date]:
    """The days, each once, in however many regions."""
    return {
        gap.first + _DAY * number
        for gap in gaps
        for number in range((gap.last - gap.first) // _DAY + 1)
        if gap.first + _DAY * number >= since
    }
