"""Calls as the practice account records them, written by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rootward.sandbox.cloudtrail.recorded import RecordedCall
from rootward.sandbox.door.call import Call
from rootward.sandbox.door.principal import Principal, Session

ACCOUNT = "123456789012"
OTHER = "210987654321"
AT = datetime.fromisoformat("2026-03-01T13:04:05.678")
EVENT_ID = "6b70c0d5-e0b2-4bc0-b903-556e0346a7ac"

ALICE = Principal(
    account_id=ACCOUNT,
    kind="user",
    arn=f"arn:aws:iam::{ACCOUNT}:user/alice",
    user_id="AIDAEXAMPLE",
    key_id="AKIDALICE",
    user_name="alice",
)
ROOT = Principal(
    account_id=ACCOUNT,
    kind="root",
    arn=f"arn:aws:iam::{ACCOUNT}:root",
    user_id=ACCOUNT,
    key_id="AKIDROOT",
    user_name="<root_account>",
)

_MEDIA = {"query": "application/x-www-form-urlencoded", "json": "application/x-amz-json-1.1"}


def session(kind: Any, **known: Any) -> Session:
    """A session made at one o'clock."""
    return Session(
        kind=kind,
        account_id=ACCOUNT,
        arn=known.pop("arn", f"arn:aws:iam::{ACCOUNT}:root"),
        user_id="",
        key_id="ASIDKEY",
        secret="",
        token="",
        issued=datetime.fromisoformat("2026-03-01T13:00:00"),
        expires=datetime.fromisoformat("2026-03-01T14:00:00"),
        **known,
    )


def call(action: str, body: str = "", answer: str = "", **known: Any) -> RecordedCall:
    """A call of the query protocol by alice, unless it is said otherwise: `call("iam:CreateUser", "UserName=eve")`."""
    service, _, operation = action.partition(":")
    protocol = known.pop("protocol", "query")
    headers = {"host": "127.0.0.1:5000", "content-type": _MEDIA.get(protocol, "application/json")}
    return RecordedCall(
        at=known.pop("at", AT),
        call=Call(service, operation, known.pop("region", "eu-west-1")),
        protocol=protocol,
        principal=known.pop("principal", ALICE),
        event_id=known.pop("event_id", EVENT_ID),
        request_id="REQUEST",
        source_ip="127.0.0.1",
        user_agent="aws-cli/2.32.0",
        method=known.pop("method", "POST"),
        path=known.pop("path", "/"),
        query=known.pop("query", ""),
        headers={**headers, **known.pop("headers", {})},
        body=(f"Action={operation}&{body}" if protocol == "query" else body).encode(),
        status=known.pop("status", 200),
        answer=answer.encode(),
    )


def refused(action: str, code: str, message: str, **known: Any) -> RecordedCall:
    """A call of the query protocol that was answered with an error."""
    answer = f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    return call(action, known.pop("body", ""), answer, status=known.pop("status", 400), **known)
