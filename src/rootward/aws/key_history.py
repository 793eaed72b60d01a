"""What was signed with an access key, and with the sessions that it began: CloudTrail's event history of each region.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from rootward.aws.call import Call
from rootward.aws.crew import Crew
from rootward.aws.failure import UnreadError
from rootward.aws.one_line import one_line
from rootward.aws.readers.settings import DESCRIBE_REGIONS, read_regions
from rootward.aws.reading import Reading
from rootward.aws.session import PARALLEL_CALLS, AwsSession
from rootward.model.key_history import BegunSession, KeyEvent, KeyHistory, SessionKind
from rootward.model.key_id import KEY_ID
from rootward.model.unknown import Blocked, Unknown

LOOKUP_EVENTS = Call("cloudtrail", "LookupEvents")
READS = (DESCRIBE_REGIONS, LOOKUP_EVENTS)

PAGES = 4
"""So many pages of a region are read: an incident is no time to wait, and a busy key fills thousands."""
_PAGE = 50
_PACE = 0.55
"""Seconds between two lookups in a region: AWS takes two a second."""
_SESSIONS = 5
"""Of so many sessions, the newest of which it was not asked yet, it is asked what they did."""
_ROUNDS = 2
"""So often: a session may begin the next one.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
"""

_BEGINS: tuple[SessionKind, ...] = ("AssumeRole", "AssumeRoot", "GetSessionToken", "GetFederationToken")
"""What a signed call may begin a session by.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html
"""

_GLOBAL = "us-east-1"
"""Where calls of IAM, and of STS's global endpoint, are recorded.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
"""


class _Looked(msgspec.Struct, frozen=True):
    """What a region told of one key."""

    records: tuple[dict[str, Any], ...]
    is_whole: bool
    why: str = ""


def read_history(
    session: AwsSession, key_id: str, *, deadline_seconds: float, progress: Callable[[str], None]
) -> KeyHistory:
    """The newest calls of the key, region by region, and of the sessions that it began, and that those began.

    Raises CredentialsError.
    """
    with Crew(PARALLEL_CALLS, "rootward-history") as crew:
        reading = Reading(session, crew, deadline_seconds=deadline_seconds)
        regions = _regions(reading)
        progress(f"asking CloudTrail what {key_id} did (up to {deadline_seconds:.0f} s)")
        every = _everywhere(reading, (key_id,), regions)
        asked = {key_id}
        for _ in range(_ROUNDS):
            chosen = [one.key_id for one in _newest(every) if one.key_id not in asked][:_SESSIONS]
            asked.update(chosen)
            every += _everywhere(reading, chosen, regions) if chosen else []
    begun = _newest(every)
    elsewhere = _elsewhere(begun, session.identity.account)
    events = {record.get("eventID"): record for one in every for record in one.records}
    return KeyHistory(
        events=tuple(sorted(map(_event, events.values()), key=lambda one: one.at, reverse=True)),
        sessions=tuple(begun),
        regions=regions,
        is_whole=all(one.is_whole for one in every) and asked >= {one.key_id for one in begun} and not elsewhere,
        unread=tuple(dict.fromkeys((*elsewhere, *(one.why for one in every if one.why)))),
    )


def _newest(looked: Iterable[_Looked]) -> list[BegunSession]:
    return sorted(_sessions(looked), key=lambda one: one.at, reverse=True)


def _elsewhere(begun: Iterable[BegunSession], own: str) -> tuple[str, ...]:
    """What sessions did in other accounts, each of which records it itself.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html
    """
    accounts = dict.fromkeys(one.account for one in begun if one.account not in {None, own})
    return tuple(
        f"account {one_line(str(number))}: what its sessions did there, its own CloudTrail knows" for number in accounts
    )


def _regions(reading: Reading) -> tuple[str, ...]:
    """The enabled regions; where they cannot be read, that of the global services and the session's own."""
    found = reading.attempt(lambda: read_regions(reading))
    if isinstance(found, Unknown | Blocked):
        return tuple(dict.fromkeys((_GLOBAL, reading.session.region)))
    return found


