"""Who an event is by, as far as root goes.

A human root event: userIdentity.type is Root, nothing invoked it, it is no AwsServiceEvent, and assumedRoot is not
"true". https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html
"""

from __future__ import annotations

from rootward.model.root_event import Actor
from rootward.trail.record import Record


def actor_of(record: Record) -> Actor | None:
    """None: it is neither by root nor for it. So is the AssumeRoot call itself: its caller is no root."""
    identity = record.identity
    if not identity.is_root:
        # AWS's sample of an AssumeRoot call has assumedRoot "true" on its caller, a role: that alone is no root.
        return None
    if identity.invoked_by or record.type.lower() == "awsserviceevent":
        return "service"
    return "central" if identity.assumed_root else "root"


def account_of(record: Record) -> str:
    """Whose root it is: the caller's account, which of an event on another account's resource is not the recipient."""
    return record.identity.account or record.account
