"""The files below a folder that git does not ignore: what it tracks, and what `git add` would take."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator, Iterator
from pathlib import Path

from rootward.errors import GitError
from rootward.leaks.files.listing import WaitingError, between_zeros
from rootward.leaks.files.names import absolute, reason, shown
from rootward.leaks.files.repositories import OBJECTS, is_git_folder, is_git_folder_at, unread_history
from rootward.leaks.files.walk import GIT_FOLDER, beginning, listed
from rootward.leaks.git.command import Git
from rootward.leaks.git.repository import open_repository
from rootward.leaks.git.waiting import refuse_waiting
from rootward.model.scan import Unread

_NO_LIST = "it is no file, and git would wait for it without end: what it ignores was scanned, too"


def not_ignored(folder: str, named: frozenset[str] = frozenset()) -> Iterator[str | Unread]:
    """As `walk`, without what git ignores; a repository in the folder, or a submodule, is asked for itself.

    Outside a repository nothing is ignored. What is tracked is there, whatever an ignore file says of it. Where git
    waits for a `.gitignore` that is no file, that is an `Unread`, and nothing is ignored there. Raises UsageError where
    there is no git, GitError where git refuses or fails; of an inner repository that is an `Unread`.
    """
    first = beginning(folder)
    waiting = [(first, _in_repository(first))]
    while waiting:
        start, tracked = waiting.pop()
        if start != first and not tracked:
            tracked = os.path.lexists(start + GIT_FOLDER)
        try:
            inner = yield from _tracked(start, named) if tracked else _plain(start, named)
        except WaitingError as error:
            yield Unread(path=shown(error.path), reason=_NO_LIST)
            tracked = False
            inner = yield from _plain(start, named)
        except GitError as error:
            if start == first:
                raise
            yield Unread(path=shown(start.rstrip(os.sep)), reason=str(error))
            continue
        waiting.extend((path, tracked) for path in reversed(inner))


def _plain(start: str, named: frozenset[str]) -> Generator[str | Unread, None, list[str]]:
    """The files of a folder in no repository; returns the folders in it."""
    try:
        files, folders = listed(start, named)
    except OSError as error:
        yield Unread(path=shown(start.rstrip(os.sep) or start or os.curdir), reason=reason(error))
        return []
    if is_git_folder(files, folders):
        yield unread_history(start)
        folders.remove(OBJECTS)
    for name in files:
        yield start + name
    return [start + name + os.sep for name in folders]


def _tracked(start: str, named: frozenset[str]) -> Generator[str | Unread, None, list[str]]:
    """The files of a folder in a repository; returns the repositories in it."""
    inner = []
    plain: dict[str, bool] = {}
    before = ""
    for listed_path in _answers(start):
        path = listed_path.rstrip("/").replace("/", os.sep)
        if path == before:  # one with a conflict stands there once a side
            continue
        before = path
        whole = start + path
        if not _stays_inside(start, path, plain) or (named and _is_named(start, path, named)):
            continue
        mode = _mode(whole)
        if stat.S_ISREG(mode):
            if whole.endswith(os.sep + "HEAD") and is_git_folder_at(whole[: -len(os.sep + "HEAD")]):
                yield unread_history(whole[: -len("HEAD")])
            yield whole
        elif stat.S_ISDIR(mode) and os.path.lexists(whole + os.sep + GIT_FOLDER):
            inner.append(whole + os.sep)
    return inner


def _answers(start: str) -> Iterator[str]:
    """What git lists, by paths from there; a repository, also one that it does not track, is one entry."""
    git = Git(folder=absolute(start or os.curdir))
    refuse_waiting(git.folder)
    try:
        with git.stream("ls-files", "--cached", "--others", "--exclude-standard", "-z") as answer:
            yield from between_zeros(answer, start)
    except GitError:
        open_repository(start or os.curdir)  # says it better, where it can
        raise


def _stays_inside(start: str, path: str, plain: dict[str, bool]) -> bool:
    """Whether no folder on the way is a link: git's list may be of before somebody put one there."""
    folder, _, _ = path.rpartition(os.sep)
    if not folder:
        return True
    if folder not in plain:
        plain[folder] = stat.S_ISDIR(_mode(start + folder)) and _stays_inside(start, folder, plain)
    return plain[folder]


def _mode(path: str) -> int:
    """What lies there, a link as itself; 0 where nothing does: git's list may have what was deleted."""
    try:
        return os.lstat(path).st_mode
    except OSError:
        return 0


def _is_named(start: str, path: str, named: frozenset[str]) -> bool:
    """Whether it, or a folder on the way, is scanned under a name of its own."""
    whole, top = absolute(start + path), absolute(start or os.curdir)
    while len(whole) > len(top):
        if whole in named:
            return True
        whole = os.path.dirname(whole)  # noqa: PTH120 - of a string, many times
    return False


def _in_repository(start: str) -> bool:
    here = Path(start or os.curdir).absolute()
    return any(os.path.lexists(above / GIT_FOLDER) for above in (here, *here.parents))
