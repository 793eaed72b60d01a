"""Repositories that are met among files: what their commits hold is packed, and read as a history alone.

See https://git-scm.com/docs/gitrepository-layout.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Collection

from rootward.leaks.files.names import absolute, shown
from rootward.model.scan import Unread

OBJECTS = "objects"

_HEAD, _REFERENCES = "HEAD", "refs"
_OBJECT = re.compile(
    r"(.*/)?objects/(?:[0-9a-f]{2}/[0-9a-f]{38}(?:[0-9a-f]{24})?|pack/pack-[0-9a-f]{40}(?:[0-9a-f]{24})?\.[a-z]+)",
    re.DOTALL,
)
OBJECT_BEGINNINGS = (b"\x78", b"PACK", b"\xfftOc")
"""Of an object that lies loose, of a pack and of its index: what is called like one and begins otherwise is a file."""
_MOST = 4096
"""Repositories of one archive that are kept in mind."""


def is_git_folder(files: Collection[str], folders: Collection[str]) -> bool:
    """Whether a folder with these in it is git's own: a bare repository, or a `.git` by another name."""
    return _HEAD in files and OBJECTS in folders and _REFERENCES in folders


def is_git_folder_at(path: str) -> bool:
    """The same of what lies there."""
    return os.path.isfile(os.path.join(path, _HEAD)) and all(  # noqa: PTH113, PTH118 - pathlib is slow to import
        os.path.isdir(os.path.join(path, name))  # noqa: PTH112, PTH118
        for name in (OBJECTS, _REFERENCES)
    )


def unread_history(folder: str) -> Unread:
    """What is said of the repository in a folder that files are looked for in."""
    path = folder.rstrip(os.sep) or folder or os.curdir
    line = f"rootward scan --history {shlex.quote(shown(path))}"
    return Unread(path=shown(path), reason=f"a git repository, whose history is not read with files: {line}")


def unread_objects(place: str) -> Unread | None:
    """What is said of a path that leads into the objects of a repository; None: it does not."""
    whole = absolute(place) + os.sep
    mark = os.sep + OBJECTS + os.sep
    at = whole.find(mark)
    while at >= 0:
        folder = whole[:at] or os.sep
        if is_git_folder_at(folder):
            line = f"rootward scan --history {shlex.quote(shown(folder))}"
            path = shown(place.rstrip(os.sep) or place)
            return Unread(path=path, reason=f"objects of a git repository, which are not read as files: {line}")
        at = whole.find(mark, at + 1)
    return None


class Packed:
    """The repositories in one archive, each said once."""

    def __init__(self, archive: str) -> None:
        """`archive`: what the paths in it begin with."""
        self._archive = archive
        self._met: set[str] = set()

    def meet(self, name: str) -> tuple[bool, Unread | None]:
        """Whether the member is an object of git's; and what is to be said of its repository, the first time."""
        found = _OBJECT.fullmatch(name)
        if not found:
            return False, None
        folder = (found[1] or "").rstrip("/")
        if folder in self._met:
            return True, None
        if len(self._met) < _MOST:
            self._met.add(folder)
        reason = (
            "a git repository, whose history is not read in an archive: unpack it, then: rootward scan --history FOLDER"
        )
        return True, Unread(path=self._archive + (folder or "."), reason=reason)
