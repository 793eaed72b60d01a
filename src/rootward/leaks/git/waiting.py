"""Files of a repository for which git would wait without end: a FIFO in the place of one that it reads.

None of them is opened: a device may do something then.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISBLK, S_ISCHR, S_ISFIFO, S_ISREG

from rootward.errors import GitError
from rootward.leaks.cached import without_waiting

_READ_BY_ALL = ("info",)
"""In which git reads, whatever it is asked. What lies beside it, it may read too."""
_OF_REFERENCES = ("refs", "logs", "reftable", "worktrees")
_OF_PACKS = (".idx", ".rev", ".bitmap", ".midx", ".mtimes", "multi-pack-index")
"""The ends of names. A pack itself, git looks at before it opens it."""
_CONFIGURATIONS = ("config", "config.worktree")
_MOST_BYTES = 1 << 20
_MOST_ENTRIES = 1_000_000
_MOST_INCLUDED = 1000


def refuse_waiting(folder: str) -> None:
    """Raises GitError where git, asked about the repository that a folder is in, would wait for one of its files.

    References are not looked at: who lists files or configuration is not held up by them.
    """
    _refuse_in(Path(folder), _READ_BY_ALL)


def refuse_waiting_history(folder: str) -> None:
    """The same, of references and reflogs, too. Raises GitError."""
    _refuse_in(Path(folder), (*_READ_BY_ALL, *_OF_REFERENCES))


def refuse_waiting_objects(objects: str) -> None:
    """The same of a folder of objects, which others may borrow from, but for those that lie loose. Raises GitError."""
    _refuse(_below(Path(objects, "info")))
    _refuse(path for path in _in(Path(objects, "pack")) if path.name.endswith(_OF_PACKS))


def refuse_waiting_loose(folders: Iterable[str]) -> None:
    """The same of objects that lie loose in some folders of objects, which git opens by their names. Raises GitError.

    Who reads them without git is not held up, and need not refuse.
    """
    for objects in folders:
        with suppress(OSError), os.scandir(objects) as found:
            for entry in found:
                if len(entry.name) == 2:  # noqa: PLR2004 - how their names begin
                    _refuse(_in(Path(entry.path)))


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
        refuse_waiting_objects(str(place / "objects"))
    _refuse(_of_configurations((git_dir, common), git_dir.parent))


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
        if not S_ISREG(path.stat().st_mode):
            return b""
        with open(path, "rb", opener=without_waiting) as file:
            return file.read(_MOST_BYTES)
    except (OSError, ValueError):
        return b""


def _in(folder: Path) -> Iterator[Path]:
    """What lies in a folder and is neither a plain file nor a folder."""
    with suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if not (entry.is_file(follow_symlinks=False) or entry.is_dir()):
                yield Path(entry.path)


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


def _of_configurations(places: Iterable[Path], work_tree: Path) -> Iterator[Path]:
    """The files that some files of configuration have git read, by whatever a relative path may start at."""
    waiting = [place / name for place in places for name in _CONFIGURATIONS]
    met = set(waiting)
    while waiting:
        path = waiting.pop()
        content = _content(path)
        if not any(word in content.lower() for word in (b"include", b"excludesfile", b"attributesfile")):
            continue
        from rootward.leaks.git.config_files import files_of_config

        for named, is_included in files_of_config(content):
            yield path.parent / named
            yield work_tree / named
            more = path.parent / named
            if is_included and more not in met and len(met) < _MOST_INCLUDED:
                met.add(more)
                waiting.append(more)


def _refuse(paths: Iterable[Path]) -> None:
    for path in paths:
        if is_waited_for(path):
            raise GitError(f"{path} is no file, and git would wait for it without end")
