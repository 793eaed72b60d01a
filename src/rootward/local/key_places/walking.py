"""The files of a folder that may hold keys, without leaving it.

A symbolic link to a file in the folder leads to that file; one that leads out of it is told, and not followed. A link
to a folder is passed by: what it leads to in here is met there. Pipes, sockets and devices hold nothing on the disk.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from rootward.local.key_places.kinds import PASSED_BY, Kind, kind_of

_OF_THE_SYSTEM = frozenset({"/proc", "/sys", "/dev", "/run"})
_MOUNT_POINT = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
"""A junction of Windows: a folder that is another one."""


class FoundFile(msgspec.Struct, frozen=True):
    """A file to look into."""

    path: Path
    """Absolute; no link."""
    kind: Kind


class NotFollowed(msgspec.Struct, frozen=True):
    """What was not looked into."""

    path: Path
    why: str


def files_in(folder: Path) -> Iterator[FoundFile | NotFollowed]:
    """In the order of their names. `folder` is what was named: it may be a link itself, or lie behind one."""
    root = Path(os.path.realpath(folder))
    waiting = [root]
    while waiting:
        current = waiting.pop()
        try:
            with os.scandir(current) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if not isinstance(error, FileNotFoundError):
                yield NotFollowed(current, error.strerror or str(error))
            continue
        folders = []
        for entry in ordered:
            path = Path(entry.path)
            with suppress(OSError):
                if entry.is_symlink():
                    yield from _behind(path, root)
                elif entry.is_dir(follow_symlinks=False):
                    if _is_entered(entry):
                        folders.append(path)
                elif entry.is_file(follow_symlinks=False) and (kind := kind_of(path)):
                    yield FoundFile(path, kind)
        waiting += reversed(folders)


def _is_entered(entry: os.DirEntry[str]) -> bool:
    if entry.name.lower() in PASSED_BY or entry.path in _OF_THE_SYSTEM:
        return False
    tag = getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", None)
    return tag is None or tag != _MOUNT_POINT


def _behind(link: Path, root: Path) -> Iterator[FoundFile | NotFollowed]:
    kind = kind_of(link)
    if kind is not None:
        yield from behind(link, kind, root)


def behind(link: Path, kind: Kind, root: Path) -> Iterator[FoundFile | NotFollowed]:
    """The file that a link of that kind leads to, where it lies below `root`; nothing where there is no such file."""
    target = Path(os.path.realpath(link))
    if not target.is_relative_to(root):
        # Not even whether there is something: whoever made the link may want to know that of who follows it.
        yield NotFollowed(link, "the link leads out of the folder")
    elif target.is_file():
        yield FoundFile(target, kind)
