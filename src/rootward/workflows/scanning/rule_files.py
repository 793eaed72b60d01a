"""The files in which somebody allows findings in a history, or names patterns: an answer holds while they stay."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from rootward.leaks.allow.baseline import NAME as BASELINE
from rootward.leaks.allow.gitallowed import NAME as GITALLOWED
from rootward.leaks.git.command import Git
from rootward.leaks.git.repository import open_repository
from rootward.local.configuration_places import FILE_NAME, PROJECT_FILE, user_configuration_folder
from rootward.workflows.scanning.order import History, Order

_OF_SYSTEM = "/etc/gitconfig"


def rule_files(order: Order) -> tuple[str, ...]:
    """All of them, absolute, those included that are not there and would count if they were.

    Raises GitError where git does not say which files it reads, UsageError where there is no repository.
    """
    home = Path.home()
    files = {
        str(user_configuration_folder() / FILE_NAME),
        str(home / ".gitconfig"),
        str(Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "git" / "config"),
        _OF_SYSTEM,
        *(str(path.absolute()) for path in (order.config, order.baseline) if path is not None),
    }
    for source in order.sources:
        if isinstance(source, History):
            files.update(_of_history(source.path))
    return tuple(sorted(files))


def _of_history(path: str) -> Iterator[str]:
    repository = open_repository(path)
    root = Path(repository.work_tree or os.curdir).absolute()
    for name in (FILE_NAME, PROJECT_FILE, GITALLOWED, BASELINE, ".gitmodules"):
        yield str(root / name)
    yield from _of_git(repository.git)


def _of_git(git: Git) -> Iterator[str]:
    """https://git-scm.com/docs/git-config, --show-origin: each value's file, those that are included, too."""
    fields = git.ask("config", "--null", "--show-origin", "--name-only", "--list").split(b"\0")
    for origin in sorted(set(fields[::2])):
        if origin.startswith(b"file:"):
            yield str(Path(git.folder, os.fsdecode(origin.removeprefix(b"file:"))).absolute())
