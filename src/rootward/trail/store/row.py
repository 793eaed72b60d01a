"""A record as a row of the set, without its secrets, and back. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec

from rootward.trail.actions.call import Call, outcome_of, principal_of
from rootward.trail.actions.table import Unmapped, actions_of, asked, is_call, telling
from rootward.trail.classify.actor import actor_of
from rootward.trail.finding.sought import OPENING
from rootward.trail.moment import moment_of
from rootward.trail.no_json import NO_JSON
from rootward.trail.record import BAD_TIME, NO_TIME, Identity, NotARecordError, Record, parse_record
from rootward.trail.store.schema import NAMES
from rootward.trail.store.secrets import arn_text, id_text, json_text, plain_text
from rootward.trail.store.task import Task

Row = tuple[Any, ...]
"""The values of `schema.COLUMNS`, in their order."""

UNKNOWN = "unknown"
_NOTHING = msgspec.Raw(b"")
_LONGEST = 2048
"""As of a record's texts."""
_ACCOUNT = re.compile(r"[0-9]{12}")
_REGION = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{1,16}){1,5}")
_RECIPIENT, _REGION_AT, _TIME = NAMES.index("recipient_account"), NAMES.index("event_region"), NAMES.index("event_time")
_CALLER, _NAME = NAMES.index("identity_account"), NAMES.index("name")
_ALL = Task()
event_id_of: Callable[[Row], str] = itemgetter(NAMES.index("event_id"))
log_of: Callable[[Row], str] = itemgetter(NAMES.index("log"))
but_log_of: Callable[[Row], tuple[Any, ...]] = itemgetter(*(at for at, name in enumerate(NAMES) if name != "log"))


class Place(NamedTuple):
    """The folders that a row lies in."""

    account: str
    region: str
    day: str

    @property
    def folder(self) -> str:
        """As Hive writes it."""
        return f"account={self.account}/region={self.region}/day={self.day}"


def place_of(row: Row) -> Place:
    """Where a row belongs. What is no account number and no region of AWS's names no folder."""
    account, region, day = row[_RECIPIENT], row[_REGION_AT], row[_TIME]
    return Place(
        account if _ACCOUNT.fullmatch(account) else UNKNOWN,
        region if _REGION.fullmatch(region) else UNKNOWN,
        day.date().isoformat(),
    )


def is_taken(row: Row, task: Task) -> bool:
    """Whether an event is asked for, by its recipientAccountId or its caller's account, its awsRegion and eventTime.

    A call that opens a root session is recorded in another account than the session: it is asked for by its day alone.
    """
    if task == _ALL:
        return True
    if row[_NAME] == OPENING:
        task = Task(since=task.since, until=task.until)
    return task.takes(frozenset((row[_RECIPIENT], row[_CALLER])), row[_REGION_AT], row[_TIME].date())


class Told(msgspec.Struct, gc=False):
    """A record as it is decoded for the set: the members that are kept, by their names there."""

    name: str | None = msgspec.field(default="", name="eventName")
    time: str | None = msgspec.field(default="", name="eventTime")
    source: str | None = msgspec.field(default="", name="eventSource")
    region: str | None = msgspec.field(default="", name="awsRegion")
    account: str | None = msgspec.field(default="", name="recipientAccountId")
    type: str | None = msgspec.field(default="", name="eventType")
    version: str | None = msgspec.field(default="", name="eventVersion")
    category: str | None = msgspec.field(default="", name="eventCategory")
    management: bool | None = msgspec.field(default=None, name="managementEvent")
    event_id: str | None = msgspec.field(default="", name="eventID")
    address: str | None = msgspec.field(default="", name="sourceIPAddress")
    agent: str | None = msgspec.field(default="", name="userAgent")
    error: str | None = msgspec.field(default="", name="errorCode")
    error_message: str | None = msgspec.field(default="", name="errorMessage")
    read_only: bool | str | None = msgspec.field(default=None, name="readOnly")
    from_console: bool | str | None = msgspec.field(default=None, name="sessionCredentialFromConsole")
    identity: msgspec.Raw = msgspec.field(default=_NOTHING, name="userIdentity")
    request: msgspec.Raw = msgspec.field(default=_NOTHING, name="requestParameters")
    response: msgspec.Raw = msgspec.field(default=_NOTHING, name="responseElements")
    extra: msgspec.Raw = msgspec.field(default=_NOTHING, name="additionalEventData")
    details: msgspec.Raw = msgspec.field(default=_NOTHING, name="serviceEventDetails")
    resources: msgspec.Raw = _NOTHING


