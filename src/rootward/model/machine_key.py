"""A long-lived access key that lies in AWS's own files on the machine that collected: a fact beside those of AWS."""

from __future__ import annotations

import msgspec

from rootward.model.key_place import Readable


class MachineKey(msgspec.Struct, frozen=True, kw_only=True, tag="machine-key"):
    """A key by its id, with its secret beside it in a file. The secret is not in here, nor any part of it."""

    id: str
    is_of_this_account: bool
    """Whether the id says so. One that does not tell its account may be of any."""
    path: str
    """The file, absolute."""
    line: int
    """Of the id, counted from 1."""
    profile: str | None = None
    """The profile, or the section, that it stands in."""
    readable_by: Readable = "owner"
    mode: str | None = None
    """The file's permissions in octal, as `0644`; None on Windows."""
