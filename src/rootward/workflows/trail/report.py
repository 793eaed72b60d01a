"""Report: read the logs, judge what is by root, and tell it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

import msgspec

from rootward import __version__
from rootward.model.account import Account
from rootward.model.root_event import RootTimeline, Scope, Severity
from rootward.model.scan import Unread
from rootward.trail.classify.actor import account_of
from rootward.trail.classify.context import Context
from rootward.trail.classify.judge import judge
from rootward.trail.classify.verdict import was_needed
from rootward.trail.finding.sought import OPENING, Sought
from rootward.trail.record import Record
from rootward.trail.sources.wanted import Wanted
from rootward.trail.store.secrets import plain_text
from rootward.workflows.trail.cloud import Cloud
from rootward.workflows.trail.finishing import finishing
from rootward.workflows.trail.known import administrators, standings
from rootward.workflows.trail.searching import Progress, Searched, Seen, search
from rootward.workflows.trail.validation import Validation, keys_at_hand, validation

_SEVERITIES = get_args(Severity)

_IDS = frozenset({"event_id", "id", "session", "events"})
"""Fields that hold ids, which are no secrets however they are drawn."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of which logs."""

    sources: tuple[str, ...]
    """Paths, of sets that ingest made as well, `-` for standard input, `s3://BUCKET/PREFIX`, and `--lookup` for the
    event history."""
    wanted: Wanted = Wanted()
    all: bool = False
    """List also what AssumeRoot sessions and services did, and detect what others than root did."""
    workers: int | None = None
    snapshot: Path | None = None
    """The facts of an account, which `rootward collect` wrote."""
    cloud: Cloud | None = None
    """How AWS is asked for what lies there; None: as its configuration says."""
    validate: bool = False
    """Look also whether the log files are as CloudTrail delivered them."""
    public_keys: Path | None = None
    """Answers of ListPublicKeys, to validate with."""


