"""Files of a repository for which git would wait without end: a FIFO in the place of one that it reads.

None of them is opened: a device may do something then.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISBLK, S_ISCHR, S_ISFIFO, S_ISREG

from rootward.errors import GitError
from rootward.leaks.cached import without_waiting

_READ_BY_ALL = ("info", "objects/info", "objects/pack")
"""Folders in which git reads, whatever it is asked. What lies beside them, it may read too."""
_OF_REFERENCES = ("refs", "logs", "reftable")
_CONFIGURATIONS = ("config", "config.worktree")
_MOST_BYTES = 1 << 20
_MOST_ENTRIES = 1_000_000
_DEEPEST = 10
"""Files that include each other: git itself follows no more, see https://git-scm.com/docs/git-config, Includes."""


def refuse_waiting(folder: str) -> None:
    """Raises GitError where git, asked about the repository that a folder is in, would wait for one of its files.

    References are not looked at: who lists files or configuration is not held up by them.
    """
    _refuse_in(Path(folder), _READ_BY_ALL)


def refuse_waiting_history(folder: str) -> None:
    """The same, of references and reflogs, too. Raises GitError."""
    _refuse_in(Path(folder), (*_READ_BY_ALL, *_OF_REFERENCES))


def refuse_waiting_objects(objects: str) -> None:
    """The same of a folder of objects, which others may borrow from. Raises GitError."""
    for name in ("info", "pack"):
        _refuse(_below(Path(objects, name)))


def is_waited_for(path: str | Path) -> bool:
    """Whether who opens it may wait: a FIFO, or a device; what leads to the empty one is an empty file."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - of many
    except (OSError, ValueError):
        return False  # git says what is wrong with it, if anything is
    is_device = S_ISCHR(mode) or S_ISBLK(mode)
    return S_ISFIFO(mode) or (is_device and os.path.realpath(path) != os.devnull)


def _refuse_in(folder: Path, names: tuple[str, ...]) -> None:
    git_dir = _git_dir(folder)
    if git_dir is None:
        return
    _refuse([git_dir / "commondir"])
    common = git_dir / os.fsdecode(_content(git_dir / "commondir").rstrip(b"\r\n"))
    for place in dict.fromkeys((git_dir, common)):
        _refuse(_in(place))
        for name in names:
            _refuse(_below(place / name))
        for name in _CONFIGURATIONS:
            _refuse(_of_configuration(place / name, (git_dir.parent, place), 0))


def _git_dir(folder: Path) -> Path | None:
    """The first that may be one, from a folder upwards."""
    for above in (folder, *folder.parents):
        for candidate in (above / ".git", above):
            if _is_git_dir(candidate):
                return candidate
        _refuse([above / ".git"])
        pointer = _content(above / ".git")
        if pointer.startswith(b"gitdir: "):
            return above / os.fsdecode(pointer.removeprefix(b"gitdir: ").rstrip(b"\r\n"))
    return None


def _is_git_dir(folder: Path) -> bool:
    return os.path.lexists(folder / "HEAD") and any(os.path.lexists(folder / name) for name in ("objects", "commondir"))


def _content(path: Path) -> bytes:
    """Of a small file; nothing where it is none."""
    try:
        if not S_ISREG(path.stat().st_mode):
            return b""
        with open(path, "rb", opener=without_waiting) as file:
            return file.read(_MOST_BYTES)
    except (OSError, ValueError):
        return b""


def _in(folder: Path) -> Iterator[Path]:
    """What lies in a folder and is neither a plain file nor a folder."""
    try:
        with os.scandir(folder) as found:
            for entry in found:
                if not (entry.is_file(follow_symlinks=False) or entry.is_dir()):
                    yield Path(entry.path)
    except OSError:
        return


def _below(top: Path) -> Iterator[Path]:
    """The same of all folders below one, through links too, as git goes. Raises GitError where that has no end."""
    waiting = [str(top)]
    linked: set[str] = set()
    left = _MOST_ENTRIES
    while waiting:
        try:
            with os.scandir(waiting.pop()) as found:
                for entry in found:
                    left -= 1
                    if entry.is_file(follow_symlinks=False):
                        continue
                    if not entry.is_dir():
                        yield Path(entry.path)
                    elif not entry.is_symlink():
                        waiting.append(entry.path)
                    elif (real := os.path.realpath(entry.path)) not in linked:
                        linked.add(real)
                        waiting.append(entry.path)
        except OSError:
            continue
        if left < 0:
            raise GitError(f"{top} has more than {_MOST_ENTRIES:,} files in it, and git would look at each")


def _of_configuration(path: Path, bases: tuple[Path, ...], depth: int) -> Iterator[Path]:
    """The files that a configuration file has git read. A relative path starts at the file that names it, or at the
    top of the work tree."""
    content = _content(path)
    if not content:
        return
    from rootward.leaks.git.config_files import files_of_config

    for named, is_included in files_of_config(content):
        for base in (path.parent, *bases):
            yield base / named
        if is_included and depth < _DEEPEST:
            yield from _of_configuration(path.parent / named, bases, depth + 1)


def _refuse(paths: Iterable[Path]) -> None:
    for path in paths:
        if is_waited_for(path):
            raise GitError(f"{path} is no file, and git would wait for it without end")
