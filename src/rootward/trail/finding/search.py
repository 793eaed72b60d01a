"""The records of one text that are sought.

Every candidate is found by decoding the whole text as a type of few members, so that nothing depends on the order of
members, on spaces or on escapes. Only where root alone is sought, a text is looked through for a few byte strings
first: where they are in no record of root's, there cannot be one.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from rootward.trail.finding.contents import as_utf8, contents, decoded, most_nameless, within
from rootward.trail.finding.cutting import MARK, SEVERAL, Cut, are_elements, between, cutter
from rootward.trail.finding.needles import has_nul, holds, places
from rootward.trail.finding.sought import Sought, is_by_root, is_wanted
from rootward.trail.finding.typed import Typed
from rootward.trail.moment import moment_of
from rootward.trail.no_json import NO_JSON
from rootward.trail.record import OTHER_TYPES, IdentityType

_NOTHING = msgspec.Raw(b"")


class Hit(NamedTuple):
    """A record that is sought."""

    event_id: str
    time: datetime
    raw: bytes


class Searched(NamedTuple):
    """What came of a text."""

    hits: list[Hit]
    records: int | None = None
    """None: they were not counted."""
    strange: int = 0
    """Parts that are no records."""
    timeless: int = 0
    """Records that are sought, and have no time that can be read."""
    timeless_root: int = 0
    """Those of them that are root's."""
    nobodys: int = 0
    """Records without a userIdentity that tells anything, and that name root, or are all that there is: nobody knows
    whose they are."""
    reasons: tuple[str, ...] = ()
    """Why there may be records that were not looked at."""


class _Who(msgspec.Struct, gc=False):
    type: str | None = ""


class _KnownWho(_Who, gc=False):
    """Of a type that CloudTrail writes: strings of a Literal are not made anew for each record, nor their hashes."""

    type: IdentityType | None = None


class _Glance(msgspec.Struct, gc=False):
    """As little of a record as tells whether it may be sought: each member costs a twentieth of inflating."""

    identity: _Who | None = msgspec.field(default=None, name="userIdentity")
    name: str | None = msgspec.field(default="", name="eventName")
    error: str | None = msgspec.field(default="", name="errorCode")
    event_id: msgspec.Raw = msgspec.field(default=_NOTHING, name="eventID")
    """For the place that it lies at."""


class _KnownGlance(_Glance, gc=False):
    """The same, of a text in which nobody is of another type."""

    identity: _KnownWho | None = msgspec.field(default=None, name="userIdentity")


class _Identity(msgspec.Struct, gc=False):
    """A type that is no text hides no ARN."""

    type: Any = ""
    arn: Any = ""


class _Look(msgspec.Struct, gc=False):
    """What tells whether it is sought."""

    identity: _Identity | None = msgspec.field(default=None, name="userIdentity")
    name: str | None = msgspec.field(default="", name="eventName")
    source: str | None = msgspec.field(default="", name="eventSource")
    error: str | None = msgspec.field(default="", name="errorCode")
    time: str | None = msgspec.field(default="", name="eventTime")
    event_id: msgspec.Raw = msgspec.field(default=_NOTHING, name="eventID")


_GLANCES = Typed(_Glance)
_KNOWN_GLANCES = Typed(_KnownGlance)
_LOOKS = Typed(_Look)
_LOOK = msgspec.json.Decoder(_Look)
_BY_ROOT = (b'"Root"', b':root"')
_ROOT = (*_BY_ROOT, b'"AssumeRoot"')
_IN_STRING = b'\\"eventName'
"""JSON that stands in a string, as LookupEvents has it, whose answers may follow a log file in one text."""
_PRINTED = b"{type="
"""What Lake prints. In a log file no record is like that."""
_MOST_DECOYS = 1024
_ESCAPED = re.compile(rb"\\u00(?![01]|2[67]|3[c-eC-E])")
"""An escape of a character that may be in the markers; & ' < = > are escaped by some writers."""
_HEAD = 1 << 16
_MOMENT = re.compile(rb'"eventTime\\?"\s*:\s*\\?"([^"\\]{1,40})')


def search_checked(text: bytes, sought: Sought) -> Searched:
    """As `search`, of a text that is as it was written, since it had a checksum: what is torn in it may go unsaid."""
    text = as_utf8(text)
    if sought is Sought.ROOT and (found := _by_markers(text)) is not None:
        return found
    return search(text, sought)


