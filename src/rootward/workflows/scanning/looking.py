"""Look through one source: which rules hold there, what is in it, and what may be there."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing, suppress
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from rootward.errors import GitError
from rootward.leaks.git.command import Git
from rootward.leaks.rules import Rules
from rootward.model.scan import Unread
from rootward.workflows.scanning.allowing import Loaded, load_allowing
from rootward.workflows.scanning.gathering import Gathering, Standing
from rootward.workflows.scanning.order import Files, History, Message, Order, Range, Source, Staged

Progress = Callable[[str], None]

CUT, CUT_IN = "the scan ended before it", "the scan ended in it"

_STANDARD_INPUT = "-"


def look_through(source: Source, order: Order, gathering: Gathering, *, progress: Progress, announce: Progress) -> None:
    """Give `gathering` all that stands there, and what could not be read.

    Raises UsageError for what is not there, ConfigurationError where the user's own rules are wrong, and
    KeyboardInterrupt, once what was found until then is gathered.
    """
    match source:
        case Files():
            _files(source, order, gathering, announce)
        case History(path=path):
            from rootward.workflows.scanning.histories import look_through_history

            look_through_history(path, order, gathering, progress=progress, announce=announce)
        case Range() | Staged() | Message():
            from rootward.workflows.scanning.changes import look_through_changes

            look_through_changes(source, order, gathering, announce=announce)


def must_be_there(source: Source) -> None:
    """Raises UsageError where it is not. Nothing is scanned."""
    match source:
        case Files(paths=paths):
            from rootward.leaks.files.named import named

            named(paths)
        case History(path=path):
            from rootward.leaks.git.repository import open_repository

            with suppress(GitError):  # it is there; what git refuses is said in its turn
                open_repository(path)


def _files(files: Files, order: Order, gathering: Gathering, announce: Progress) -> None:
    """Paths of one repository after another: each has its own rules."""
    from rootward.leaks.cached import cache_folder
    from rootward.leaks.files.named import named
    from rootward.leaks.files.order import FilesOrder, Tally
    from rootward.leaks.files.scan import scan_files

    cache = cache_folder(os.environ) if order.cache else None
    places = named(files.paths)  # before anything is read: a slip of the keyboard is no clean folder
    waiting = [(root, tuple(paths)) for root, paths in groupby(places, key=_root_of)]
    try:
        while waiting:
            root, paths = waiting[0]
            tally = Tally()
            tally.begin(paths, lambda: None)  # what is cut short before it has begun is not scanned either
            try:
                loaded, rules = terms(Git(folder=str(root)), root, order, announce)
                asked = FilesOrder(paths=paths, gitignore=files.gitignore, workers=order.workers, cache=cache)
                with closing(scan_files(asked, rules, tally)) as items:
                    for found in items:
                        if isinstance(found, Unread):
                            gathering.miss((found,))
                        else:
                            path, sight = found
                            gathering.see(sight, Standing(path=path), loaded.allowing)
            finally:
                gathering.look(files=tally.files, bytes=tally.bytes)
                gathering.miss(tally.unfinished())
            del waiting[0]
    except KeyboardInterrupt:
        gathering.miss(Unread(path=path, reason=CUT) for _root, paths in waiting[1:] for path in paths)
        raise


def terms(git: Git, root: Path | None, order: Order, announce: Progress) -> tuple[Loaded, Rules]:
    """What may be there, and what is looked for. `root`: None without a work tree."""
    loaded = load_allowing(
        git,
        root,
        repository_rules=order.repository_rules,
        baseline=order.baseline,
        config=order.config,
        announce=announce,
    )
    for line in loaded.left_out:
        announce(line)
    return loaded, Rules(account_numbers=order.account_numbers, patterns=loaded.patterns)


def _root_of(path: str) -> Path:
    """The root of the work tree that it lies in; or else the folder itself, and of a file the working directory."""
    if path == _STANDARD_INPUT:
        return _work_tree(os.path.realpath(".")) or Path.cwd()
    start = Path(path)
    is_folder = start.is_dir()
    folder = os.path.realpath(start if is_folder else start.parent)
    return _work_tree(folder) or (Path(folder) if is_folder else Path.cwd())


@lru_cache(maxsize=4096)
def _work_tree(folder: str) -> Path | None:
    start = Path(folder)
    return next((above for above in (start, *start.parents) if os.path.lexists(above / ".git")), None)
