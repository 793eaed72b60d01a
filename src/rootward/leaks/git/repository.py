"""A git repository: where it lies, and how whole it is."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from rootward.errors import ForeignRepositoryError, GitError, UsageError
from rootward.leaks.cached import without_waiting
from rootward.leaks.git.alternates import alternates
from rootward.leaks.git.command import OF_A_HOOK, Git
from rootward.leaks.git.waiting import refuse_waiting_history, refuse_waiting_objects
from rootward.model.scan import Unread

ObjectFormat = Literal["sha1", "sha256"]

_MOST_ALTERNATES = 64
_STORE_SETTINGS = (
    # An index over all packs may lead elsewhere than the packs' own, which were read.
    "core.multiPackIndex=false",
    # Larger blobs are given as a stream.
    "core.bigFileThreshold=32m",
)
_HISTORY_MEMORY = 8 << 30
_STORE_MEMORY = 2 << 30
"""Of addresses, not of what is used: the packs' indexes are mapped whole."""

_NO_WORK_TREE = "this operation must be run in a work tree"

_BLANK = Path(__file__).parent / "blank"


class Repository(msgspec.Struct, frozen=True, kw_only=True):
    """Where a repository lies. Plain data, for a worker process; paths are as `os.fsdecode` gives them."""

    git: Git
    """Git, asked about it: its references, its index."""
    store: Git
    """Git, asked for its objects by their names. It reads no configuration of the repository: one that was cloned in
    part would have it fetch what is missing, or give up where it may not."""
    git_dir: str
    """Its own folder: HEAD, index. A linked worktree has its own."""
    common_dir: str
    """What all its worktrees share: objects, references."""
    work_tree: str | None
    """None: a bare repository, or one that was named by its git folder."""
    object_format: ObjectFormat
    object_folders: tuple[str, ...]
    """Its own first, then its alternates'; all are there."""
    absent_folders: tuple[str, ...] = ()
    """Alternates that are not there."""
    unfollowed_folder: str | None = None
    """The first alternate over as many as are followed."""
    shallow: bool = False
    """Commits before some are not there."""
    partial: bool = False
    """Objects may be left with the one it was cloned from."""

    @property
    def oid_bytes(self) -> int:
        """How long the name of an object is: 20 or 32."""
        return 32 if self.object_format == "sha256" else 20

    def unread(self, path: str) -> tuple[Unread, ...]:
        """What of its history is known not to be on this machine, said of the path that it was named by."""
        reasons = [f"the alternate {folder} is not there" for folder in self.absent_folders]
        if self.unfollowed_folder is not None:
            reasons.append(
                f"more than {_MOST_ALTERNATES} alternates: {self.unfollowed_folder} and others were not read"
            )
        if self.shallow:
            reasons.append("a shallow clone: earlier commits are not here (git fetch --unshallow brings them)")
        return tuple(Unread(path=path, reason=reason) for reason in reasons)


def open_repository(path: str) -> Repository:
    """The repository that a path is in: a work tree or a folder in it, a `.git`, or a bare repository.

    Raises UsageError where there is none, ForeignRepositoryError where git's safe.directory refuses it, GitError where
    git fails otherwise.
    """
    folder = Path(path)
    if not folder.is_dir():
        folder = folder.parent  # the `.git` of a linked worktree and of a submodule is a file
    return _opened(Git(folder=str(folder.absolute())), path)


def open_callers_repository(environ: Mapping[str, str]) -> Repository:
    """The repository of the working directory, as a git that started this process as its hook sees it: with its index.

    Raises as `open_repository`.
    """
    here = Path.cwd()
    told = tuple((name, _from(here, name, environ[name])) for name in OF_A_HOOK if environ.get(name))
    return _opened(Git(folder=str(here), told=told), ".")


def _from(here: Path, name: str, value: str) -> str:
    """A path that git told a hook, which stays true in another folder; what is a list of them holds whole ones."""
    return value if name == "GIT_ALTERNATE_OBJECT_DIRECTORIES" else str(here / value)


def _opened(git: Git, path: str) -> Repository:
    refuse_waiting_history(git.folder)
    try:
        object_format, shallow, *paths = _asked(git)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None
    except GitError as error:
        raise _refused(error, path) from None
    git_dir = Path(paths[0])
    common_dir = _common_dir(git_dir)
    work_tree = paths[1] if len(paths) > 1 else None
    own = _told_folder(git) or common_dir / "objects"
    folders, absent, over = _object_folders(own)
    its_format: ObjectFormat = "sha256" if object_format == "sha256" else "sha1"
    return Repository(
        # With its folder named, git takes the folder that it stands in for the top of the work tree.
        git=msgspec.structs.replace(
            git, folder=work_tree or str(git_dir), git_dir=str(git_dir), memory=_HISTORY_MEMORY
        ),
        store=_store(git, folders, its_format),
        git_dir=str(git_dir),
        common_dir=str(common_dir),
        work_tree=work_tree,
        object_format=its_format,
        object_folders=tuple(map(str, folders)),
        absent_folders=tuple(map(str, absent)),
        unfollowed_folder=None if over is None else str(over),
        shallow=shallow == "true",
        partial=any(next(folder.glob("pack/*.promisor"), None) is not None for folder in folders),
    )


