"""Whether a commit is clean, asked at the least cost: of what git's hooks ask at every commit, most bring nothing.

Where nothing is seen there is nothing to allow and nothing to report, so neither rules of allowing nor reports are
loaded, unless there are such rules: they may be wrong. Whatever is not plainly clean is for the whole scan to judge and
to tell.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rootward.errors import RootwardError
from rootward.leaks.allow.git_secrets import GitSecrets, read_git_secrets
from rootward.leaks.git.brought import Introduced
from rootward.leaks.git.repository import Repository, open_callers_repository
from rootward.leaks.git.waiting import refuse_waiting_loose
from rootward.leaks.rules import Rules
from rootward.local.configuration_places import places, user_folder_in
from rootward.workflows.scanning.hook_words import STAGED

_OPTIONS = ("ROOTWARD_CONFIG", "ROOTWARD_SCAN_FAIL_ON")
"""Variables that stand for options of the scan."""

_RULES = (".gitallowed", ".rootward-baseline.jsonl")
"""At the root of a work tree, what `load_allowing` reads beside configuration."""


def is_clean(words: Sequence[str], environ: Mapping[str, str] = os.environ) -> bool:
    """Whether what the words of a hook ask about holds nothing, all of it could be read, and nothing is to be said."""
    if any(name in environ for name in _OPTIONS):
        return False
    find = _find_staged if list(words) == STAGED else _find_in_message(words[-1], environ)
    try:
        repository = open_callers_repository(environ)
        secrets = read_git_secrets(repository.git)
        if secrets.left_out or _complains(repository, secrets, environ):
            return False
        seen = find(repository, Rules(patterns=secrets.patterns))
    except RootwardError:
        return False
    return not (seen.brought or seen.unread)


def _complains(repository: Repository, secrets: GitSecrets, environ: Mapping[str, str]) -> bool:
    """Whether rules are there that cannot be used. Raises ConfigurationError where they are the user's own."""
    root = None if repository.work_tree is None else Path(repository.work_tree)
    near = root or Path.cwd()
    there = any(places(None, near, user_folder_in(environ))) or any(os.path.lexists(near / name) for name in _RULES)
    if root is not None and not (there or secrets.rules):
        return False
    from rootward.workflows.scanning.allowing import load_allowing

    return bool(load_allowing(repository.git, root).left_out)


def _find_staged(repository: Repository, rules: Rules) -> Introduced:
    from rootward.leaks.git.staged import find_staged

    refuse_waiting_loose(repository.object_folders)
    return find_staged(repository, rules)


def _find_in_message(path: str, environ: Mapping[str, str]) -> Callable[[Repository, Rules], Introduced]:
    from rootward.leaks.git.message import find_in_message

    return lambda _repository, rules: find_in_message(path, rules, environ)
