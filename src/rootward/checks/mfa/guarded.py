"""What root's second factor guards: its password and its access keys."""

from __future__ import annotations

from rootward.model.root_user import RootUser, Sighting
from rootward.model.unknown import Unknown


def guarded(root: RootUser) -> tuple[Sighting, ...]:
    """The password and the key that root is known to have."""
    return tuple(one for one in (root.password, root.access_key) if isinstance(one, Sighting) and one.value)


def unseen(root: RootUser) -> tuple[Unknown, ...]:
    """Why it is not known whether root has a password, or a key."""
    return tuple(one for one in (root.password, root.access_key) if isinstance(one, Unknown))
