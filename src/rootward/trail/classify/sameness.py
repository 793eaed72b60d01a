"""Which records are deliveries of one event, and which have its id alone. Pure."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from rootward.trail.no_json import NO_JSON
from rootward.trail.record import Record
from rootward.trail.store.secrets import arn_text, json_text, plain_text


def told_apart(records: Iterable[Record]) -> dict[str, Record]:
    """Each event once, by an id of its own. What differs in anything that is told is no delivery of the same.

    Else whoever can put a file beside the logs would hide an event with a copy that has another time, account or error.
    Of several that have one id, all but the first are given one that no other has.
    """
    by_id = defaultdict[str, list[Record]](list)
    for record in records:
        by_id[record.event_id or hashlib.sha256(record.whole).hexdigest()].append(record)
    found: dict[str, Record] = {}
    for event_id, deliveries in by_id.items():
        first, *others = deliveries if len(deliveries) == 1 else _apart(deliveries)
        found[event_id] = first
        number = 1
        for record in others:
            number += 1
            while (own := f"{event_id}~{number}") in by_id:  # somebody may have written that, too
                number += 1
            found[own] = record
    return found


def _apart(deliveries: Iterable[Record]) -> list[Record]:
    """Those of one id that differ, in an order that does not depend on theirs."""
    wholes = {record.whole: record for record in deliveries}
    if len(wholes) == 1:
        return [*wholes.values()]
    told = {_told_of(wholes[whole]): wholes[whole] for whole in sorted(wholes, reverse=True)}
    return [record for _, record in sorted(told.items())]


def _told_of(record: Record) -> bytes:
    """The record without its secrets, in one form.

    A set keeps none of them: a record that comes of it and of its log is the same.
    """
    who = record.identity
    call = record.source.lower(), record.name
    return replace(
        record,
        identity=replace(
            who, arn=arn_text(who.arn), principal_id=plain_text(who.principal_id), name=plain_text(who.name)
        ),
        address=plain_text(record.address),
        agent=plain_text(record.agent),
        error_message=plain_text(record.error_message),
        request=_without_secrets(record.request, call),
        response=_without_secrets(record.response, call),
        extra=_without_secrets(record.extra, call),
        details=_without_secrets(record.details, call),
    ).whole


def _without_secrets(value: Mapping[str, Any], call: tuple[str, str]) -> Mapping[str, Any]:
    """What lies too deep to be looked through stays: then a secret tells apart, too."""
    if not value:
        return value
    try:
        return msgspec.json.decode(json_text(msgspec.json.encode(value), call=call), type=dict[str, Any])
    except NO_JSON:
        return value