class Reported(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    timeline: RootTimeline
    inexcusable: int
    """Events of human root that were not required where they were."""
    interrupted: bool = False
    said: tuple[str, ...] = ()
    """What of the logs was validated and what was not, a line each."""


def report(asked: Asked, *, progress: Progress, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Reported:
    """Read and judge. Whatever a log holds, what is not read of it is among the unread, and nothing is raised for it.

    Raises UsageError for a path that is not there, and SnapshotError.
    """
    taken_at = now().replace(microsecond=0)
    account = None if asked.snapshot is None else _facts(asked.snapshot)
    cloud = asked.cloud or Cloud(progress=progress)
    keys = keys_at_hand(asked.public_keys, asked.sources, cloud) if asked.validate else None
    seen = Seen(asked.wanted)
    searched = search(
        asked.sources,
        asked.wanted,
        seen,
        Sought.ALL if asked.all else Sought.ROOT,
        asked.workers,
        progress,
        cloud,
    )
    with finishing() as heard:
        reported = _reported(asked, taken_at, seen, searched, account)
    if heard.interrupted:
        return msgspec.structs.replace(reported, interrupted=True)
    if not asked.validate or reported.interrupted:
        return reported
    try:
        validated = validation(asked.sources, asked.wanted, keys=keys, cloud=cloud, progress=progress)
    except KeyboardInterrupt:
        return msgspec.structs.replace(reported, interrupted=True)
    with finishing() as heard:
        reported = _with_validation(reported, validated, interrupted=cloud.interrupted)
    return msgspec.structs.replace(reported, interrupted=True) if heard.interrupted else reported


def context_of(account: Account | None, *, everything: bool = False) -> Context:
    """What judging knows of that account."""
    if account is None:
        return Context(all=everything)
    return Context(standing=standings(account), administrators=administrators(account), all=everything)


def chosen(records: Sequence[Record], wanted: Wanted) -> list[Record]:
    """Those that are asked for; and the calls that open AssumeRoot sessions, which are made in another account."""
    of_that_time = msgspec.structs.replace(wanted, accounts=frozenset(), regions=frozenset())
    return [
        record
        for record in records
        if any(
            (of_that_time if record.name == OPENING else wanted).takes(
                account=account, region=record.region, time=record.time
            )
            for account in {account_of(record), record.account}
        )
    ]


def _facts(path: Path) -> Account:
    from rootward.local.snapshot import read_snapshot

    return read_snapshot(path)


def _reported(asked: Asked, taken_at: datetime, seen: Seen, searched: Searched, account: Account | None) -> Reported:
    taken = chosen(searched.records, asked.wanted)
    judged = judge(taken, context_of(account, everything=asked.all))
    seen.answered.judged(taken)
    unanswered = () if searched.interrupted else seen.answered.unread()
    accounts = asked.wanted.accounts
    events = tuple(event for event in judged.events if not accounts or event.account in accounts)
    detections = tuple(one for one in judged.detections if not accounts or one.account in accounts)
    sessions = tuple(one for one in judged.sessions if not accounts or one.account in accounts)
    told = {*seen.accounts, *(event.account for event in events), *(one.account for one in detections)} - {""}
    timeline = RootTimeline(
        rootward=__version__,
        taken_at=taken_at,
        looked_in=asked.sources,
        accounts=tuple(sorted(told)),
        since=asked.wanted.since,
        until=asked.wanted.until,
        covered=searched.span,
        events=events,
        sessions=sessions,
        detections=detections,
        left_out=judged.left_out,
        gaps=seen.gaps_until(taken_at.date()),
        read=searched.read,
        unread=by_path((*searched.unread, *unanswered)),
        asked=Scope(
            accounts=tuple(sorted(asked.wanted.accounts)), regions=tuple(sorted(asked.wanted.regions)), all=asked.all
        ),
    )
    return Reported(
        timeline=without_secrets(timeline),
        inexcusable=sum(
            event.actor == "root" and not was_needed(event.verdict, judged.standing.get(event.account, "unknown"))
            for event in events
        ),
        interrupted=searched.interrupted,
    )


def _with_validation(reported: Reported, validated: Validation, *, interrupted: bool) -> Reported:
    timeline = reported.timeline
    detections = sorted(
        (*timeline.detections, *without_secrets(validated.detections)),
        key=lambda one: (_SEVERITIES.index(one.severity), -one.last.timestamp()),
    )
    timeline = msgspec.structs.replace(
        timeline,
        detections=tuple(detections),
        unread=by_path((*timeline.unread, *without_secrets(validated.unread))),
        validated=validated.summary,
    )
    return msgspec.structs.replace(reported, timeline=timeline, said=validated.said, interrupted=interrupted)


def by_path(unread: Sequence[Unread]) -> tuple[Unread, ...]:
    """One line for each that was not read, or not whole, with all that was wrong with it."""
    reasons: dict[str, dict[str, None]] = {}
    for one in sorted(unread, key=lambda one: (one.path, one.reason)):
        reasons.setdefault(one.path, {})[one.reason] = None
    return tuple(Unread(path=path, reason="; ".join(why)) for path, why in reasons.items())


def without_secrets(value: Any) -> Any:  # noqa: ANN401 - any noun of the timeline
    """What records say of agents, names and addresses is whatever the caller wrote there."""
    if isinstance(value, msgspec.Struct):
        changes = {
            field: without_secrets(getattr(value, field)) for field in value.__struct_fields__ if field not in _IDS
        }
        events = getattr(value, "events", ())
        if events and not isinstance(events[0], str):
            changes["events"] = without_secrets(events)
        return msgspec.structs.replace(value, **changes)
    if isinstance(value, tuple):
        return tuple(without_secrets(one) for one in value)
    return _masked(value) if isinstance(value, str) else value


@lru_cache(maxsize=1 << 16)
def _masked(text: str) -> str:
    """Of many events the agents, addresses and reasons are few."""
    return plain_text(text)
