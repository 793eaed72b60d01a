"""The records that stand in a text, whatever shape they have. Pure, and slow: `typed` reads the usual shapes.

- a log file, {"Records": [...]}
  https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html
- an answer of LookupEvents, {"Events": [{"CloudTrailEvent": "{...}"}]}
  https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Event.html
- an event of EventBridge, {"detail-type": "...", "detail": {...}}
  https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
- what a query of CloudTrail Lake gave, see `lake`
- a record alone, and any of these in a JSON array, on lines, or one after the other
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from rootward.trail.finding.flat import flat
from rootward.trail.finding.lake import (
    RESULT_ROWS,
    csv_rows,
    from_cells,
    from_row,
    has_json_for_name,
    is_csv,
    is_row,
)
from rootward.trail.finding.once import Merging
from rootward.trail.no_json import NO_JSON

_LISTS = ("Records", "Events", RESULT_ROWS)
_WRAPPED = ("detail", "event", "CloudTrailEvent", "eventJson", "eventjson")
_MERGING = Merging(_LISTS, _WRAPPED)
_DEEPEST = 6
_FEW, _LEAST = 1000, 64
"""Elements without an eventName that are looked at in any text; and bytes of it for each of more."""
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))

EMPTY = "it is empty"
EMPTY_EXPORT = "it is an empty export: it has a head and no rows"
NO_LOG = "it holds no records of CloudTrail's"


class Contents(NamedTuple):
    """What stands in a text."""

    records: list[bytes]
    """Each one's JSON."""
    strange: int = 0
    """Parts that are no records."""
    reason: str | None = None
    """Why there may be records that are not among these."""


class _Walk:
    """The records that are found on the way through decoded JSON."""

    def __init__(self) -> None:
        self.records: list[bytes] = []
        self.strange = 0

    def through(self, value: object, depth: int = 0) -> None:
        """Take the records that stand in a value."""
        if depth > _DEEPEST:
            self.strange += 1
        elif isinstance(value, list):
            if (
                value
                and all(isinstance(part, dict) and len(part) == 1 for part in value)
                and is_row(cells := from_cells(value))
            ):
                self.through(cells, depth + 1)
                return
            for part in value:
                self.through(part, depth + 1)
        elif isinstance(value, dict):
            self._through_object(value, depth)
        else:
            self.strange += 1

    def _through_object(self, value: dict[str, Any], depth: int) -> None:
        if is_record(value):
            self.records.append(_encoded(value))
            return
        for key in _LISTS:
            if isinstance(value.get(key), list):
                self.through(value[key], depth + 1)
                return
        found, torn = _wrapped_in(value)
        for one in found:
            self.through(one, depth + 1)
        if found:
            return
        if torn:
            # What is around it names the event, and not who acted: it must not pass for a record.
            for part in torn:
                held = _one_by_one(part.encode("utf-8", "replace"))
                self.records += held.records
                self.strange += held.strange + (held.reason is not None)
        elif is_row(value):
            self.records.append(_encoded(from_row(value)))
        else:
            self.strange += 1


