"""Whether a user was at work with the one service that a credential is good for.

AWS does not record the use of service-specific credentials and SSH keys. It tells when a user last tried to use a
service, by whatever credential: whoever did so lately may have done it with this one.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceLastAccessed.html
"""

from __future__ import annotations

from datetime import datetime

from rootward.model.account import Account
from rootward.model.unknown import Unknown


def used_lately(account: Account, user_arn: str, service: str, days: int) -> datetime | None:
    """When the user last tried to use the service, as `codecommit`, if that is no more than so many days ago.

    A part of the service with a namespace of its own counts for it: `bedrock-mantle` for `bedrock`. None also where
    AWS was not asked about the user, or did not tell.
    """
    found = account.service_access
    for one in () if isinstance(found, Unknown) else found:
        if one.arn == user_arn and not isinstance(one.services, Unknown):
            own = (each for each in one.services if f"{each.namespace}-".startswith(f"{service}-"))
            last = max((each.last_attempt for each in own if each.last_attempt is not None), default=None)
            return last if last is not None and (account.taken_at - last).days <= days else None
    return None
