"""Submodules that are checked out below a work tree: repositories of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from rootward.errors import IncompleteError, UsageError
from rootward.leaks.git.brought import shown_path
from rootward.leaks.git.repository import Repository, open_repository
from rootward.model.scan import Unread

_SUBMODULE = b"160000 "


class Submodule(msgspec.Struct, frozen=True):
    """A submodule that is checked out."""

    path: str
    """From the top of the work tree in which the first of them lies."""
    repository: Repository


def submodules(repository: Repository) -> Iterator[Submodule | Unread]:
    """The submodules of a repository and theirs, by path; of one that cannot be read, why.

    One that is not checked out is none of what is here, and is left out. So is one whose path leads out of the work
    tree by a link; one whose git folder lies elsewhere is said.
    Raises GitError where git cannot read the repository's index.
    """
    yield from _below(repository, "", {repository.git_dir})


def _below(repository: Repository, prefix: str, seen: set[str]) -> Iterator[Submodule | Unread]:
    if repository.work_tree is None:
        return
    top = Path(os.path.realpath(repository.work_tree))
    for path in _paths(repository):
        folder = top / os.fsdecode(path)
        if Path(os.path.realpath(folder)) != folder or not os.path.lexists(folder / ".git"):
            continue
        shown = prefix + shown_path(path)
        try:
            inner = open_repository(str(folder))
        except (IncompleteError, UsageError) as error:
            yield Unread(path=shown, reason=f"a submodule: {error}")
            continue
        if not _is_within(inner.git_dir, [repository.common_dir, str(folder)]):
            yield Unread(path=shown, reason=f"a submodule whose git folder lies elsewhere: {inner.git_dir}")
        elif inner.git_dir not in seen:
            seen.add(inner.git_dir)
            yield Submodule(shown, inner)
            yield from _below(inner, f"{shown}/", seen)


def _paths(repository: Repository) -> list[bytes]:
    """https://git-scm.com/docs/git-ls-files, --stage: `mode name stage<TAB>path<NUL>`; a submodule's mode is 160000."""
    entries = repository.git.ask("ls-files", "--stage", "-z").split(b"\0")
    return sorted({entry.partition(b"\t")[2] for entry in entries if entry.startswith(_SUBMODULE)})


def _is_within(path: str, folders: list[str]) -> bool:
    real = Path(os.path.realpath(path))
    return any(real.is_relative_to(os.path.realpath(folder)) for folder in folders)
