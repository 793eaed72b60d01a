"""Who acted, and upon whom, as detections need it."""

from __future__ import annotations

from rootward.trail.classify.actor import actor_of
from rootward.trail.record import Record

_ROOTS_NAME = "AWS ROOT USER"
"""What events of root's MFA devices show as the user; no user can be called so, for its blanks."""


def is_human_root(record: Record) -> bool:
    """Root with its own credentials: no session of AssumeRoot, and no service that acts for it."""
    return actor_of(record) == "root"


def is_central_root(record: Record) -> bool:
    """A session of AssumeRoot at work in a member account, no service for it."""
    return actor_of(record) == "central"


def user_named(record: Record) -> str:
    """Of a call of IAM the user that it names; empty: none, so that it is about the caller itself."""
    name = record.request.get("userName")
    return name if isinstance(name, str) and name != _ROOTS_NAME else ""


def is_roots_own(record: Record) -> bool:
    """Whether root, by itself or in a session of AssumeRoot, called IAM about its own credentials.

    Where no user is named, IAM takes the one who signed the request:
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html
    """
    return actor_of(record) in ("root", "central") and not user_named(record)


def shown_name(record: Record) -> str:
    """Its ARN; of one without an ARN its user name, its id or its type."""
    identity = record.identity
    return identity.arn or identity.name or identity.invoked_by or identity.principal_id or identity.type
