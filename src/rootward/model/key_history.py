"""What an access key did lately, as CloudTrail tells, and what is left to do about one that has leaked."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from rootward.model.plan import Step

SessionKind = Literal["AssumeRole", "AssumeRoot", "GetSessionToken", "GetFederationToken"]


_ACCOUNT = 4
"""Where an ARN has the account's number."""


class KeyEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One call that was signed with the key, or with a session that the key began."""

    at: datetime
    region: str
    service: str
    """As `ec2`."""
    name: str
    """AWS's name of the operation, as `RunInstances`."""
    writes: bool
    """Whether CloudTrail does not call it reading."""
    error: str
    """AWS's error code; empty: it succeeded."""
    source: str
    """The address that it came from, or the AWS service that called."""
    agent: str
    key_id: str
    """The key's own id, or a session's."""
    made: str = ""
    """What it made of users, keys and what they may, as `user eve`; empty: nothing of these."""


class BegunSession(msgspec.Struct, frozen=True, kw_only=True):
    """Temporary credentials that were given for the key, or for a session that it began."""

    kind: SessionKind
    at: datetime
    key_id: str
    """`ASIA…`"""
    role_arn: str | None
    """Of AssumeRole."""
    target: str | None = None
    """Of AssumeRoot: the member account whose root it acts for, by its number or by an ARN of it.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
    """

    @property
    def account(self) -> str | None:
        """The number of the account that it works in, where the record tells it; None: the key's own."""
        told = self.role_arn or self.target or ""
        number = told.split(":")[_ACCOUNT] if told.count(":") >= _ACCOUNT else told
        return number or None


class KeyHistory(msgspec.Struct, frozen=True, kw_only=True):
    """The key's calls, newest first: management events of the last ninety days. Calls on data are not among them.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
    """

    events: tuple[KeyEvent, ...]
    sessions: tuple[BegunSession, ...]
    """Newest first."""
    regions: tuple[str, ...]
    """Those that were asked."""
    is_whole: bool
    """Whether there is no more: a region's pages are bounded, the sessions that are asked about, and the time."""
    unread: tuple[str, ...]
    """What could not be read and why, each once: regions, and what was recorded in another account alone."""


class ReachableRole(msgspec.Struct, frozen=True, kw_only=True):
    """A role that the key's user could assume."""

    name: str
    arn: str
    sure: bool
    """Whether no circumstance, as MFA, and no policy that was not read decides."""


class Aftermath(msgspec.Struct, frozen=True, kw_only=True):
    """What is known, and what is left, once a key was revoked."""

    key_id: str
    user: str | None
    """None: it is root's."""
    is_off: bool
    """Whether the key is known to be switched off."""
    before: datetime
    """Sessions that began before it are denied."""
    is_late: bool
    """Whether that moment had passed when the key was switched off: a session may have begun between the two."""
    history: KeyHistory
    roles: tuple[ReachableRole, ...]
    """Of which sessions are not denied."""
    other_keys: tuple[str, ...]
    """Ids of the user's other keys that are active."""
    journal: str | None
    """The run that is taken back when all is over; None: nothing was changed."""
    left: tuple[Step, ...] = ()
    """Steps beside the key's own that are not made, or of which nobody knows."""

    places: tuple[str, ...] = ()
    """Where scans on this machine found it, that were joined with the account; the first of them."""
    further_places: int = 0
    """How many more there are."""

    @property
    def assumed(self) -> tuple[ReachableRole, ...]:
        """Those of the roles that the key did assume."""
        used = {session.role_arn for session in self.history.sessions}
        return tuple(role for role in self.roles if role.arn in used)
