"""The files below a folder. No link is followed, and git's own folder is left out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from rootward.leaks.files.names import absolute, reason, shown
from rootward.leaks.files.repositories import OBJECTS, is_git_folder, unread_history
from rootward.model.scan import Unread

GIT_FOLDER = ".git"
"""In a worktree or a submodule it is a file."""


def walk(folder: str, named: frozenset[str] = frozenset()) -> Iterator[str | Unread]:
    """The paths of the regular files below the folder, in one order on every machine, and what cannot be listed.

    A bare repository is said, and its objects are left out. A pipe, a device or a socket is no file. What is in `named`
    (absolute paths) is left out: it is scanned under the name that it was asked for by. One folder's names are held at
    a time.
    """
    waiting = [beginning(folder)]
    while waiting:
        start = waiting.pop()
        try:
            files, folders = listed(start, named)
        except OSError as error:
            yield Unread(path=shown(start.rstrip(os.sep) or start or os.curdir), reason=reason(error))
            continue
        if is_git_folder(files, folders):
            yield unread_history(start)
            folders.remove(OBJECTS)
        for name in files:
            yield start + name
        waiting.extend([start + name + os.sep for name in reversed(folders)])


def listed(start: str, named: frozenset[str]) -> tuple[list[str], list[str]]:
    """The names of the files and of the folders in one folder, by what the paths in it begin with. Raises OSError."""
    files: list[str] = []
    folders: list[str] = []
    with os.scandir(start or os.curdir) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                files.append(entry.name)
            elif entry.is_dir(follow_symlinks=False) and not _leads_elsewhere(entry):
                folders.append(entry.name)
    for names in (files, folders):
        if GIT_FOLDER in names:
            names.remove(GIT_FOLDER)
        if named:
            names[:] = [name for name in names if absolute(start + name) not in named]
        names.sort()
    return files, folders


def beginning(folder: str) -> str:
    """What the paths in the folder begin with: nothing in the current one."""
    if not folder.strip(os.curdir + os.sep) and not folder.startswith((os.sep, os.pardir)):
        return ""
    return folder if folder.endswith(os.sep) else folder + os.sep


def _leads_elsewhere(entry: os.DirEntry[str]) -> bool:
    """Whether it is a junction of Windows', which is a link by another name."""
    if os.name != "nt":
        return False
    tag = getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0)
    return bool(tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1))
