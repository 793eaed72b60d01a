"""A credential in one path of a repository, with the commit that brought it where there is one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime

import msgspec

from rootward.leaks.git.found import Held
from rootward.leaks.sight import Sight
from rootward.model.scan import Looked, Unread

MESSAGE = "commit message"
"""The path of what stands in a commit itself, not in a file of it."""


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """A credential in one path."""

    sight: Sight
    path: str
    """From the top of the repository; bytes that are no UTF-8 are `\\xNN`. Of a message `commit message` or `message of
    tag v1`, whose lines are counted from its own first one; of a name before it `author of the commit`; of what no
    commit leads to where it is staged, or else the object's kind and name, `blob 1f3a…`."""
    object: str | None = None
    """The blob, commit or tag that holds it, as that commit left it: lines are the lines of this."""
    commit: str | None = None
    """The one that brought it; of several the first of those that HEAD leads to, or else the first. None: no commit
    that can be reached has it."""
    author: str | None = None
    date: datetime | None = None
    in_head: bool | None = False
    """Whether HEAD has it at this path, in this version of the file or in a later one. None: HEAD could not be read."""
    branches: tuple[str, ...] = ()
    """Of those that hold a commit which brought it to this path the first few: HEAD's, then by name. Where none does,
    other references: `tag v9`, `stash`."""
    branch_count: int = 0
    """How many there are."""


class Introduced(msgspec.Struct, frozen=True, kw_only=True):
    """What changes bring that was not there before them."""

    brought: tuple[Brought, ...] = ()
    """By path, then by where they stand."""
    looked: Looked = Looked()
    unread: tuple[Unread, ...] = ()


def secret_of(sight: Sight) -> Hashable:
    """What makes two sights the same secret: in this process alone, and not the secret itself."""
    return sight.kind, sight.fingerprint or hash(sight.text)


def shown_path(path: bytes) -> str:
    r"""A path as it is told: bytes that are no UTF-8 as `\xNN`."""
    return path.decode("utf-8", "backslashreplace")


def in_order(rows: list[Brought]) -> tuple[Brought, ...]:
    """By path, then by where they stand."""
    return tuple(sorted(rows, key=_place))


def unattributed(objects: Mapping[str, Held[Sight]]) -> tuple[Brought, ...]:
    """Credentials of which nobody asked where they came from, or of which there is no saying."""
    return in_order(
        [
            Brought(sight=sight, path=MESSAGE if held.kind == "commit" else f"{held.kind} {oid}", object=oid)
            for oid, held in objects.items()
            for sight in held.findings
        ]
    )


def _place(row: Brought) -> tuple[str, int, int, str, str]:
    return row.path, row.sight.line, row.sight.column, row.sight.kind, row.object or ""
