"""All of judging: from records to events, sessions and detections. The order of the records does not matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from rootward.model.root_event import Actor, Detection, RootEvent, RootSession
from rootward.trail.classify.actor import account_of, actor_of
from rootward.trail.classify.changed import changed, is_write
from rootward.trail.classify.context import Context, Standing
from rootward.trail.classify.detections import Found, find
from rootward.trail.classify.managed import managed_policy
from rootward.trail.classify.sameness import told_apart
from rootward.trail.classify.sessions import Sitting, credential_of, sittings
from rootward.trail.classify.verdict import WORST_FIRST, Judgement, alone, judgements, worst
from rootward.trail.record import Record

MOST_CHANGES = 100
"""Changes that are told of one session; a program with root's key makes many thousands."""

_UNKNOWN: Standing = "unknown"


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What the records show."""

    events: tuple[RootEvent, ...]
    """Worst first, then the newest."""
    sessions: tuple[RootSession, ...]
    """The newest first."""
    detections: tuple[Detection, ...]
    left_out: int = 0
    """Central and service events that are not listed, because nobody asked for them."""
    standing: Mapping[str, Standing] = msgspec.field(default_factory=dict)
    """What is known of the accounts, by number."""


class _Act(msgspec.Struct, frozen=True):
    """A record by root or for it, judged."""

    record: Record
    actor: Actor
    judged: Judgement
    sitting: Sitting | None = None


def judge(records: Iterable[Record], context: Context) -> Judged:
    """Judge what is by root, or for it. A record that is there twice counts once."""
    ordered = sorted(
        (each if each.event_id == own else replace(each, event_id=own) for own, each in told_apart(records).items()),
        key=lambda record: (record.time, record.event_id),
    )
    by = [(record, actor) for record in ordered if (actor := actor_of(record)) is not None]
    standing = standings(ordered, context)
    openings = [record for record in ordered if record.name == "AssumeRoot" and not record.failed]
    acts: dict[str, _Act] = {}
    sessions: list[RootSession] = []
    for sitting in sittings(by, openings):
        told = judgements(sitting, context, standing.get(sitting.account, _UNKNOWN))
        for record, judged in zip(sitting.records, told, strict=True):
            acts[record.event_id] = _Act(record, sitting.actor, judged, sitting)
        if context.all or sitting.actor == "root":
            sessions.append(_session(sitting, told, context))
    for record, actor in by:
        if record.event_id not in acts:
            judged = alone(record, actor, context, standing.get(account_of(record), _UNKNOWN))
            acts[record.event_id] = _Act(record, actor, judged)
    detections = find(ordered)
    parts = _parts(detections)
    listed = [act for act in acts.values() if context.all or act.actor == "root"]
    return Judged(
        events=tuple(sorted((_event(act, parts) for act in listed), key=_worst_then_newest)),
        sessions=tuple(reversed(sessions)),
        detections=tuple(one.detection for one in detections),
        left_out=len(acts) - len(listed),
        standing=standing,
    )


def standings(records: Iterable[Record], context: Context) -> Mapping[str, Standing]:
    """What each account is: what is told, and members that show themselves, since AssumeRoot works on members alone.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
    """
    shown: dict[str, Standing] = {account_of(record): "member" for record in records if actor_of(record) == "central"}
    return {**shown, **{account: each for account, each in context.standing.items() if each != _UNKNOWN}}


def _parts(found: Iterable[Found]) -> Mapping[str, set[str]]:
    """By event the ids of the detections that it takes part in, of those too of which only the first few are shown."""
    parts = defaultdict[str, set[str]](set)
    for each in found:
        for event_id in each.event_ids:
            parts[event_id].add(each.detection.id)
    return parts


def _worst_then_newest(event: RootEvent) -> tuple[int, float, str]:
    return WORST_FIRST.index(event.verdict), -event.time.timestamp(), event.event_id


def _event(act: _Act, parts: Mapping[str, set[str]]) -> RootEvent:
    record, judged = act.record, act.judged
    partition = record.identity.arn.split(":")[1] if record.identity.arn.startswith("arn:") else "aws"
    credential = credential_of(record)
    if credential == "session" and act.sitting is not None and act.sitting.credential == "password":
        credential = "password"  # the console's own keys, in a session that began with a sign-in
    return RootEvent(
        event_id=record.event_id,
        time=record.time,
        account=account_of(record),
        region=record.region,
        actor=act.actor,
        name=record.name,
        source=record.source,
        verdict=judged.verdict,
        task=judged.task,
        why=_sentence(judged.why),
        permissions=judged.permissions,
        managed_policy=managed_policy(judged.permissions, partition),
        detections=tuple(sorted(parts.get(record.event_id, ()))),
        session=act.sitting.id if act.sitting is not None else None,
        address=record.address or None,
        agent=record.agent or None,
        mfa=record.mfa,
        credential=credential,
        key_id=record.identity.key_id or None,
        error=record.error or (record.error_message or "Failure" if record.failed else None),
        read_only=record.read_only,
        changed=changed(record),
    )


def _session(sitting: Sitting, told: Sequence[Judgement], context: Context) -> RootSession:
    records = sitting.records
    writes = (record for record in records if is_write(record) and not context.tasks.is_sign_in(record))
    return RootSession(
        id=sitting.id,
        account=sitting.account,
        actor=sitting.actor,
        begun=records[0].time,
        ended=records[-1].time,
        credential=sitting.credential,
        key_id=sitting.key_id or None,
        opened_by=(sitting.opened.identity.arn or sitting.opened.identity.principal) if sitting.opened else None,
        task_policy=sitting.task_policy,
        addresses=tuple(dict.fromkeys(record.address for record in records if record.address)),
        agents=tuple(dict.fromkeys(record.agent for record in records if record.agent)),
        mfa=sitting.mfa,
        verdict=worst(each.verdict for each in told) or "unknown",
        changed=_changes(writes),
        events=tuple(record.event_id for record in records),
    )


def _changes(writes: Iterable[Record]) -> tuple[str, ...]:
    changes = tuple(dict.fromkeys(map(_change, writes)))
    more = len(changes) - MOST_CHANGES
    return (*changes[:MOST_CHANGES], f"and {more:,} more") if more > 0 else changes


def _change(record: Record) -> str:
    return " ".join(filter(None, (record.source.partition(".")[0], record.name, changed(record))))


def _sentence(clause: str) -> str:
    """With a capital, unless its first word is a name, and a full stop."""
    first = clause.split(" ", 1)[0]
    return f"{clause if '.' in first else clause[:1].upper() + clause[1:]}."
