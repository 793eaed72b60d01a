"""What CloudTrail has recorded: calls as they were made and answered, and events that were written ready."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
    query: str = field(repr=False)
    """The query string, undecoded. It may hold a token or a password."""
    headers: dict[str, str] = field(repr=False)
    """Of the request, names in lower case; without authorization and security token."""
    body: bytes = field(repr=False)
    status: int
    """Of the answer: HTTP's."""
    answer: bytes = field(repr=False)
    """Empty where no event shows it: of a successful read, and of objects in S3."""
    bytes_in: int = 0
    """How long the body was."""
    bytes_out: int = 0
    """How long the answer was."""


_NEEDED = (
    "awsRegion", "eventID", "eventName", "eventSource", "eventTime", "readOnly", "recipientAccountId", "userIdentity",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event that no call to the practice account made: a console sign-in, or one that a scenario founds."""

    at: datetime
    """UTC without a zone, by the practice account's clock."""
    record: dict[str, Any] = field(repr=False)
    """The whole CloudTrail record. `recipientAccountId` and `awsRegion` say whose history shows it."""

    def __post_init__(self) -> None:
        """Refuse what is no record.

        Raises:
            ValueError: a member is missing that the history and the log files go by.

        """
        missing = [name for name in _NEEDED if name not in self.record]
        if missing:
            message = f"the event is no CloudTrail record: it lacks {', '.join(missing)}"
            raise ValueError(message)


Recorded = RecordedCall | RecordedEvent
"""An entry of the history."""
