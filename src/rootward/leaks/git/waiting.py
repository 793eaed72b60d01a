"""Files of a repository for which git would wait without end: a FIFO in the place of one that it reads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISBLK, S_ISCHR, S_ISFIFO, S_ISREG

from rootward.errors import GitError
from rootward.leaks.cached import without_waiting

_OF_ITS_OWN = ("HEAD", "commondir", "config.worktree", "index")
_OF_ALL = ("HEAD", "config", "shallow", "packed-refs", "info/attributes", "info/exclude", "info/sparse-checkout")
_OF_OBJECTS = ("info/alternates", "info/commit-graph", "pack/multi-pack-index")
_OF_PACKS = (".idx", ".rev", ".bitmap", ".midx")
_MOST = 8192
"""Bytes of a path that a file names."""


def refuse_waiting(folder: str) -> None:
    """Raises GitError where git, asked about the repository that a folder is in, would wait for one of its files."""
    git_dir = _git_dir(Path(folder))
    if git_dir is None:
        return
    _refuse(git_dir / name for name in _OF_ITS_OWN)
    common = git_dir / os.fsdecode(_content(git_dir / "commondir").rstrip(b"\r\n"))
    _refuse(common / name for name in _OF_ALL)
    refuse_waiting_objects([str(common / "objects")])


def refuse_waiting_objects(folders: Iterable[str]) -> None:
    """The same of folders of objects. Raises GitError."""
    for folder in folders:
        _refuse(Path(folder, name) for name in _OF_OBJECTS)
        _refuse(_not_plain(Path(folder, "pack")))


def _git_dir(folder: Path) -> Path | None:
    """The first that may be one, from a folder upwards."""
    for above in (folder, *folder.parents):
        for candidate in (above / ".git", above):
            if _is_git_dir(candidate):
                return candidate
        pointer = _content(above / ".git")
        if pointer.startswith(b"gitdir: "):
            return above / os.fsdecode(pointer.removeprefix(b"gitdir: ").rstrip(b"\r\n"))
    return None


def _is_git_dir(folder: Path) -> bool:
    return os.path.lexists(folder / "HEAD") and any(os.path.lexists(folder / name) for name in ("objects", "commondir"))


def _content(path: Path) -> bytes:
    """Of a small file; nothing where it is none."""
    try:
        with open(path, "rb", opener=without_waiting) as file:
            return file.read(_MOST) if S_ISREG(os.fstat(file.fileno()).st_mode) else b""
    except (OSError, ValueError):
        return b""


def _not_plain(folder: Path) -> Iterator[Path]:
    with suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if entry.name.endswith(_OF_PACKS) and not entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def _refuse(paths: Iterable[Path]) -> None:
    for path in paths:
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError):
            continue  # git says what is wrong with it, if anything is
        is_device = S_ISCHR(mode) or S_ISBLK(mode)
        if S_ISFIFO(mode) or (is_device and os.path.realpath(path) != os.devnull):
            raise GitError(f"{path} is no file, and git would wait for it without end")
