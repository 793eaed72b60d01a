"""Access keys that lie on a machine, and where: what `rootward keys find` answers.

The structs are the keys of the JSON format, schema 1: keys and their order do not change within a schema number. None
holds a secret, or any part of one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

KEYS_FOUND_SCHEMA = 1

PlaceKind = Literal[
    "aws-credentials",
    "aws-config",
    "aws-cache",
    "environment",
    "env-file",
    "shell-startup",
    "shell-history",
    "downloaded",
    "terraform",
    "terraform-state",
    "docker",
    "kubernetes",
    "ci",
    "boto",
    "s3-tool",
    "named",
]
"""What sort of file it is, by its name. `environment`: no file, but the variables of this process; `named`: a file of
no known sort that was named."""

Readable = Literal["owner", "others", "unknown"]
"""By whom a place can be read: by its owner alone, by others too, or nobody can tell (Windows: its access list)."""

ProofState = Literal["alive", "refused", "wrong_secret", "expired", "not_asked", "unknown"]
"""What AWS answered to a request that was signed with the key. `refused`: it is deleted, inactive, seconds old, or of
another partition; `wrong_secret`: the secret beside it is another key's; `not_asked`: it lacks a token, or the AWS
configuration does not say how AWS is reached."""


class KeyPlace(msgspec.Struct, frozen=True, kw_only=True):
    """One place where a key stands."""

    kind: PlaceKind
    path: str
    """The file, absolute; of the environment the name of the variable."""
    line: int | None
    """Of the id, counted from 1; None in the environment."""
    profile: str | None
    """The profile, or the section, of a file that has them."""
    secret: bool
    """Whether the key's secret stands there too: without it nobody can sign."""
    readable_by: Readable
    mode: str | None
    """The file's permissions in octal, as `0644`; None in the environment and on Windows."""
    mode_was: str | None = None
    """What they were before they were made the owner's alone; None where they are as they were."""


class KeyProof(msgspec.Struct, frozen=True, kw_only=True):
    """What AWS says of a key."""

    state: ProofState
    arn: str | None = None
    """Whose it is."""
    account: str | None = None
    root: bool = False
    """Whether it is root's."""
    detail: str = ""
    """AWS's own words, or why nothing was asked."""


class FoundKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key, and all places where it stands."""

    key_id: str
    account: str | None
    """The account's number, read from the id; None where the id does not tell it."""
    temporary: bool
    """A session's key, which ends by itself."""
    places: tuple[KeyPlace, ...]
    proof: KeyProof | None
    """None where AWS was not asked."""

    @property
    def has_secret(self) -> bool:
        """Whether somebody could sign with what stands in one of the places."""
        return any(place.secret for place in self.places)

    @property
    def is_root(self) -> bool:
        """Whether AWS said that it is root's."""
        return self.proof is not None and self.proof.root


class KeysFound(msgspec.Struct, frozen=True, kw_only=True):
    """All keys that were found."""

    schema: int = KEYS_FOUND_SCHEMA
    rootward: str
    taken_at: datetime
    looked_in: tuple[str, ...]
    """Folders and files, absolute, and `environment`."""
    keys: tuple[FoundKey, ...]
    """Those whose secret was found: root's first, long-lived ones before temporary ones, then by id."""
    ids_alone: tuple[FoundKey, ...]
    """Ids without a secret beside them: no key lies there, only its name."""
    unread: tuple[str, ...]
    """What could not be read, or was not followed, and why."""
    unchanged: tuple[str, ...] = ()
    """Files that were to be made their owner's alone, and are not, and why."""
