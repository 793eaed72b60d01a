"""What was signed with an access key, and with the sessions that it began: CloudTrail's event history of each region.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, TypeVar

import msgspec

from rootward.aws.crew import Crew
from rootward.aws.event_pages import LOOKUP_EVENTS, event_pages
from rootward.aws.failure import UnreadError
from rootward.aws.one_line import one_line
from rootward.aws.readers.settings import DESCRIBE_REGIONS, read_regions
from rootward.aws.reading import Reading
from rootward.aws.session import PARALLEL_CALLS, AwsSession
from rootward.model.key_history import BegunSession, KeyEvent, KeyHistory, SessionKind
from rootward.model.key_id import KEY_ID
from rootward.model.unknown import Blocked, Unknown

READS = (DESCRIBE_REGIONS, LOOKUP_EVENTS)

PAGES = 4
"""So many pages of a region are read: an incident is no time to wait, and a busy key fills thousands."""
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

_MADE = {
    "CreateAccessKey": ("access key", "", "userName"),
    "CreateGroup": ("group", "groupName", ""),
    "CreateLoginProfile": ("console password", "", "userName"),
    "CreatePolicy": ("policy", "policyName", ""),
    "CreateRole": ("role", "roleName", ""),
    "CreateUser": ("user", "userName", ""),
    "PutGroupPolicy": ("policy", "policyName", "groupName"),
    "PutRolePolicy": ("policy", "policyName", "roleName"),
    "PutUserPolicy": ("policy", "policyName", "userName"),
}
"""Calls of IAM to what they make, and the parameters that name it and its holder."""

_GLOBAL = "us-east-1"
"""Where calls of IAM, and of STS's global endpoint, are recorded.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
"""


_Found = TypeVar("_Found")


class _Looked(msgspec.Struct, frozen=True):
    """A page of what a region told of one key."""

    records: tuple[dict[str, Any], ...]
    is_whole: bool
    why: str = ""


def read_history(
    session: AwsSession, key_id: str, *, deadline_seconds: float, progress: Callable[[str], None]
) -> KeyHistory:
    """The newest calls of the key, region by region, and of the sessions that it began, and that those began.

    What answers nothing, and does not hang up either, is left alone at the deadline.

    Raises CredentialsError.
    """
    with Crew(PARALLEL_CALLS, "rootward-history") as crew:
        reading = Reading(session, crew, deadline_seconds=deadline_seconds)
        progress(f"asking CloudTrail what {key_id} did (up to {deadline_seconds:.0f} s; Ctrl-C skips it)")
        regions = _regions(reading, crew)
        every = _everywhere(reading, crew, (key_id,), regions)
        asked = {key_id}
        for _ in range(_ROUNDS):
            chosen = [one.key_id for one in _newest(every) if one.key_id not in asked][:_SESSIONS]
            asked.update(chosen)
            every += _everywhere(reading, crew, chosen, regions) if chosen else []
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
    """One line, or none, on what sessions did in other accounts, each of which records it itself.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html
    """
    accounts = sorted({one.account for one in begun if one.account is not None} - {own})
    if not accounts:
        return ()
    return (f"what its sessions did in other accounts, which record it themselves: {one_line(', '.join(accounts))}",)


def _regions(reading: Reading, crew: Crew) -> tuple[str, ...]:
    """The enabled regions; where they cannot be read, that of the global services and the session's own."""
    asked = crew.start(lambda: reading.attempt(lambda: read_regions(reading)))
    _await((asked,), reading)
    found = asked.result() if asked.done() else reading.too_late(DESCRIBE_REGIONS.action)
    if isinstance(found, Unknown | Blocked):
        return tuple(dict.fromkeys((_GLOBAL, reading.session.region)))
    return found


def _everywhere(reading: Reading, crew: Crew, key_ids: Sequence[str], regions: Iterable[str]) -> list[_Looked]:
    """Regions side by side, the keys of one region one after the other: AWS counts the lookups of each region."""
    told: dict[str, list[_Looked]] = {region: [] for region in regions}
    asked = {region: crew.start(partial(_ask, reading, key_ids, region, told[region])) for region in told}
    _await(asked.values(), reading)
    found = []
    for region, future in asked.items():
        found += told[region]
        if future.done():
            future.result()  # raises CredentialsError
        else:
            late = reading.too_late(LOOKUP_EVENTS.action).detail
            found.append(_Looked((), is_whole=False, why=f"{region}: {late}"))
    return found


def _await(asked: Iterable[Future[_Found]], reading: Reading) -> None:
    """Wait for all, at most until the deadline: a connection that says nothing would hold a call for minutes.

    In steps of a second: without a time limit Windows does not wake for Ctrl-C.
    """
    left = set(asked)
    while left and (seconds := reading.deadline - reading.clock()) > 0:
        left = wait(left, timeout=min(seconds, 1.0)).not_done


def _ask(reading: Reading, key_ids: Sequence[str], region: str, told: list[_Looked]) -> None:
    """Ask the region about the keys. Each page is in `told` as soon as it came."""
    for number, key_id in enumerate(key_ids):
        for looked in _looked(reading, key_id, region, waits=number > 0):
            told.append(looked)
            if looked.why:  # denied, or too late: the same again for the next key
                return


def _looked(reading: Reading, key_id: str, region: str, *, waits: bool) -> Iterator[_Looked]:
    """What the region tells of one key, page by page. `waits`: it was asked about another a moment ago."""
    try:
        yield from _pages(reading, key_id, region, waits=waits)
    except UnreadError as error:
        if not isinstance(error.fact, Blocked):  # else nobody works there
            yield _Looked((), is_whole=False, why=f"{region}: {error.fact.detail}")


def _pages(reading: Reading, key_id: str, region: str, *, waits: bool) -> Iterator[_Looked]:
    """The pages, of which the last that is read says whether there are more."""
    attributes = [{"AttributeKey": "AccessKeyId", "AttributeValue": key_id}]
    found = event_pages(reading, region, waits=waits, LookupAttributes=attributes)
    for number, page in enumerate(islice(found, PAGES), 1):
        records = tuple(filter(None, map(_record, page.events)))
        yield _Looked(records, is_whole=page.is_last or number < PAGES)


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
        made=_made(record),
    )


def _made(record: dict[str, Any]) -> str:
    """What the call made, of what a thief comes back by: names and ids, and nothing else of the record.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
    """
    name = _text(record, "eventName")
    if record.get("eventSource") != "iam.amazonaws.com" or record.get("errorCode") or name not in _MADE:
        return ""
    asked = _within(record, "requestParameters")
    key = _within(_within(record, "responseElements"), "accessKey")
    noun, member, holder = _MADE[name]
    made = _key_id(key) if name == "CreateAccessKey" else _text(asked, member)
    held_by = _text(asked, holder) or _text(key, holder)
    return " ".join((noun, *filter(None, (made, f"of {held_by}" if held_by else ""))))


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
