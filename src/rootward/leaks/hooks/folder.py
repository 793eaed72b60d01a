"""In which folder git looks for hooks, and who said so.

https://git-scm.com/docs/git-config#Documentation/git-config.txt-corehooksPath and
https://git-scm.com/docs/git-init#_template_directory
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from rootward.errors import UsageError
from rootward.leaks.git.command import Git
from rootward.leaks.git.repository import Repository

HOOKS_PATH = "core.hookspath"
TEMPLATE = "init.templatedir"

_OF_THE_USER = ("system", "global")


class Said(msgspec.Struct, frozen=True):
    """A value of git's configuration."""

    scope: str
    value: str

    @property
    def by_user(self) -> bool:
        """Whether it is said for all repositories."""
        return self.scope in _OF_THE_USER


class HookFolder(msgspec.Struct, frozen=True, kw_only=True):
    """A folder of hooks, and what is to be said of it."""

    path: Path
    why: Literal["repository", "hooksPath", "template"]
    in_work_tree: bool = False
    """Whether it is part of the files of the repository, which git would show as changed."""
    own_template: bool = False
    """Whether it is, or is to be, a template of rootward's own."""


def settings(git: Git) -> Mapping[str, Said]:
    """`core.hooksPath` and `init.templateDir`, as far as they are said. Raises GitError."""
    said: dict[str, Said] = {}
    fields = git.ask("config", "--null", "--show-scope", "--list").split(b"\0")
    for scope, entry in zip(fields[::2], fields[1::2], strict=False):
        name, equals, value = os.fsdecode(entry).partition("\n")
        # What the command line says here is only that hooks are not to be run now.
        if equals and value and name in {HOOKS_PATH, TEMPLATE} and scope != b"command":
            said[name] = Said(os.fsdecode(scope), os.path.expanduser(value))  # noqa: PTH111 - as git does
    return said


def folder_of(repository: Repository) -> HookFolder:
    """Of one repository. Raises UsageError where no commit is made there, or where its hooks are those of all."""
    if repository.work_tree is None:
        raise UsageError(
            "a bare repository has no hooks for commits: none are made in it",
            advice="install them where commits are made; 'rootward scan' scans what was pushed here",
        )
    work_tree = Path(repository.work_tree)
    path = settings(repository.git).get(HOOKS_PATH)
    if path is None:
        return HookFolder(path=Path(repository.common_dir, "hooks"), why="repository")
    if path.by_user and Path(path.value).is_absolute():
        raise UsageError(
            f"git runs the hooks of all repositories from {path.value}: core.hooksPath is set for all of them",
            advice="'rootward scan install-hooks --global' puts them there",
        )
    folder = work_tree / path.value
    git_dirs = [Path(os.path.realpath(place)) for place in (repository.git_dir, repository.common_dir)]
    real = Path(os.path.realpath(folder))
    inside = real.is_relative_to(os.path.realpath(work_tree)) and not any(map(real.is_relative_to, git_dirs))
    return HookFolder(path=folder, why="hooksPath", in_work_tree=inside)


def folder_of_all(git: Git, own: Path) -> HookFolder:
    """For all repositories of the user: the folder from which git runs the hooks of all of them, where there is one.

    Else the template that new repositories are copied from, and where there is none, `own` is to become it: a folder of
    hooks for all would switch off those that each repository has. Raises UsageError.
    """
    said = settings(git)
    for name, why in ((HOOKS_PATH, "hooksPath"), (TEMPLATE, "template")):
        one = said.get(name)
        if one is None or not one.by_user:
            continue
        folder = Path(one.value)
        if not folder.is_absolute():
            if name == HOOKS_PATH:
                continue  # a folder of each repository's own
            raise UsageError(f"init.templateDir is {one.value}, which depends on where one stands")
        if why == "hooksPath":
            return HookFolder(path=folder, why="hooksPath")
        return HookFolder(path=folder / "hooks", why="template", own_template=folder == own)
    return HookFolder(path=own / "hooks", why="template", own_template=True)
