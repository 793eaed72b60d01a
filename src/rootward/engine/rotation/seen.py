"""What is seen live of a rotation: the user's keys, the place, the stash."""

from __future__ import annotations

from datetime import datetime

import msgspec

from rootward.model.unknown import Unknown


class SeenKey(msgspec.Struct, frozen=True, kw_only=True):
    """One of the user's keys, by ListAccessKeys and GetAccessKeyLastUsed."""

    id: str
    is_active: bool
    created_at: datetime
    last_used: datetime | Unknown | None = None
    """None: never."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One look at all of it."""

    at: datetime
    """By AWS's clock."""
    keys: tuple[SeenKey, ...]
    held: str | None
    """Id of the key in the place; empty: none; None: nobody can look there."""
    stashed: frozenset[str] = frozenset()
    """Ids of the keys whose secrets are at hand: in the stash, in memory, or in the place."""
    kept: frozenset[str] = frozenset()
    """Ids of those in the stash: it holds none but the rotation's own."""
    still_held: frozenset[str] = frozenset()
    """Ids of the keys that any profile of this machine holds."""

    def key(self, key_id: str) -> SeenKey | None:
        """The key of that id; None where the user has none such."""
        return next((key for key in self.keys if key.id == key_id), None)