def _asked(git: Git) -> list[str]:
    """The object format, whether it is shallow, the git folder, and inside a work tree its top.

    In one question where that can be: a pre-commit hook asks it.
    """
    words = ("rev-parse", "--show-object-format", "--is-shallow-repository", "--absolute-git-dir")
    try:
        lines = git.ask(*words, "--show-toplevel").split(b"\n")
    except GitError as error:
        if _NO_WORK_TREE not in str(error):
            raise
        return [_path(part) for part in git.ask(*words).split(b"\n", 2)]
    if len(lines) == len(words) + 1:
        return [os.fsdecode(line) for line in lines[:-1]]
    apart = git.ask(*words).split(b"\n", 2), git.ask("rev-parse", "--show-toplevel")  # a path has a line feed in it
    return [_path(part) for part in (*apart[0], apart[1])]


def _path(answer: bytes) -> str:
    return os.fsdecode(answer.removesuffix(b"\n"))


def _refused(error: GitError, path: str) -> GitError | UsageError:
    """What git's refusal means. Its words are not translated: `LC_ALL`."""
    said = str(error)
    if "dubious ownership" in said or "unsafe repository" in said:
        return ForeignRepositoryError(
            f"{path}: the repository belongs to somebody else, and git does not read it",
            advice=f"trust it, if you do: git config --global --add safe.directory {shlex.quote(_whole(path))}",
        )
    if "not a git repository" in said:
        return UsageError(f"{path}: there is no git repository", advice="name a folder of one, or its bare repository")
    return GitError(f"{path}: {said}")


def _whole(path: str) -> str:
    return os.path.realpath(path)


def _common_dir(git_dir: Path) -> Path:
    """See https://git-scm.com/docs/gitrepository-layout, commondir."""
    try:
        told = (git_dir / "commondir").read_bytes()
    except OSError:
        return git_dir
    return Path(os.path.realpath(git_dir / _path(told)))


def _told_folder(git: Git) -> Path | None:
    """The folder of objects that a hook was told: a push, before it is accepted, lies apart."""
    told = dict(git.told).get("GIT_OBJECT_DIRECTORY")
    return None if told is None else Path(git.folder, told)


def _store(git: Git, folders: Sequence[Path], its_format: ObjectFormat) -> Git:
    """Git in a folder of ours that has nothing but the format, over a repository's objects.

    It is told of all alternates: by itself it follows five, one after the other.
    """
    told = dict(git.told).get("GIT_ALTERNATE_OBJECT_DIRECTORIES")
    borrowed = [*([told] if told else []), *(_in_list(str(folder)) for folder in folders[1:])]
    more = {"GIT_ALTERNATE_OBJECT_DIRECTORIES": os.pathsep.join(borrowed)} if borrowed else {}
    blank = str(_BLANK / its_format)
    folder = str(folders[0]) if folders else os.devnull
    return Git(
        folder=blank,
        git_dir=blank,
        told=(("GIT_OBJECT_DIRECTORY", folder), *more.items()),
        settings=_STORE_SETTINGS,
        memory=_STORE_MEMORY,
    )


def _in_list(path: str) -> str:
    """As https://git-scm.com/docs/git says of GIT_ALTERNATE_OBJECT_DIRECTORIES."""
    if os.pathsep not in path and not path.startswith('"') and "\n" not in path:
        return path
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _object_folders(own: Path) -> tuple[list[Path], list[Path], Path | None]:
    """The folders of objects, the alternates that are not there, and the first that is not followed any more.

    Raises GitError where git would wait in one of them.
    """
    there: list[Path] = []
    absent: list[Path] = []
    waiting = [own]
    while waiting:
        folder = waiting.pop(0)
        if folder in there or folder in absent:
            continue
        if len(there) + len(absent) > _MOST_ALTERNATES:
            return there, absent, folder
        if not folder.is_dir():
            absent.append(folder)
            continue
        there.append(folder)
        refuse_waiting_objects(str(folder))
        try:
            with open(folder / "info" / "alternates", "rb", opener=without_waiting) as file:
                told = file.read()
        except OSError:
            continue
        waiting += map(Path, alternates(told, str(folder)))
    return there, absent, None
