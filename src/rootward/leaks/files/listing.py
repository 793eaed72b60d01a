"""What git lists in a folder, as it answers; and which file it waits for, where it waits without end."""

from __future__ import annotations

import os
import selectors
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from rootward.leaks.files.names import absolute
from rootward.leaks.git.waiting import is_waited_for

_STEP = 1 << 16
_PATIENCE = 1.0
"""Seconds of silence, after which somebody looks what git may be waiting for: most trees are listed sooner."""
_IGNORES = ".gitignore"
_GIT_FOLDER = ".git"


class WaitingError(Exception):
    """Git waits for a file, and will for ever."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def between_zeros(answer: IO[bytes], start: str) -> Iterator[str]:
    """The names in git's answer, about the folder whose paths begin with `start`. Raises WaitingError."""
    rest = b""
    while block := _next(answer, start):
        *whole, rest = (rest + block).split(b"\0")
        yield from map(os.fsdecode, whole)


def _next(answer: IO[bytes], start: str) -> bytes:
    if os.name == "nt":  # no file of a tree is one that is waited for
        return answer.read(_STEP)
    handle = answer.fileno()
    with selectors.DefaultSelector() as selector:
        selector.register(handle, selectors.EVENT_READ)
        if not selector.select(_PATIENCE):
            for path in _lists_of_ignored(start):
                if is_waited_for(path):
                    raise WaitingError(path)
    return os.read(handle, _STEP)


def _lists_of_ignored(start: str) -> Iterator[str]:
    """The `.gitignore` of each folder that git may look at: below one, and above it up to the top of the work tree."""
    for here in (top := Path(absolute(start or os.curdir)), *top.parents):
        if os.path.lexists(here / _GIT_FOLDER):
            break
        yield str(here.parent / _IGNORES)
    waiting = [start]
    while waiting:
        folder = waiting.pop()
        yield folder + _IGNORES
        try:
            with os.scandir(folder or os.curdir) as found:
                waiting += [path + os.sep for entry in found if (path := _folder_of(entry, folder))]
        except OSError:
            continue


def _folder_of(entry: os.DirEntry[str], start: str) -> str:
    """Its path; nothing where it is none that git looks into: a file, a link, another repository."""
    path = start + entry.name
    if entry.name == _GIT_FOLDER or not entry.is_dir(follow_symlinks=False):
        return ""
    return "" if os.path.lexists(path + os.sep + _GIT_FOLDER) else path