def search(text: bytes, sought: Sought) -> Searched:
    """The records of a text that are sought."""
    text = as_utf8(text)
    listed = _KNOWN_GLANCES.decode(text) or _GLANCES.decode(text)
    if listed is not None:
        cut = cutter(text, is_lines=listed.is_lines)
        glances = listed.elements
        candidates, left = _looked_at(_candidates(glances, sought), most_nameless(text))
        found = [cut.record(glance.event_id, _LOOK) for glance in candidates]
        if None in found:
            pairs = list(zip(candidates, found, strict=True))
            uncut = {id(glance) for glance, one in pairs if one is None}
            number = {id(glance): index for index, glance in enumerate(glances) if id(glance) in uncut}
            found = [_looked(cut.whole(number[id(glance)])) if one is None else one for glance, one in pairs]
        judged = _judged(len(glances) - left, [one for one in found if one is not None], sought)
        return judged._replace(strange=judged.strange + left)
    parts = SEVERAL.split(text)
    if len(parts) > 1:
        return _together([search(part, sought) for part in parts])
    held = contents(text)
    searched = _judged(len(held.records), map(_looked, held.records), sought)
    return searched._replace(
        strange=searched.strange + held.strange, reasons=(held.reason,) if held.reason is not None else ()
    )


def _together(parts: list[Searched]) -> Searched:
    return Searched(
        hits=[hit for part in parts for hit in part.hits],
        records=None if any(part.records is None for part in parts) else sum(part.records or 0 for part in parts),
        strange=sum(part.strange for part in parts),
        timeless=sum(part.timeless for part in parts),
        timeless_root=sum(part.timeless_root for part in parts),
        nobodys=sum(part.nobodys for part in parts),
        reasons=tuple(dict.fromkeys(reason for part in parts for reason in part.reasons)),
    )


def moments(text: bytes) -> tuple[datetime, ...]:
    """When the first and the last record of a log file were, or all records where they may be in any order."""
    if MARK.match(text) is None:
        found = {one[1] for one in _MOMENT.finditer(text)}
    else:
        ends = (_MOMENT.search(text, 0, _HEAD), _MOMENT.match(text, max(0, text.rfind(b'"eventTime"'))))
        found = {one[1] for one in ends if one is not None}
    told = (moment_of(one.decode("ascii", "replace")) for one in found)
    return tuple(moment for moment in told if moment is not None)


def _by_markers(text: bytes) -> Searched | None:
    """What can be said of root by the markers that a text holds, without decoding all of it; None: nothing."""
    head = text[:_HEAD]
    if b'"userIdentity"' not in head or not _ends_well(text) or has_nul(text):
        return None
    if holds(text, _IN_STRING):
        return None
    if holds(text, rb"\u00") and _ESCAPED.search(text) is not None:
        return None
    found = [at for marker in _ROOT for at in places(text, marker, _MOST_DECOYS)]
    mark = MARK.match(text)
    if mark is None:
        return None if found or holds(text, _PRINTED) else Searched([])
    return _around(text, mark[1], sorted(found)) if len(found) < _MOST_DECOYS else None


def _ends_well(text: bytes) -> bool:
    """Whether it begins as a log file does or as JSON lines do, and its last record is whole."""
    mark = MARK.match(text)
    if mark is not None:
        start = text.rfind(mark[1])
        raw = text[start : text.rfind(b"]")] if text[-64:].rstrip().endswith(b"}") else b""
    else:
        end = len(text.rstrip())
        raw = text[text.rfind(b"\n", 0, end) + 1 : end] if text[:64].lstrip().startswith(b"{") else b""
    try:
        return bool(_LOOK.decode(raw).name)
    except NO_JSON:
        return False


