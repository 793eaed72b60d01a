"""Who an event is by, as far as root goes.

A human root event: userIdentity.type is Root, nothing invoked it, it is no AwsServiceEvent, and assumedRoot is not
"true". Two kinds that something invoked are root's all the same. One shows root's own long-term key: who holds that key
asked a service (CloudFormation, say), which forwarded the call. The other is an old record of the console, which says
that signin.amazonaws.com invoked it. What shows no key, or a temporary one, stays the service's: a service makes
temporary keys of root's itself, to go on with what it was asked for once.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html
"""

from __future__ import annotations

from rootward.model.key_id import is_long_lived
from rootward.model.root_event import Actor
from rootward.trail.record import Record

_SIGN_IN = "signin.amazonaws.com"


def actor_of(record: Record) -> Actor | None:
    """None: it is neither by root nor for it. So is the AssumeRoot call itself: its caller is no root."""
    identity = record.identity
    if not identity.is_root:
        # AWS's sample of an AssumeRoot call has assumedRoot "true" on its caller, a role: that alone is no root.
        return None
    if record.type.lower() == "awsserviceevent":
        return "service"
    if identity.invoked_by and not is_long_lived(identity.key_id) and not _is_by_sign_in(record):
        return "service"
    return "central" if identity.assumed_root else "root"


def through(record: Record) -> str:
    """The service that forwarded root's own call; empty where none did."""
    is_forwarded = actor_of(record) == "root" and not _is_by_sign_in(record)
    return record.identity.invoked_by if is_forwarded else ""


def _is_by_sign_in(record: Record) -> bool:
    return record.identity.invoked_by.lower() == _SIGN_IN


def account_of(record: Record) -> str:
    """Whose root it is: the caller's account, which of an event on another account's resource is not the recipient."""
    return record.identity.account or record.account
