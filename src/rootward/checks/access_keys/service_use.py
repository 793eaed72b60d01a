"""Whether a user was at work with the one service that a credential is good for.

AWS does not record the use of service-specific credentials and SSH keys. It tells when a user last tried to use a
service, by whatever credential: whoever did so lately may have done it with this one.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceLastAccessed.html
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from rootward.model.account import Account
from rootward.model.unknown import Unknown


class Use(msgspec.Struct, frozen=True):
    """What AWS tells of a user's work with a service."""

    is_told: bool = False
    """Whether AWS was asked about the user, and told."""
    last: datetime | None = None
    """The last attempt; None: none in 400 days, or not told."""

    def lately(self, account: Account, days: int) -> datetime | None:
        """The last attempt, if that is no more than so many days ago."""
        return self.last if self.last is not None and (account.taken_at - self.last).days <= days else None


def use_of(account: Account, user_arn: str, service: str) -> Use:
    """The user's work with the service, as `codecommit`.

    A part of the service with a namespace of its own counts for it: `bedrock-mantle` for `bedrock`.
    """
    found = account.service_access
    for one in () if isinstance(found, Unknown) else found:
        if one.arn == user_arn and not isinstance(one.services, Unknown):
            own = (each for each in one.services if f"{each.namespace}-".startswith(f"{service}-"))
            attempts = (each.last_attempt for each in own if each.last_attempt is not None)
            return Use(is_told=True, last=max(attempts, default=None))
    return Use()


def unused(told: str, user: str, service: str, days: int, use: Use) -> str:
    """Why a credential of the service is switched off, and what nobody knows. `told`: what is wrong with it."""
    known = (
        f"{user} did not use {service} in {days} days"
        if use.is_told
        else f"'rootward plan --deep' asks when {user} last used {service}"
    )
    return (
        f"{told}; AWS does not record its use ({known}), and whatever works with it is refused from then on: ask its "
        "owner"
    )