def _around(text: bytes, mark: bytes, found: list[int]) -> Searched | None:
    """The records that some places of a log file lie in, those that are sought; None: it is not certain.

    What is cut out around a place decodes as one object, and as an element of a list, with an eventName and an eventID
    of its own: no part of a record of root's is like that and holds what makes it one, its userIdentity's type or ARN,
    or its eventName. So none is missed; that what is found is a record, and not a part of one, is looked at then.
    """
    sought: list[Cut[_Look]] = []
    end = last = 0
    for at in found:
        if at < end:
            continue
        start, end = between(text, mark, at)
        if not start <= at < end:  # it lies behind the last record of the list: something follows the log
            return None
        if not text[max(0, start - 64) : start].rstrip().endswith((b"[", b",")):
            return None
        raw = text[start:end].rstrip()
        try:
            look = _LOOK.decode(raw)
        except NO_JSON:
            return None
        if not look.name or not memoryview(look.event_id).nbytes:
            return None
        if _is_nobodys(look) or _is_sought(look, Sought.ROOT):
            sought.append(Cut(raw, look))
            last = end
    if sought and not are_elements(text, last, [one.raw for one in sought]):
        return None
    return _judged(0, sought, Sought.ROOT)._replace(records=None)


def _candidates(glances: Sequence[_Glance], sought: Sought) -> list[_Glance]:
    """Those that may be sought, and those that are no records themselves."""
    names = frozenset({*sought.names, "", None})
    errors = sought.errors
    return [
        glance
        for glance in glances
        if glance.name in names
        or (who := glance.identity) is None
        or who.type not in OTHER_TYPES
        or ((error := glance.error) and error.startswith(errors))
    ]


def _looked_at(candidates: list[_Glance], most: int) -> tuple[list[_Glance], int]:
    """Those that are looked at one by one, and how many are not, of those without a name."""
    if len(candidates) <= most:
        return candidates, 0
    nameless = [glance for glance in candidates if not glance.name][most:]
    left = set(map(id, nameless))
    return [glance for glance in candidates if id(glance) not in left], len(left)


def _looked(raw: bytes) -> Cut[_Look]:
    return Cut(raw, _LOOKS.one(raw))


def _judged(count: int, found: Iterable[Cut[_Look]], sought: Sought) -> Searched:
    """Of records, or of what may hold some, those that are sought."""
    hits: list[Hit] = []
    strange = timeless = timeless_root = nobodys = silent = 0
    for one in found:
        looks = [one]
        if not one.decoded.name:
            held = within(one.raw)
            strange += held.strange
            count += len(held.records) - 1
            looks = list(map(_looked, held.records))
        for record, seen in looks:
            is_nobodys = bool(seen.name) and _is_nobodys(seen)
            silent += is_nobodys and _tells_nobody(record)
            if _is_sought(seen, sought):
                time = _time(seen.time, record)
                if time is None:
                    timeless += 1
                    timeless_root += _is_by_root(seen)
                else:
                    hits.append(Hit(_event_id(seen.event_id, record), time, record))
            elif is_nobodys:
                nobodys += any(marker in record for marker in _BY_ROOT)
    if silent and silent == count:  # as an export that was made without the column
        nobodys = silent
    return Searched(hits, count, strange, timeless, timeless_root, nobodys)


def _is_sought(look: _Look, sought: Sought) -> bool:
    return is_wanted(
        sought,
        name=look.name or "",
        source=look.source or "",
        error=look.error or "",
        by_root=_is_by_root(look),
    )


def _is_by_root(look: _Look) -> bool:
    who = look.identity
    return who is not None and is_by_root(_text(who.type), _text(who.arn))


def _is_nobodys(look: _Look) -> bool:
    who = look.identity
    return who is None or not (_text(who.type) or _text(who.arn))


def _tells_nobody(record: bytes) -> bool:
    """Whether it tells nothing of who acted, as Insights' alone should.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html
    """
    told = decoded(record)
    return not told.get("userIdentity") and told.get("eventCategory") != "Insight"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _time(told: str | None, record: bytes) -> datetime | None:
    if told:
        return moment_of(told)
    try:
        value = msgspec.json.decode(record)
    except NO_JSON:
        return None
    return moment_of(value.get("eventTime")) if isinstance(value, dict) else None


def _event_id(told: msgspec.Raw, record: bytes) -> str:
    """Its eventID; of a record without one a digest of it, whatever the order of its members."""
    try:
        value = msgspec.json.decode(told)
    except NO_JSON:
        value = None
    if isinstance(value, str) and value:
        return value
    with contextlib.suppress(*NO_JSON):
        record = msgspec.json.encode(msgspec.json.decode(record), order="deterministic")
    return hashlib.sha256(record).hexdigest()
