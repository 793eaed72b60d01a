"""Look through what is new: a range of commits, what is staged, the message of the next commit."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from rootward.errors import UsageError
from rootward.leaks.git.brought import Introduced
from rootward.leaks.git.command import Git
from rootward.leaks.git.repository import Repository, open_callers_repository
from rootward.leaks.git.waiting import refuse_waiting_loose
from rootward.leaks.rules import Rules
from rootward.workflows.scanning.allowing import Loaded
from rootward.workflows.scanning.gathering import Gathering, Standing
from rootward.workflows.scanning.looking import terms
from rootward.workflows.scanning.order import Message, Order, Range, Staged
from rootward.workflows.scanning.standing import standing_of

Progress = Callable[[str], None]


def look_through_changes(
    source: Range | Staged | Message, order: Order, gathering: Gathering, *, announce: Progress
) -> None:
    """What these changes bring to the repository of the working directory, or to that of the hook that calls.

    Raises UsageError where there is no repository, no such range or no such file, and GitError where git fails.
    """
    if isinstance(source, Message):
        _message(source, order, gathering, announce)
        return
    repository = open_callers_repository(os.environ)
    refuse_waiting_loose(repository.object_folders)
    loaded, rules = _terms(repository, order, announce)
    if isinstance(source, Range):
        from rootward.leaks.git.ranges import find_in_range

        introduced = find_in_range(repository, source.words, rules, workers=order.workers)
    else:
        from rootward.leaks.git.staged import find_staged

        introduced = find_staged(repository, rules)
    attributed = isinstance(source, Range) and order.attribution
    _gather(introduced, loaded, gathering, attributed=attributed)


def _message(source: Message, order: Order, gathering: Gathering, announce: Progress) -> None:
    """A message may lie outside a repository: then the rules of the working directory hold."""
    from rootward.leaks.git.message import find_in_message

    try:
        loaded, rules = _terms(open_callers_repository(os.environ), order, announce)
    except UsageError:
        loaded, rules = terms(Git(folder=os.curdir), Path(), order, announce)
    _gather(find_in_message(source.path, rules, os.environ), loaded, gathering, attributed=False)


def _terms(repository: Repository, order: Order, announce: Progress) -> tuple[Loaded, Rules]:
    root = None if repository.work_tree is None else Path(repository.work_tree)
    return terms(repository.git, root, order, announce)


def _gather(introduced: Introduced, loaded: Loaded, gathering: Gathering, *, attributed: bool) -> None:
    gathering.look(**msgspec.structs.asdict(introduced.looked))
    gathering.miss(introduced.unread)
    allowing = loaded.allowing.from_root()
    for one in introduced.brought:
        place = standing_of(one) if attributed else Standing(path=one.path, blob=one.object)
        gathering.see(one.sight, place, allowing)
