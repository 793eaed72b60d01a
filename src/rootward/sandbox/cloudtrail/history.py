"""LookupEvents: the last ninety days of management events of a region.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from calendar import timegm
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from rootward.sandbox.cloudtrail import event
from rootward.sandbox.cloudtrail.identity import called_by
from rootward.sandbox.cloudtrail.recorded import RecordedCall
from rootward.sandbox.cloudtrail.resource import resources_of
from rootward.sandbox.error import PracticeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rootward.sandbox.cloudtrail.recorded import Recorded

KEPT = timedelta(days=90)
PAGE = 50
A_SECOND = 2
"""Lookups that an account may make in a region in one second."""

_ATTRIBUTES = (
    "AccessKeyId", "EventId", "EventName", "EventSource", "ReadOnly", "ResourceName", "ResourceType", "Username",
)  # fmt: skip

Shown = dict[str, Any]


class HistoryApi:
    """LookupEvents."""

    body: Any
    current_account: str
    region: str
    cloudtrail_backend: Any

    def lookup_events(self) -> str:
        """The events that match, newest first."""
        from rootward.sandbox.backends import Backends

        now = Backends.placed().clock.now()
        _take_a_turn(self.cloudtrail_backend.lookups, now)
        asked = json.loads(self.body or b"{}")
        if not isinstance(asked, dict):
            # No model lists SerializationException: the application answers it to whatever cannot be read.
            raise json.JSONDecodeError("the request is no object", str(asked), 0)
        limit = _limit(asked.get("MaxResults"))
        category = asked.get("EventCategory")
        if category not in (None, "insight"):
            raise PracticeError("InvalidEventCategoryException", f"The event category is not valid: {category}")
        wanted = _attribute(asked.get("LookupAttributes") or [])
        earliest, latest = _range(asked, now)
        if category == "insight":
            return json.dumps({"Events": []})
        fingerprint = _fingerprint(asked)
        after = _after(asked.get("NextToken"), fingerprint, len(Backends.placed().history))
        answer: Shown = {"Events": []}
        history, span = Backends.placed().history, (earliest, latest)
        last = 0
        for number, shown in _events(history, self.current_account, self.region, span, wanted, after):
            if len(answer["Events"]) == limit:
                answer["NextToken"] = urlsafe_b64encode(f"{fingerprint} {last}".encode()).decode()
                break
            answer["Events"].append(shown)
            last = number
        return json.dumps(answer)


def alias_of(account_id: str) -> str | None:
    """The alias of an account, if it has one."""
    from moto.iam.models import iam_backends

    if account_id not in iam_backends:
        return None
    aliases: list[str] = iam_backends[account_id]["aws"].account_aliases
    return aliases[0] if aliases else None


def records_for(recorded: Recorded, account_id: str, alias: Callable[[str], str | None]) -> list[event.Record]:
    """The records of an entry that belong to an account. What is of no account asked for is not made at all."""
    if isinstance(recorded, RecordedCall):
        own = recorded.principal.account_id
        if own != account_id and account_id.encode() not in recorded.body:
            return []
        records = event.events_of(recorded, alias(own) if recorded.principal.kind == "root" else None)
    else:
        records = event.events_of(recorded)
    return [record for record in records if record["recipientAccountId"] == account_id]


def _events(  # noqa: PLR0917 - what a lookup asks for
    history: Sequence[Recorded],
    account: str,
    region: str,
    span: tuple[datetime, datetime],
    wanted: tuple[str, str],
    after: int | None,
) -> Iterator[tuple[int, Shown]]:
    """The events that match, newest first, with their places in the history; those behind the place `after` only."""
    earliest, latest = span
    name, value = wanted
    alias = alias_of(account)
    within = [
        (recorded.at, number)
        for number, recorded in enumerate(history)
        if earliest <= recorded.at <= latest and event.region_of(recorded) == region
    ]
    if after is not None:
        within = [place for place in within if place < (history[after].at, after)]
    for _, number in sorted(within, reverse=True):
        recorded = history[number]
        if isinstance(recorded, RecordedCall) and not _may_match(recorded, name, value, alias):
            continue
        for record in records_for(recorded, account, lambda _: alias):
            shown = _shown(recorded, record, alias)
            if not name or _matches(shown, name, value):
                yield number, shown


def _may_match(recorded: RecordedCall, name: str, value: str, alias: str | None) -> bool:
    """Whether a call may match, by what is seen without making its record."""
    if name == "EventId":
        return recorded.event_id == value or recorded.call.operation == "AssumeRole"
    if name == "Username":
        return called_by(recorded.principal, alias) == value
    seen = {
        "AccessKeyId": recorded.principal.key_id,
        "EventName": event.name_of(recorded),
        "EventSource": event.source_of(recorded),
        "ReadOnly": "true" if event.is_read_only(recorded) else "false",
    }
    return seen.get(name, value) == value


def _shown(recorded: Recorded, record: event.Record, alias: str | None) -> Shown:
    identity = record["userIdentity"]
    shown = {
        "EventId": record["eventID"],
        "EventName": record["eventName"],
        "ReadOnly": "true" if record["readOnly"] else "false",
        "EventTime": timegm(recorded.at.timetuple()),
        "EventSource": record["eventSource"],
        "Resources": resources_of(record),
        "CloudTrailEvent": json.dumps(record, separators=(",", ":")),
    }
    if identity.get("accessKeyId"):
        shown["AccessKeyId"] = identity["accessKeyId"]
    username = _username(recorded, identity, alias)
    if username:
        shown["Username"] = username
    return shown


def _username(recorded: Recorded, identity: dict[str, Any], alias: str | None) -> str:
    if identity["type"] == "AWSAccount":
        return ""
    if isinstance(recorded, RecordedCall):
        return called_by(recorded.principal, alias)
    if identity["type"] == "Root":
        return str(identity.get("userName") or alias or "root")
    return str(identity.get("userName", ""))


def _matches(shown: Shown, name: str, value: str) -> bool:
    if name in ("ResourceName", "ResourceType"):
        return any(resource[name] == value for resource in shown["Resources"])
    return bool(shown.get(name) == value)


def _take_a_turn(lookups: list[datetime], now: datetime) -> None:
    lookups[:] = [moment for moment in lookups if timedelta() <= now - moment < timedelta(seconds=1)]
    if len(lookups) >= A_SECOND:
        raise PracticeError("ThrottlingException", "Rate exceeded")
    lookups.append(now)


def _limit(asked: int | None) -> int:
    if asked is None:
        return PAGE
    if not 1 <= int(asked) <= PAGE:
        raise PracticeError("InvalidMaxResultsException", f"MaxResults must be between 1 and {PAGE}.")
    return int(asked)


def _attribute(asked: list[dict[str, str]]) -> tuple[str, str]:
    if not asked:
        return "", ""
    key, value = asked[0].get("AttributeKey", ""), asked[0].get("AttributeValue", "")
    if len(asked) > 1 or key not in _ATTRIBUTES or not value:
        message = "One lookup attribute may be given, with a key that LookupEvents knows and a value."
        raise PracticeError("InvalidLookupAttributesException", message)
    return key, value


def _range(asked: Shown, now: datetime) -> tuple[datetime, datetime]:
    start, end = moment_of(asked.get("StartTime")), moment_of(asked.get("EndTime"))
    if start and end and start > end:
        raise PracticeError("InvalidTimeRangeException", "The start time is after the end time.")
    oldest = now - KEPT
    # EventTime is in whole seconds: an end at the very second of an event takes it in.
    # moto's own `now` is in whole seconds too: what happened in this very second is in the history.
    return max(start or oldest, oldest), (end or now).replace(microsecond=999_999)


def moment_of(value: float | str | None) -> datetime | None:
    """A timestamp of a request: seconds since 1970, or text; UTC without a zone."""
    if value is None:
        return None
    if isinstance(value, str):
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return datetime.fromtimestamp(value, UTC).replace(tzinfo=None)


def _fingerprint(asked: Shown) -> str:
    rest = {name: value for name, value in asked.items() if name not in ("NextToken", "MaxResults")}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:16]


def _after(token: str | None, fingerprint: str, entries: int) -> int | None:
    """The place in the history of the last event of the page before."""
    if token is None:
        return None
    try:
        known, _, last = urlsafe_b64decode(token.encode()).decode().partition(" ")
        place = int(last)
    except ValueError:
        raise _invalid_token() from None
    if known != fingerprint or not 0 <= place < entries:
        raise _invalid_token()
    return place


def _invalid_token() -> PracticeError:
    return PracticeError("InvalidNextTokenException", "The token is not valid, or was used with other parameters.")
