"""Have git scan what each commit brings, and have it no longer do so."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from rootward.errors import UsageError
from rootward.leaks.git.command import Git
from rootward.leaks.git.repository import open_repository
from rootward.leaks.hooks.folder import HookFolder, folder_of, folder_of_all
from rootward.leaks.hooks.installing import HookDone, install, uninstall
from rootward.leaks.hooks.script import KEPT
from rootward.leaks.hooks.template import drop_template, make_template
from rootward.local.configuration_places import user_configuration_folder

_TEMPLATE = "git-template"


class HooksSet(msgspec.Struct, frozen=True, kw_only=True):
    """Where hooks were put, or taken from, and what is to be said of it."""

    folder: Path
    hooks: tuple[HookDone, ...]
    notes: tuple[str, ...]


def install_hooks(path: Path) -> HooksSet:
    """Put hooks into the repository that `path` is in.

    Raises UsageError where there is none, or none in which commits are made; GuardRefusedError where something stands
    in the way; OutputError; GitError.
    """
    folder = folder_of(open_repository(str(path)))
    hooks = install(folder.path, _python())
    return HooksSet(folder=folder.path, hooks=hooks, notes=tuple(_installed(folder, hooks)))


def install_hooks_for_all(own: Path | None = None) -> HooksSet:
    """Put hooks where all repositories of the user have them from. Raises as `install_hooks`.

    `own`: the template of rootward's own; None: in the user's folder for rootward.
    """
    git, own = _git(), own or _own_template()
    folder = folder_of_all(git, own)
    hooks = install(folder.path, _python())
    made = folder.own_template and make_template(git, own)
    return HooksSet(folder=folder.path, hooks=hooks, notes=(*_of_all(folder, made=made), *_installed(folder, hooks)))


def uninstall_hooks(path: Path) -> HooksSet:
    """Take the hooks out of the repository that `path` is in. Raises UsageError, OutputError, GitError."""
    folder = folder_of(open_repository(str(path)))
    hooks = uninstall(folder.path)
    return HooksSet(folder=folder.path, hooks=hooks, notes=tuple(_uninstalled(hooks)))


def uninstall_hooks_for_all(own: Path | None = None) -> HooksSet:
    """Take them from where all repositories have them from. Raises UsageError, OutputError, GitError."""
    git, own = _git(), own or _own_template()
    folder = folder_of_all(git, own)
    hooks = uninstall(folder.path)
    if folder.path != own / "hooks":
        uninstall(own / "hooks")  # from before the user had a template, or a folder of hooks, of their own
    notes = list(_uninstalled(hooks))
    if drop_template(git, own):
        notes.append(f"init.templateDir is unset: new repositories are made from git's own template, not from {own}")
    notes.append("repositories made meanwhile have hooks of their own: 'rootward scan uninstall-hooks' in each")
    return HooksSet(folder=folder.path, hooks=hooks, notes=tuple(notes))


def _python() -> str:
    if not sys.executable:
        raise UsageError("this Python does not know its own file, which hooks need")
    return Path(sys.executable).as_posix()


def _git() -> Git:
    # Where a repository's own configuration says nothing.
    return Git(folder=str(Path(os.sep).resolve()), git_dir=os.devnull)


def _own_template() -> Path:
    return user_configuration_folder() / _TEMPLATE


def _of_all(folder: HookFolder, *, made: bool) -> Iterator[str]:
    if folder.why == "hooksPath":
        yield f"git runs the hooks of all repositories from {folder.path}, which core.hooksPath names"
        return
    why = f"init.templateDir is now {folder.path.parent}" if made else f"{folder.path.parent} is your init.templateDir"
    yield f"{why}: repositories that are cloned or made from now on have the hooks"
    yield "those that are there already: 'rootward scan install-hooks' in each"
    yield "core.hooksPath would reach all at once, and switch off the hooks that repositories have of their own"


def _installed(folder: HookFolder, hooks: tuple[HookDone, ...]) -> Iterator[str]:
    for hook in hooks:
        if hook.kept:
            yield f"{hook.name}: the hook that was there is kept as {hook.name}{KEPT}, and runs first"
    if any(hook.runs_git_secrets for hook in hooks):
        yield (
            f"git-secrets runs as well: where rootward is to do it alone, delete its hooks, which end in {KEPT}; its "
            "configuration and .gitallowed are heeded"
        )
    if folder.in_work_tree:
        yield f"{folder.path} is part of the work tree: git will show the hooks as files of the repository"


def _uninstalled(hooks: tuple[HookDone, ...]) -> Iterator[str]:
    for hook in hooks:
        if hook.left:
            yield hook.left
        elif hook.kept:
            yield f"{hook.name}: the hook that was there before is back"
