"""Noting a call in the account's history, at the moment of its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from rootward.sandbox.cloudtrail.recorded import RecordedCall
from rootward.sandbox.cloudtrail.s3_event import DATA_EVENTS
from rootward.sandbox.door.call import is_read
from rootward.sandbox.door.gate import headers_of

if TYPE_CHECKING:
    from datetime import datetime

    from moto.core.request import Request
    from werkzeug.wrappers import Response

    from rootward.sandbox.backends import Backends
    from rootward.sandbox.cloudtrail.recorded import Recorded
    from rootward.sandbox.door.call import SignedCall
    from rootward.sandbox.door.principal import Principal

_LEFT_OUT = frozenset({"authorization", "x-amz-security-token", "x-moto-account-id"})


def record(entry: Recorded, backends: Backends) -> None:
    """Append it to the history, and let EventBridge hear of it. The state must be in place."""
    from rootward.sandbox.eventbridge.announcement import announce

    backends.history.append(entry)
    announce(entry)


def recorded(
    request: Request, response: Response, signed: SignedCall, principal: Principal, *, at: datetime, number: int
) -> RecordedCall:
    """The raw call and its answer. `number`: how many entries the history has; the event's id comes from it."""
    # CloudTrail shows nothing of what a successful read answered.
    unseen = response.status_code < 300 and is_read(signed.call)  # noqa: PLR2004 - HTTP's
    body = request.get_data()
    return RecordedCall(
        at=at,
        call=signed.call,
        protocol=signed.protocol,
        principal=principal,
        event_id=str(uuid5(NAMESPACE_URL, f"event {number}")),
        request_id=response.headers.get("x-amzn-RequestId") or response.headers["x-amz-request-id"],
        source_ip=request.remote_addr or "127.0.0.1",
        user_agent=request.headers.get("User-Agent", ""),
        method=request.method,
        path=request.path,
        query=request.query_string.decode(),
        headers={name: value for name, value in headers_of(request).items() if name not in _LEFT_OUT},
        body=body if _is_shown(signed, request.path) else b"",
        status=response.status_code,
        answer=b"" if unseen else response.get_data(),
        bytes_in=len(body),
        bytes_out=len(response.get_data()),
    )


def _is_shown(signed: SignedCall, path: str) -> bool:
    """Whether an event may show the body: of calls to S3, only the configuration of a bucket is shown."""
    if signed.call.service != "s3":
        return True
    return signed.call.operation not in {"", *DATA_EVENTS} and "/" not in path.strip("/")
