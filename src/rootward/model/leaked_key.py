"""Access keys of an account that a scan found where none may lie: what is remembered of each, and how it is now.

None holds a secret, or any part of one: of a key there is its id, of a place where the key was seen.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from rootward.model.unknown import Unknown

LeakedState = Literal["Active", "Inactive", "Expired", "gone"]
"""As ListAccessKeys says; `gone`: it was deleted, or its user was."""

MOST_PLACES = 20
"""So many places of a key are kept. A key in a copied file lies in thousands, and the first of them say enough."""


class LeakPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a key, or its secret, was seen."""

    root: str
    """What was scanned, absolute: a repository, a folder or a file; `-` is standard input."""
    path: str
    """The file, as the scan named it."""
    line: int
    """From 1."""
    commit: str | None = None
    """The commit that brought it, where a history was scanned."""
    fingerprint: str | None = None
    """The finding's, by which an allow rule or a baseline names it."""


class KeyLeak(msgspec.Struct, frozen=True, kw_only=True):
    """A key that was found, and that AWS said to be of the account."""

    id: str
    user: str
    """The owner's name then; root's is `<root_account>`, as in the credential report."""
    with_secret: bool
    """Whether the secret key stood beside it: without that nobody can sign."""
    places: tuple[LeakPlace, ...]
    """The first of them, `MOST_PLACES` at most."""
    further_places: int = 0
    """How many more there are, at least: which they are is not kept."""
    first_found: datetime
    last_found: datetime


class LeakedKey(msgspec.Struct, frozen=True, kw_only=True, tag="leaked-key"):
    """The key as AWS shows it now."""

    leak: KeyLeak
    user: str
    """The owner's name; root's is `<root_account>`."""
    state: LeakedState | Unknown
    last_used: datetime | Unknown | None = None
    """None: never."""
    service: str = ""
    """What it was last used for, as `s3`; empty where it is not told."""
    region: str = ""