_TOLD = msgspec.json.Decoder(Told)


class _Answered(msgspec.Struct, gc=False):
    sign_in: object = msgspec.field(default=None, name="ConsoleLogin")


_ANSWERED = msgspec.json.Decoder(_Answered)
_FAILURE = "Failure"


def row_of(raw: bytes | msgspec.Raw, *, log: str, account: str, event_id: Callable[[], str]) -> Row:
    """A record's JSON as a row.

    `account` is that of the folder that its log lies in; `event_id` makes one where it has none.
    Raises NotARecordError, also where the JSON does not fit the usual types: see `damaged_row_of`.
    """
    try:
        told = _TOLD.decode(raw)
    except NO_JSON:
        raise NotARecordError("it is of other types than usual") from None
    if not told.name:
        raise NotARecordError("it has no eventName")
    who = bytes(told.identity)
    if who.startswith(b'"'):
        raise NotARecordError("it is a row that a query printed")
    identity = _identity(who)
    record = Record(
        event_id=(told.event_id or "")[:_LONGEST] or event_id(),
        time=_moment(told.time),
        name=told.name[:_LONGEST],
        source=(told.source or "")[:_LONGEST],
        region=(told.region or "")[:_LONGEST],
        account=(told.account or "")[:_LONGEST] or identity.account or account,
        type=(told.type or "")[:_LONGEST],
        version=(told.version or "")[:_LONGEST],
        identity=identity,
        address=(told.address or "")[:_LONGEST],
        agent=(told.agent or "")[:_LONGEST],
        error=(told.error or "")[:_LONGEST],
        error_message=(told.error_message or "")[:_LONGEST],
        read_only=_flag(told.read_only),
        from_console=_flag(told.from_console) is True,
        extra=_object(told.extra) if b"MFAUsed" in bytes(told.extra) else {},
    )
    return _row(record, told, log)


def damaged_row_of(value: Mapping[str, Any], *, log: str, account: str, event_id: Callable[[], str]) -> Row:
    """The same of a decoded record some of whose members are of strange types. Raises NotARecordError."""
    record = parse_record(value, account=account)
    if not record.event_id:
        record = msgspec.structs.replace(record, event_id=event_id())
    told = Told(
        category=category if isinstance(category := value.get("eventCategory"), str) else "",
        management=management if isinstance(management := value.get("managementEvent"), bool) else None,
        identity=_encoded(value.get("userIdentity")),
        request=_encoded(value.get("requestParameters")),
        response=_encoded(value.get("responseElements")),
        extra=_encoded(value.get("additionalEventData")),
        details=_encoded(value.get("serviceEventDetails")),
        resources=_encoded(value.get("resources")),
    )
    return _row(record, told, log)


def _row(record: Record, told: Told, log: str) -> Row:
    identity = record.identity
    kind, who = principal_of(bytes(told.identity))
    outcome, actions, unmapped = _needed(record, told.request)
    call = record.source.lower(), record.name
    error_message = plain_text(record.error_message)
    return (
        id_text(record.event_id),
        record.time,
        plain_text(record.account),
        plain_text(record.region),
        plain_text(record.source),
        plain_text(record.name),
        plain_text(record.type),
        plain_text(record.version),
        plain_text(told.category or ""),
        told.category == "Data" or (not told.category and told.management is False),
        arn_text(who),
        kind,
        plain_text(identity.type),
        arn_text(identity.arn),
        plain_text(identity.account),
        plain_text(identity.principal_id),
        plain_text(identity.name),
        plain_text(identity.key_id),
        plain_text(identity.invoked_by),
        arn_text(identity.issuer_arn),
        plain_text(identity.issuer_type),
        identity.has_session,
        identity.mfa,
        identity.session_begun,
        arn_text(identity.sign_in_session),
        identity.assumed_root,
        record.mfa,
        (actor_of(record) or "") if identity.is_root else "",
        identity.is_root or record.name == OPENING,
        plain_text(record.address),
        plain_text(record.agent),
        plain_text(record.error) or (_of_sign_in(error_message) if _is_failed_sign_in(bytes(told.response)) else ""),
        error_message,
        record.read_only,
        record.from_console,
        outcome,
        actions,
        plain_text(unmapped),
        _json(told.resources, call),
        _json(told.request, call),
        _json(told.response, call),
        _json(told.extra, call),
        _json(told.details, call),
        log,
    )


