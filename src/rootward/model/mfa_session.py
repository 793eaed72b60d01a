"""A session that a second factor was shown for: temporary credentials of an IAM user, and how long they serve.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from rootward.model.secret import Secret

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=36)
"""What AWS gives an IAM user, 900 to 129,600 seconds."""

USUAL = timedelta(hours=1)
"""What is asked for where nobody says. AWS's own default is twelve hours, which is long for something to be stolen."""

_MOST_LEAD = timedelta(minutes=15)
"""botocore asks for new credentials when so little is left, and then again with every call until it gets them.

https://github.com/boto/botocore/blob/develop/botocore/credentials.py (`_DEFAULT_ADVISORY_REFRESH_TIMEOUT`)
"""

_LEAST = timedelta(minutes=1)
"""With less left, a call may come too late."""


class SessionCredentials(msgspec.Struct, frozen=True, kw_only=True):
    """What signs the session's requests."""

    key_id: str
    secret: Secret
    token: Secret

    def __repr__(self) -> str:
        return "SessionCredentials(…)"


class MfaSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session of one user, for one device."""

    account: str
    """The account number, twelve digits."""
    user_arn: str
    serial: str
    """Of the device whose code was given."""
    asked: timedelta
    """How long it was to last."""
    expires: datetime
    credentials: SessionCredentials

    @property
    def renewed_from(self) -> datetime:
        """From then on another session is asked for, where somebody can be asked: see `lead`."""
        return self.expires - lead(self.asked)

    def is_fresh(self, now: datetime) -> bool:
        """Whether nobody need be asked for a code yet."""
        return now < self.renewed_from

    def still_serves(self, now: datetime) -> bool:
        """Whether a call that is made now is still let in."""
        return now < self.expires - _LEAST


def lead(asked: timedelta) -> timedelta:
    """How long before its end a session is renewed: when a quarter of it is left, but fifteen minutes at most."""
    return min(asked / 4, _MOST_LEAD)
