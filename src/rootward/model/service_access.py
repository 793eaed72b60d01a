"""What identities may use, and when they last tried to: IAM's service last accessed data.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
Denied attempts count, and AWS shows an attempt within four hours. It keeps 400 days.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from rootward.model.unknown import Unknown


class GrantedService(msgspec.Struct, frozen=True, kw_only=True):
    """A service of which an identity's permissions policies allow something.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceLastAccessed.html
    """

    namespace: str
    """The prefix of the service's actions, as `s3`."""
    name: str = ""
    """What AWS calls the service, as `Amazon S3`."""
    last_attempt: datetime | None = None
    """The last authenticated attempt, allowed or denied; None: none in the tracking period."""


class ServiceAccess(msgspec.Struct, frozen=True, kw_only=True):
    """What one user or role was granted, and what it used of that."""

    arn: str
    services: tuple[GrantedService, ...] | Unknown