def _is_failed_sign_in(response: bytes) -> bool:
    """As `Record.failed` tells it. Of letters that are written as escapes it must be decoded, too."""
    if b"Failure" not in response and b"\\u" not in response:
        return False
    try:
        return _ANSWERED.decode(response).sign_in == _FAILURE
    except NO_JSON:
        return False


def _of_sign_in(error_message: str) -> str:
    """What stands for the errorCode of a sign-in that failed: it has none, and says so in its errorMessage.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
    """
    return error_message or _FAILURE


def _needed(record: Record, request: msgspec.Raw) -> tuple[str, str, str]:
    """How the call ended, which actions it needs, and why that is not known."""
    if not is_call(record.type):
        return "", "", ""
    outcome = outcome_of(record.error)
    members: tuple[str, ...] = ()
    if outcome == "used" and (names := asked(record.source, record.name)):
        call = Call(request=request)
        if call.may_have(names):
            members = telling(record.source, record.name, call.request_members())
    return outcome, *_actions(record.source, record.name, members)


@lru_cache(maxsize=16384)
def _actions(source: str, name: str, members: tuple[str, ...]) -> tuple[str, str]:
    needed = actions_of(source, name, members)
    return ("", needed.reason) if isinstance(needed, Unmapped) else (" ".join(needed), "")


def record_of(row: Sequence[Any]) -> Record:
    """The record that a row was made of, but for its secrets."""
    at = dict(zip(NAMES, row, strict=True))
    response = _object((at["response"] or "").encode())
    has_no_code = response.get("ConsoleLogin") == _FAILURE and at["error"] == _of_sign_in(at["error_message"])
    return Record(
        event_id=at["event_id"],
        time=_utc(at["event_time"]),
        name=at["name"],
        source=at["source"],
        region=at["event_region"],
        account=at["recipient_account"],
        type=at["event_type"],
        version=at["event_version"],
        identity=Identity(
            type=at["identity_type"],
            arn=at["identity_arn"],
            principal_id=at["principal_id"],
            account=at["identity_account"],
            name=at["user_name"],
            key_id=at["access_key_id"],
            invoked_by=at["invoked_by"],
            issuer_arn=at["session_issuer"],
            issuer_type=at["session_issuer_type"],
            has_session=at["has_session"],
            mfa=at["session_mfa"],
            session_begun=None if at["session_begun"] is None else _utc(at["session_begun"]),
            sign_in_session=at["sign_in_session"],
            assumed_root=at["assumed_root"],
        ),
        address=at["address"],
        agent=at["agent"],
        error="" if has_no_code else at["error"],
        error_message=at["error_message"],
        read_only=at["read_only"],
        request=_object((at["request"] or "").encode()),
        response=response,
        extra=_object((at["extra"] or "").encode()),
        details=_object((at["details"] or "").encode()),
        from_console=at["from_console"],
    )


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


@lru_cache(maxsize=16384)
def _identity(raw: bytes) -> Identity:
    """The same few callers are in most records of a log."""
    value = _object(raw)
    return parse_record({"eventName": "any", "eventTime": "2013-11-13T00:00:00Z", "userIdentity": value}).identity


def _moment(told: str | None) -> datetime:
    moment = moment_of(told)
    if moment is None:
        raise NotARecordError(BAD_TIME if told else NO_TIME)
    return moment


def _flag(value: bool | str | None) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "yes": True, "false": False, "no": False}.get(value.lower())
    return value


def _object(raw: bytes | msgspec.Raw) -> Mapping[str, Any]:
    try:
        value = msgspec.json.decode(raw) if memoryview(raw).nbytes else None
    except NO_JSON:
        return {}
    return value if isinstance(value, dict) else {}


def _json(raw: msgspec.Raw, call: tuple[str, str]) -> str | None:
    data = bytes(raw)
    return None if data in {b"", b"null"} else json_text(data, call=call)


def _encoded(value: object) -> msgspec.Raw:
    try:
        return _NOTHING if value is None else msgspec.Raw(msgspec.json.encode(value))
    except (UnicodeEncodeError, RecursionError):
        return _NOTHING
