"""The state of a repository as its folders tell it, at the cost of some stat calls: no git is started.

Equal states mean equal objects, references, reflogs, HEAD and index, so that what was said of one holds of the other.
It is asked for before anything is imported that takes time: nothing but `os` and a hash is, not even `pathlib`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import NamedTuple

from rootward.leaks.cached import without_waiting
from rootward.leaks.git.alternates import alternates

_DEEPEST = 16
"""Folders below each other, alternates of alternates, and submodules of submodules."""
_MOST = 200_000
"""Files that are looked at: of more, git is asked anew."""
_TICK = 50_000_000
_COARSE_TICK = 2_500_000_000
"""Nanoseconds within which a file may change twice and bear the same time: on file systems that know the nanosecond,
and on those that know seconds."""
_SECOND = 1_000_000_000

_OF_ANOTHER = ("GIT_DIR", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_WORK_TREE")


class State(NamedTuple):
    """What a repository was like."""

    digest: str
    newest: int
    """When anything in it last changed, in nanoseconds since 1970."""

    def is_settled(self, now: int) -> bool:
        """Whether what changes from now on will have another state. `now` is in nanoseconds since 1970."""
        return now - self.newest > (_TICK if self.newest % _SECOND else _COARSE_TICK)


def repository_state(path: str, environ: Mapping[str, str]) -> State | None:
    """The state of the repository that a path is in; None where it cannot be told cheaply."""
    if any(name in environ for name in _OF_ANOTHER):
        return None
    reading = _Reading()
    try:
        git_dir = _git_dir(os.path.abspath(path))
        if git_dir is None:
            return None
        reading.repository(git_dir, 0)
    except (OSError, ValueError, _TooMuchError):
        return None
    return reading.state()


def _git_dir(folder: str) -> str | None:
    while True:
        if _is_git_dir(folder):
            return folder
        below = os.path.join(folder, ".git")
        if os.path.isdir(below):
            return below if _is_git_dir(below) else None
        if os.path.isfile(below):
            return _pointed_to(below, b"gitdir: ")
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def _is_git_dir(folder: str) -> bool:
    return os.path.isfile(os.path.join(folder, "HEAD")) and (
        os.path.isdir(os.path.join(folder, "objects")) or os.path.isfile(os.path.join(folder, "commondir"))
    )


def _pointed_to(file: str, prefix: bytes) -> str:
    """The folder that a file names. Raises OSError, ValueError."""
    with open(file, "rb") as opened:
        line = opened.read(8192)
    if not line.startswith(prefix):
        raise ValueError(file)
    return os.path.normpath(os.path.join(os.path.dirname(file), os.fsdecode(line.removeprefix(prefix).rstrip(b"\r\n"))))


class _TooMuchError(Exception):
    """More files than are quickly looked at."""


class _Reading:
    def __init__(self) -> None:
        self._digest = blake2b(digest_size=20)
        self._newest = 0
        self._left = _MOST
        self._read: set[str] = set()

    def state(self) -> State:
        return State(self._digest.hexdigest(), self._newest)

    def repository(self, git_dir: str, depth: int) -> None:
        """A repository, its alternates and its submodules. Raises OSError, _TooMuchError."""
        if depth > _DEEPEST:
            raise _TooMuchError
        common = git_dir
        if os.path.isfile(os.path.join(git_dir, "commondir")):
            common = _pointed_to(os.path.join(git_dir, "commondir"), b"")
            self._worktree(git_dir)
        self._add("repository", os.path.realpath(git_dir), os.stat(common).st_uid)
        for name in ("config", "shallow", "packed-refs"):
            self._content(os.path.join(common, name))
        self._tree(os.path.join(common, "info"), depth=0)
        self._worktree(common)
        for name in ("worktrees", "modules"):
            for entry in self._entries(os.path.join(common, name)):
                self._below(entry, depth + 1)
        self._objects(os.path.join(common, "objects"), 0)

    def _worktree(self, git_dir: str) -> None:
        """What every worktree has of its own. What its index and its reflogs hold is not lost to git."""
        for name in ("HEAD", "config.worktree"):
            self._content(os.path.join(git_dir, name))
        try:
            self._stat("index", os.stat(os.path.join(git_dir, "index")))
        except FileNotFoundError:
            self._add("index", "none")
        for name in ("refs", "logs", "reftable"):
            self._tree(os.path.join(git_dir, name), depth=0)

    def _below(self, entry: os.DirEntry[str], depth: int) -> None:
        """Another worktree, a submodule, or a folder of submodules."""
        if depth > _DEEPEST:
            raise _TooMuchError
        if not entry.is_dir(follow_symlinks=False):
            return
        if os.path.isfile(os.path.join(entry.path, "commondir")):
            self._worktree(entry.path)
        elif _is_git_dir(entry.path):
            self.repository(entry.path, depth)
        else:
            for below in self._entries(entry.path):
                self._below(below, depth + 1)

    def _objects(self, folder: str, depth: int) -> None:
        if depth > _DEEPEST:
            raise _TooMuchError
        real = os.path.realpath(folder)
        if real in self._read:
            return
        self._read.add(real)
        self._add("objects", real)
        for entry in self._entries(folder):
            if len(entry.name) == 2:  # noqa: PLR2004 - loose objects: a folder changes with the files in it
                self._stat(entry.name, entry.stat())
        self._tree(os.path.join(folder, "pack"), depth=0)
        for alternate in alternates(self._content(os.path.join(folder, "info", "alternates")), folder):
            self._objects(alternate, depth + 1)

    def _tree(self, folder: str, *, depth: int) -> None:
        """Every file below a folder, by its name, size and times."""
        if depth > _DEEPEST:
            raise _TooMuchError
        for entry in self._entries(folder):
            if entry.is_dir(follow_symlinks=False):
                self._add("folder", entry.path)
                self._tree(entry.path, depth=depth + 1)
            else:
                self._stat(entry.name, entry.stat())

    def _entries(self, folder: str) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=_name)
        except (FileNotFoundError, NotADirectoryError):
            return
        self._left -= len(entries)
        if self._left < 0:
            raise _TooMuchError
        yield from entries

    def _content(self, file: str) -> bytes:
        """What is in a small file: it goes into the state too."""
        try:
            with open(file, "rb", opener=without_waiting) as opened:
                status = os.fstat(opened.fileno())
                content = opened.read(1 << 16)
        except FileNotFoundError:
            self._add(os.path.basename(file), "none")
            return b""
        self._stat(os.path.basename(file), status)
        self._digest.update(content)
        return content

    def _stat(self, name: str, status: os.stat_result) -> None:
        self._newest = max(self._newest, status.st_mtime_ns, status.st_ctime_ns)
        self._add(name, status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)

    def _add(self, *facts: object) -> None:
        self._digest.update(repr(facts).encode("utf-8", "surrogateescape"))


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
