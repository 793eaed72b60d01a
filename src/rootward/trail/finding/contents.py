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
        for key in _WRAPPED:
            part = value.get(key)
            found = [one for one in map(_unwrapped, part if isinstance(part, list) else [part]) if one is not None]
            if found:
                for one in found:
                    self.through(one, depth + 1)
                return
        if is_row(value):
            self.records.append(_encoded(from_row(value)))
        else:
            self.strange += 1


def _unwrapped(part: object) -> dict[str, Any] | None:
    """What an envelope holds, as JSON or as text of it; None: no object."""
    if isinstance(part, str):
        try:
            part = _MERGING.decode(part.encode())
        except (*NO_JSON, UnicodeEncodeError):
            return None
    return part if isinstance(part, dict) else None


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


_BEGINNING = re.compile(r'\{\s*"')
_BETWEEN = re.compile(r'[\s,\]}]*(?:\{\s*"(?:Records|Events)"\s*:\s*\[)?\s*')
_MOST_FAILURES = 1000
"""Places at which nothing could be decoded, after which no more is tried: each may take long."""


def _one_by_one(text: bytes, *, goes_on: bool = False) -> Contents:
    """The records of a text that is damaged, or that holds several logs: each object that can be decoded."""
    walk = _Walk()
    decoder = _MERGING.decoder
    string = text.decode("utf-8", "replace")
    failures = open_lists = 0
    is_bounded = True
    has_junk = string.lstrip().startswith((",", "]", "}"))
    at = 0
    while failures < _MOST_FAILURES:
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
                continue
            except RecursionError:
                failures += 1
                # What is nested too deep is left out, and with it no more than that: a record may be around it.
                cut = flat(string, at) if is_bounded else None
                is_bounded = cut is not None
                if cut is not None:
                    has_junk, at = True, cut.end
                    with contextlib.suppress(ValueError):
                        walk.through(decoder.decode(cut.text))
                    continue
            except ValueError:
                failures += 1
        has_junk = True
        following = _BEGINNING.search(string, at + 1)
        at = len(string) if following is None else following.start()
    is_whole = not has_junk and not open_lists
    reason = None if is_whole else DAMAGED if walk.records or goes_on else NO_LOG
    if failures >= _MOST_FAILURES and at < len(string):
        reason = GIVEN_UP
    return _told(walk, reason, goes_on=goes_on)


def _encoded(record: dict[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(record)
    except (ValueError, OverflowError):  # halves of surrogate pairs; numbers that no 64 bits hold
        return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")


DAMAGED = "parts of it are damaged, or it ends too soon: what is whole was read"


GIVEN_UP = f"{_MOST_FAILURES:,} parts of it are damaged: what stands after them was not read"


def said(strange: int, records: int, reason: str | None = None) -> tuple[str, ...]:
    """What is told of a text by how many of its parts are no records, and how many are; or by a `reason`."""
    if reason is None and strange:
        reason = f"{strange:,} of its parts are no records of CloudTrail's" if records else NO_LOG
    return () if reason is None else (reason,)


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
