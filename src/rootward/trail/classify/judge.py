"""All of judging: from records to events, sessions and detections. The order of the records does not matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from rootward.model.root_event import Actor, Detection, RootEvent, RootSession
from rootward.trail.classify.actor import account_of, actor_of
from rootward.trail.classify.changed import changed
from rootward.trail.classify.context import Context, Standing
from rootward.trail.classify.sessions import Sitting, credential_of, sittings
from rootward.trail.classify.verdict import WORST_FIRST, Judgement, alone, judgements, worst
from rootward.trail.record import Record

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


def judge(records: Iterable[Record], context: Context) -> Judged:
    """Judge what is by root, or for it. A record that is there twice counts once."""
    ordered = _distinct(records)
    acts = [(record, actor) for record in ordered if (actor := actor_of(record)) is not None]
    openings = [record for record in ordered if record.name == "AssumeRoot" and record.source == "sts.amazonaws.com"]
    found = sittings(acts, openings)
    standing = _standings(acts, context)
    detections = _detections(ordered)
    seen_in = defaultdict[str, set[str]](set)
    for detection in detections:
        for shown in detection.events:
            seen_in[shown.event_id].add(detection.id)
    told: dict[str, tuple[Judgement, str | None]] = {}
    sessions: list[RootSession] = []
    for sitting in found:
        verdicts = judgements(sitting, context, standing.get(sitting.account, _UNKNOWN))
        told.update(
            (record.event_id, (each, sitting.id)) for record, each in zip(sitting.records, verdicts, strict=True)
        )
        sessions.append(_session(sitting, verdicts))
    events = []
    left_out = 0
    for record, actor in acts:
        if actor != "root" and not context.all:
            left_out += 1
            continue
        judged, session = told.get(record.event_id) or (
            alone(record, actor, context, standing.get(account_of(record), _UNKNOWN)),
            None,
        )
        events.append(_event(record, actor, judged, session, seen_in.get(record.event_id, ())))
    return Judged(
        events=tuple(sorted(reversed(events), key=_worst_then_newest)),
        sessions=tuple(reversed([each for each in sessions if context.all or each.actor == "root"])),
        detections=detections,
        left_out=left_out,
    )


def _worst_then_newest(event: RootEvent) -> tuple[int, float]:
    return WORST_FIRST.index(event.verdict), -event.time.timestamp()


def _distinct(records: Iterable[Record]) -> list[Record]:
    """Each event once, in the order of time. Of deliveries that differ the same one is taken whatever their order."""
    found: dict[str, Record] = {}
    for record in records:
        known = found.setdefault(record.event_id, record)
        if known is not record and known != record:
            found[record.event_id] = min(known, record, key=msgspec.json.encode)
    return sorted(found.values(), key=lambda record: (record.time, record.event_id))


def _standings(acts: Sequence[tuple[Record, Actor]], context: Context) -> Mapping[str, Standing]:
    """What is told, and members that show themselves: AssumeRoot works on members alone.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
    """
    shown: dict[str, Standing] = {account_of(record): "member" for record, actor in acts if actor == "central"}
    return {**shown, **{account: each for account, each in context.standing.items() if each != "unknown"}}


def _detections(records: Sequence[Record]) -> tuple[Detection, ...]:
    return ()


def _event(
    record: Record, actor: Actor, judged: Judgement, session: str | None, detections: Iterable[str]
) -> RootEvent:
    return RootEvent(
        event_id=record.event_id,
        time=record.time,
        account=account_of(record),
        region=record.region,
        actor=actor,
        name=record.name,
        source=record.source,
        verdict=judged.verdict,
        task=judged.task,
        why=judged.why,
        permissions=judged.permissions,
        managed_policy=None,
        detections=tuple(sorted(detections)),
        session=session,
        address=record.address or None,
        agent=record.agent or None,
        mfa=record.mfa,
        credential=credential_of(record),
        key_id=record.identity.key_id or None,
        error=record.error or ("Failure" if record.failed else None),
        read_only=record.read_only,
        changed=changed(record),
    )


def _session(sitting: Sitting, verdicts: Sequence[Judgement]) -> RootSession:
    records = sitting.records
    changes = (_change(record) for record in records if not record.failed and record.read_only is False)
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
        verdict=worst(each.verdict for each in verdicts) or "unknown",
        changed=tuple(dict.fromkeys(changes)),
        events=tuple(record.event_id for record in records),
    )


def _change(record: Record) -> str:
    return " ".join(filter(None, (record.source.partition(".")[0], record.name, changed(record))))