def _wrapped_in(value: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """The objects that an envelope holds, as JSON or as text of it; and texts before them that would be such."""
    torn: list[str] = []
    for key in _WRAPPED:
        told = value.get(key)
        found: list[dict[str, Any]] = []
        for part in told if isinstance(told, list) else (told,):
            one = part
            if isinstance(part, str) and part.lstrip().startswith("{"):
                try:
                    one = _MERGING.decode(part.encode())
                except (*NO_JSON, UnicodeEncodeError):
                    torn.append(part)
            if isinstance(one, dict):
                found.append(one)
        if found:
            return found, torn
    return [], torn


def is_record(value: object) -> bool:
    """Whether it is a record: it tells of an event, or it is one of Insights', which names no event.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html
    """
    return (
        isinstance(value, dict)
        and not isinstance(value.get("userIdentity"), str)
        and (isinstance(value.get("eventName"), str) or ("eventVersion" in value and "eventTime" in value))
    )


def as_utf8(data: bytes) -> bytes:
    """The text without the mark at its beginning, and in UTF-8: what PowerShell writes is in UTF-16."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :]
            return text if encoding == "utf-8" else text.decode(encoding, "replace").encode()
    return data


def most_nameless(text: bytes) -> int:
    """How many elements of a text without an eventName are looked at one by one; others are no records.

    An envelope is longer than this: only a text of empty objects has more, and there are millions in a small file.
    """
    return _FEW + len(text) // _LEAST


def within(raw: bytes) -> Contents:
    """The records that stand in one JSON value."""
    walk = _Walk()
    try:
        walk.through(_MERGING.decode(raw))
    except NO_JSON:
        return _one_by_one(raw)
    return Contents(walk.records, walk.strange)


def contents(text: bytes, *, goes_on: bool = False) -> Contents:
    """The records that stand in a text, which is what `as_utf8` gave.

    `goes_on`: the text goes on with a log of which there were records before.
    """
    if not text.strip():
        return Contents([], 0, EMPTY)
    if is_csv(text):
        walk = _Walk()
        has_json = False
        for row in csv_rows(text):
            if has_json_for_name(row):
                has_json = True
            else:
                walk.through(row)
        if has_json or (walk.strange and not walk.records):
            behind = _one_by_one(text, goes_on=goes_on)
            return behind._replace(records=[*walk.records, *behind.records])
        return _told(walk) if walk.records else Contents([], 0, EMPTY_EXPORT)
    try:
        walk = _Walk()
        walk.through(_MERGING.decode(text))
        return _told(walk, goes_on=goes_on)
    except NO_JSON:
        return _by_lines(text, goes_on=goes_on) or _one_by_one(text, goes_on=goes_on)


def _told(walk: _Walk, reason: str | None = None, *, goes_on: bool = False) -> Contents:
    if not (walk.records or goes_on) and walk.strange and reason is None:
        reason = NO_LOG
    return Contents(walk.records, walk.strange, reason)


def _by_lines(text: bytes, *, goes_on: bool) -> Contents | None:
    """JSON lines; None: a line is not JSON."""
    walk = _Walk()
    try:
        for line in text.splitlines():
            if line.strip():
                walk.through(_MERGING.decode(line))
    except NO_JSON:
        return None
    return _told(walk, goes_on=goes_on)


_FIRST = re.compile(r'\s*(?:\{\s*"(?:Records|Events)"\s*:\s*\[\s*|\[\s*)?\{\s*"([^"\\]{1,100})"')
"""The beginning of a text, with the name of the first member of its first record."""
_USUAL = ("Records", "Events", "eventVersion", "additionalEventData", "addendum", "apiVersion", "awsRegion")
"""The first members of logs and of records, as CloudTrail writes them, and where somebody sorted them."""
_BETWEEN = re.compile(r'[\s,\]}]*(?:\{\s*"(?:Records|Events)"\s*:\s*\[)?\s*')
_MOST_FAILURES = 1000
"""Places at which nothing could be decoded, after which no more is tried."""
_MOST_IN_VAIN = 16
"""Times the length of the text that may be decoded in vain: each place may take all of it."""


def _one_by_one(text: bytes, *, goes_on: bool = False) -> Contents:
    """The records of a text that is damaged, or that holds several logs: each object that can be decoded."""
    walk = _Walk()
    decoder = _MERGING.decoder
    string = text.decode("utf-8", "replace")
    first = _FIRST.match(string)
    firsts = {*_USUAL} if first is None else {*_USUAL, first[1]}
    in_vain = _MOST_IN_VAIN * len(string)
    failures = open_lists = 0
    is_bounded = True
    has_junk = string.lstrip().startswith((",", "]", "}"))
    at = 0
    while failures < _MOST_FAILURES and in_vain >= 0:
        found = _BETWEEN.match(string, at)
        if found is not None:
            open_lists += found[0].count("[") - found[0].count("]")
            at = found.end()
        if at >= len(string):
            break
        if string[at] in "{[":
            try:
                value, at = decoder.raw_decode(string, at)
                walk.through(value)
                if isinstance(value, dict):
                    firsts.update(islice(value, 1))
                continue
            except RecursionError:
                failures += 1
                in_vain -= len(string) - at
                # What is nested too deep is left out, and with it no more than that: a record may be around it.
                cut = flat(string, at) if is_bounded else None
                is_bounded = cut is not None
                if cut is not None:
                    has_junk, at = True, cut.end
                    with contextlib.suppress(ValueError):
                        walk.through(decoder.decode(cut.text))
                    continue
            except ValueError as error:
                failures += 1
                in_vain -= _looked_at(error, len(string)) - at
        has_junk = True
        following = _beginning(frozenset(firsts)).search(string, at + 1)
        at = len(string) if following is None else following.start()
    is_whole = not has_junk and not open_lists
    reason = None if is_whole else DAMAGED if walk.records or goes_on else NO_LOG
    if at < len(string):
        reason = GIVEN_UP
    return _told(walk, reason, goes_on=goes_on)


@lru_cache(maxsize=8)
def _beginning(firsts: frozenset[str]) -> re.Pattern[str]:
    """Where a record may begin behind damage: by the first members of those before it; with a log, or with a line.

    Not at whatever else begins an object, as the value of a member: what lies within a record is its caller's, who may
    make it look like one.
    """
    names = "|".join(map(re.escape, sorted(firsts)))
    return re.compile(r'(?<!":)(?<!": )(?<!" : )\{\s*"(?:' + names + r')"|^\{\s*"', re.MULTILINE)


def _looked_at(error: ValueError, end: int) -> int:
    """How far was decoded in vain."""
    if isinstance(error, json.JSONDecodeError) and not error.msg.startswith("Unterminated string"):
        return error.pos
    return end


def _encoded(record: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(record)
    except (ValueError, OverflowError):  # halves of surrogate pairs; numbers that no 64 bits hold
        return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")


DAMAGED = "parts of it are damaged, or it ends too soon: what could be made out was read"


GIVEN_UP = "too many parts of it are damaged: what stands after them was not read"


def said(strange: int, records: int, reason: str | None = None) -> tuple[str, ...]:
    """What is told of a text by how many of its parts are no records, and how many are; or by a `reason`."""
    if reason is None and strange:
        reason = f"{strange:,} of its parts are no records of CloudTrail's" if records else NO_LOG
    return () if reason is None else (reason,)


def said_of_nobodys(count: int) -> Iterator[str]:
    """What is told of a log by how many of its records do not say who acted, and may be root's."""
    if count:
        names = "record in it does not say" if count == 1 else "records in it do not say"
        yield f"{count:,} {names} who acted: it may have been root"


_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def decoded(raw: bytes) -> dict[str, Any]:
    """A record that was found; of one that is damaged, those members that are not."""
    try:
        value = msgspec.json.decode(raw)
    except NO_JSON:
        pass
    else:
        return value if isinstance(value, dict) else {}
    try:
        members = _MEMBERS.decode(raw.decode("utf-8", "replace").encode())
    except NO_JSON:
        return {}
    found: dict[str, Any] = {}
    for name, member in members.items():
        try:
            found[name] = msgspec.json.decode(member)
        except NO_JSON:
            continue
    return found