def _everywhere(reading: Reading, key_ids: Sequence[str], regions: Iterable[str]) -> list[_Looked]:
    """Regions side by side, the keys of one region one after the other: AWS counts the lookups of each region."""
    found = reading.side_by_side(lambda region: list(_in_region(reading, key_ids, region)), list(regions))
    return [looked for of_one in found for looked in of_one]


def _in_region(reading: Reading, key_ids: Sequence[str], region: str) -> Iterator[_Looked]:
    for number, key_id in enumerate(key_ids):
        looked = _looked(reading, key_id, region, waits=number > 0)
        yield looked
        if looked.why:  # denied, or too late: the same again for the next key
            return


def _looked(reading: Reading, key_id: str, region: str, *, waits: bool) -> _Looked:
    """What the region tells of one key. `waits`: it was asked about another a moment ago."""
    records: list[dict[str, Any]] = []
    try:
        if waits:
            reading.wait(LOOKUP_EVENTS, _PACE)
        is_whole = _read_into(records, reading, key_id, region)
    except UnreadError as error:
        if isinstance(error.fact, Blocked):
            return _Looked((), is_whole=True)  # nobody works there
        return _Looked(tuple(records), is_whole=False, why=f"{region}: {error.fact.detail}")
    return _Looked(tuple(records), is_whole=is_whole)


def _read_into(records: list[dict[str, Any]], reading: Reading, key_id: str, region: str) -> bool:
    """Whether the last page was read."""
    asked: dict[str, Any] = {
        "LookupAttributes": [{"AttributeKey": "AccessKeyId", "AttributeValue": key_id}],
        "MaxResults": _PAGE,
    }
    for number in range(PAGES):
        if number:
            reading.wait(LOOKUP_EVENTS, _PACE)
        answer = reading.read(LOOKUP_EVENTS, region, **asked)
        records.extend(filter(None, map(_record, answer.get("Events") or ())))
        token = answer.get("NextToken")
        if not token:
            return True
        asked["NextToken"] = token
    return False


def _record(listed: dict[str, Any]) -> dict[str, Any] | None:
    try:
        record: dict[str, Any] = json.loads(listed["CloudTrailEvent"])
        _moment(record)
    except (LookupError, TypeError, ValueError, RecursionError):
        return None
    return record


def _event(record: dict[str, Any]) -> KeyEvent:
    return KeyEvent(
        at=_moment(record),
        region=_text(record, "awsRegion"),
        service=_text(record, "eventSource").removesuffix(".amazonaws.com"),
        name=_text(record, "eventName"),
        writes=record.get("readOnly") is not True,
        error=_text(record, "errorCode"),
        source=_text(record, "sourceIPAddress"),
        agent=_text(record, "userAgent"),
        key_id=_key_id(_within(record, "userIdentity")),
    )


def _sessions(looked: Iterable[_Looked]) -> Iterator[BegunSession]:
    """Those of which the answer tells the key's id. The token beside it is let go."""
    seen: set[str] = set()
    for record in (record for one in looked for record in one.records):
        name = record.get("eventName")
        key_id = _key_id(_within(_within(record, "responseElements"), "credentials"))
        if name not in _BEGINS or not key_id or key_id in seen:
            continue
        seen.add(key_id)
        asked = _within(record, "requestParameters")
        role, target = asked.get("roleArn"), asked.get("targetPrincipal")
        kind: SessionKind = next(one for one in _BEGINS if one == name)
        yield BegunSession(
            kind=kind,
            at=_moment(record),
            key_id=key_id,
            role_arn=role if isinstance(role, str) else None,
            target=target if isinstance(target, str) else None,
        )


def _moment(record: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(str(record["eventTime"]))


def _within(record: dict[str, Any], member: str) -> dict[str, Any]:
    found = record.get(member)
    return found if isinstance(found, dict) else {}


def _key_id(record: dict[str, Any]) -> str:
    """The whole id, to be asked about; empty for what is none."""
    found = record.get("accessKeyId")
    return found if isinstance(found, str) and KEY_ID.fullmatch(found) else ""


def _text(record: dict[str, Any], member: str) -> str:
    """What somebody else may have written, in one line."""
    found = record.get(member)
    return one_line(found) if isinstance(found, str) else ""
