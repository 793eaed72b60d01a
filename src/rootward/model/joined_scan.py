"""What a scan found, joined with an account: whose keys they are, and what each can still do."""

from __future__ import annotations

import msgspec

from rootward.model.access import AskedAccount
from rootward.model.leak import LeakOwner
from rootward.model.scan import Scan


class OwnKey(msgspec.Struct, frozen=True, kw_only=True):
    """A long-lived key that was found, and that is the account's."""

    key_id: str
    owner: LeakOwner
    with_secret: bool
    """Whether the secret key stood beside it."""

    @property
    def is_live(self) -> bool:
        """Whether somebody may be signing with it now."""
        return self.with_secret and self.owner.status in {"Active", "unknown"}


class JoinedScan(msgspec.Struct, frozen=True, kw_only=True):
    """The scan, its findings with their owners, and what of the keys' ids is told besides."""

    scan: Scan
    account: AskedAccount
    own: tuple[OwnKey, ...] = ()
    """Those that may be in use first: root's, administrators', others'."""
    sessions: tuple[str, ...] = ()
    """Ids of keys of sessions of this account's: they end by themselves."""
    missing: tuple[str, ...] = ()
    """Ids that are this account's by what they tell, and of which there is no key (any more)."""
    unlisted: tuple[str, ...] = ()
    """The same by a snapshot, which may list no keys of users who have only keys that are switched off."""
    foreign: tuple[tuple[str, str], ...] = ()
    """Ids that are another account's by what they tell, each with its number."""
    unplaced: tuple[str, ...] = ()
    """Ids that tell no account, and are not keys of this one."""
    unread: tuple[str, ...] = ()
    """What was denied or failed, and is not told for it."""
