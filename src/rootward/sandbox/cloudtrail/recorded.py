"""A call as it was made and answered, kept until CloudTrail is asked for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from rootward.sandbox.door.call import Call, Protocol
    from rootward.sandbox.door.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCall:
    """The raw request and answer. Making an event of it is left until one is asked for: most never are."""

    at: datetime
    """When the answer was given: UTC without a zone, by the practice account's clock."""
    call: Call
    protocol: Protocol
    principal: Principal
    event_id: str
    request_id: str
    source_ip: str
    user_agent: str
    method: str
    path: str
    query: str
    """The query string, undecoded."""
    headers: dict[str, str] = field(repr=False)
    """Of the request, names in lower case; without authorization and security token."""
    body: bytes = field(repr=False)
    status: int
    """Of the answer: HTTP's."""
    answer: bytes = field(repr=False)
