"""Find the records that are sought, in logs of any size."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from rootward.model.root_event import Read
from rootward.model.scan import Unread
from rootward.trail.finding.contents import contents
from rootward.trail.finding.inflate import inflate
from rootward.trail.finding.sought import Sought, is_wanted
from rootward.trail.log import Log
from rootward.trail.record import NotARecordError, Record, parse_record


class FoundRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A record that was sought."""

    event_id: str
    """Its eventID; of a record without one (before 2013) a digest of it."""
    time: datetime
    raw: bytes
    """Its JSON."""
    log: str
    """The name of the log that it stands in; of several the first by name."""
    account: str = ""
    """By the folder that the log lies in."""

    def record(self) -> Record:
        """As judging takes it."""
        return parse_record(msgspec.json.decode(self.raw), account=self.account, event_id=self.event_id)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in logs."""

    records: tuple[FoundRecord, ...]
    """Each event once, in the order of time, then of event ids."""
    read: Read
    span: tuple[datetime, datetime] | None
    """The first and the last moment that the logs tell of; None: nobody knows."""
    unread: tuple[Unread, ...]
    interrupted: bool = False
    """By Ctrl-C: `unread` names what was not searched."""


def find(logs: Iterable[Log], sought: Sought, *, workers: int | None = None) -> Found:
    """The records of the logs that are sought.

    `workers`: how many processes; None: as many as pay. Nothing is raised for what a log holds: `unread` says it.
    """
    found: dict[str, FoundRecord] = {}
    unread: list[Unread] = []
    files = count = size = duplicates = 0
    first: datetime | None = None
    last: datetime | None = None
    for log in logs:
        files += 1
        try:
            packed = log.data if log.data is not None else Path(log.path or log.name).read_bytes()
        except OSError as error:
            unread.append(Unread(path=log.name, reason=error.strerror or "it cannot be read"))
            continue
        inflated = inflate(packed)
        size += len(inflated.data)
        held = contents(inflated.data)
        unread += [Unread(path=log.name, reason=reason) for reason in (inflated.reason, held.reason) if reason]
        count += len(held.records)
        for raw in held.records:
            event_id = _text(raw, "eventID")
            encoded = msgspec.json.encode(raw)
            event_id = event_id or hashlib.sha256(encoded).hexdigest()
            try:
                record = parse_record(raw, account=log.account, event_id=event_id)
            except NotARecordError as error:
                unread.append(Unread(path=log.name, reason=f"a record of it cannot be judged: {error}"))
                continue
            first = record.time if first is None else min(first, record.time)
            last = record.time if last is None else max(last, record.time)
            if not is_wanted(
                sought,
                name=record.name,
                source=record.source,
                error=record.error,
                identity_type=record.identity.type,
                arn=record.identity.arn,
            ):
                continue
            if event_id in found:
                duplicates += 1
                continue
            found[event_id] = FoundRecord(
                event_id=event_id, time=record.time, raw=encoded, log=log.name, account=log.account
            )
    return Found(
        records=tuple(sorted(found.values(), key=lambda one: (one.time, one.event_id))),
        read=Read(files=files, records=count, bytes=size, duplicates=duplicates),
        span=None if first is None or last is None else (first, last),
        unread=tuple(unread),
    )


def _text(raw: dict[str, Any], member: str) -> str:
    value = raw.get(member)
    return value if isinstance(value, str) else ""
