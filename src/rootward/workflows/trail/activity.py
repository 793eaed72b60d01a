"""Root's activity, for an audit: the logs of the account's last days, read and judged, as a fact of the account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.monitoring import RootActivity
from rootward.model.root_event import RootEvent
from rootward.trail.classify.activity import key_uses, root_activity, sign_ins
from rootward.trail.classify.judge import judge
from rootward.trail.finding.sought import Sought
from rootward.trail.sources.wanted import LATE, Wanted
from rootward.workflows.source import Live, Progress, Source
from rootward.workflows.trail.cloud import Cloud
from rootward.workflows.trail.lacking import announce_unread, missing_days, nothing_told
from rootward.workflows.trail.report import by_path, chosen, context_of
from rootward.workflows.trail.searching import Seen, search


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
    announce_unread(unread, announce)
    judged = judge(chosen(searched.records, wanted), context_of(account))
    within = tuple(event for event in judged.events if event.time >= since)
    if searched.span is None:
        return msgspec.structs.replace(account, root_activity=nothing_told(unread))
    activity: RootActivity = msgspec.structs.replace(
        root_activity(msgspec.structs.replace(judged, events=within), searched.span, account.id),
        unread=len(unread),
        missing_days=missing_days(seen.gaps(), since.date()),
        regions=_regions(seen, judged.events),
        sign_ins=sign_ins(judged, account.id),
        key_uses=key_uses(judged, account.id),
    )
    return msgspec.structs.replace(account, root_activity=activity)


def _regions(seen: Seen, events: Sequence[RootEvent]) -> tuple[str, ...]:
    """Those of the log; none where the names of its files tell none."""
    named = seen.regions
    return tuple(sorted({*named, *(event.region for event in events)} - {""})) if named else ()
