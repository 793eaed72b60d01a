"""Who signed a call: the identity behind an access key, and what is known of its session."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

Kind = Literal["root", "user", "role", "federated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Temporary credentials that STS gave. Dates: UTC without a zone, by the practice account's clock."""

    kind: Kind
    account_id: str
    """The account in which the session acts."""
    arn: str
    user_id: str
    key_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    issued: datetime
    expires: datetime
    user_name: str | None = None
    """The IAM user that GetSessionToken or GetFederationToken was called by; `<root_account>` for root."""
    role_arn: str | None = None
    session_name: str | None = None
    task: str | None = None
    """The name of the root task policy of an AssumeRoot session."""
    policy: str | None = None
    """The session policy, JSON text."""
    mfa_serial: str | None = None
    """The device whose code was given; None: no second factor."""
    source_identity: str | None = None
    issued_by: str | None = None
    """The access key id that asked for the session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The identity that makes a call."""

    account_id: str
    kind: Kind
    arn: str
    user_id: str
    """`AIDA…`, `AROA…:session`, or the account number for root."""
    key_id: str
    user_name: str | None = None
    """Of an IAM user, its sessions and federated ones included; `<root_account>` for root."""
    session: Session | None = None
    """None for a long-lived access key."""


_acting: list[Principal] = []


@contextmanager
def acting(principal: Principal) -> Iterator[None]:
    """Let the principal be the one who calls. The account's state must be in place: one call runs at a time."""
    _acting.append(principal)
    try:
        yield
    finally:
        _acting.pop()


def caller() -> Principal:
    """Who makes the call that is being answered."""
    return _acting[-1]
