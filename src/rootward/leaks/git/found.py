"""What a search of a repository's objects found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Literal, TypeVar

import msgspec

from rootward.model.scan import Unread

ObjectKind = Literal["blob", "commit", "tag"]

_Finding = TypeVar("_Finding")


class Held(msgspec.Struct, Generic[_Finding], frozen=True):
    """An object that holds something."""

    kind: ObjectKind
    findings: Sequence[_Finding]


class Found(msgspec.Struct, Generic[_Finding], frozen=True, kw_only=True):
    """What the objects of a repository hold: every blob, commit and tag, whether or not anything leads to it."""

    objects: dict[str, Held[_Finding]]
    """By the object's name in hexadecimal; only those that hold something."""
    blobs: int
    commits: int
    tags: int
    bytes: int
    """Looked through."""
    unread: tuple[Unread, ...]
    """Of an object the path is its kind and name, `blob 1f3a…`; of a pack its file."""
    is_trap: bool = False
    """Deltas are based on themselves: git, led to one of them, never ends."""
    interrupted: bool = False
    """Somebody pressed Ctrl-C: what was not searched is in `unread`."""
