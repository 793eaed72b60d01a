"""Search every object of a repository: packs directly where that can be, and through git what is left.

Nothing is taken from a pack on trust. An entry that does not rebuild is asked of git, which may know another copy; what
git cannot give either is said.
"""

from __future__ import annotations

from contextlib import nullcontext
from importlib.util import find_spec
from typing import TypeVar

from rootward.leaks.git.found import Found
from rootward.leaks.git.gathering import Gathering
from rootward.leaks.git.reading import Reading
from rootward.leaks.git.repository import Repository
from rootward.leaks.git.scanned_packs import ScannedPacks
from rootward.leaks.git.searcher import Searcher
from rootward.processes.libraries import without_threads
from rootward.processes.processors import MOST_WORKERS, processors

_Finding = TypeVar("_Finding")

_ENDLESS = "Out of memory"
"""What git says of a delta that is based on itself, once it may have no more."""


def find_in_objects(
    repository: Repository,
    searcher: Searcher[_Finding],
    *,
    workers: int | None = None,
    scanned: ScannedPacks | None = None,
    reading: Reading | None = None,
) -> Found[_Finding]:
    """Search every blob, commit and tag that lies in a repository or its alternates, reachable or not.

    `workers` counts the processes, this one among them; None: as many as there are processors. `scanned`: what is known
    of packs that were searched before, and is to be known of those that are searched now. `reading`: what is
    shared with what follows; None: nothing is.
    Raises GitError where git fails as a whole.
    """
    if reads_packs():
        with without_threads():
            from rootward.leaks.git.packs import find_in_packs  # the extra `scan`

        with nullcontext(reading) if reading is not None else Reading() as shared:
            return find_in_packs(
                repository,
                searcher,
                shared,
                workers=workers or min(MOST_WORKERS, processors()),
                scanned=scanned,
            )
    return find_through_git(repository, searcher)


def find_through_git(repository: Repository, searcher: Searcher[_Finding]) -> Found[_Finding]:
    """The same, with git alone: slower, and nothing needs to be installed."""
    from rootward.leaks.git.cat_file import Refused, search_all_given

    gathering = Gathering[_Finding]()
    try:
        for given in search_all_given(repository, searcher.search(None), gathering.miss):
            gathering.add(given)
            if isinstance(given, Refused) and _ENDLESS in given.reason:
                gathering.warn_of_trap()
    except KeyboardInterrupt:
        gathering.interrupt("objects that git was not yet asked for")
    return gathering.found()


def reads_packs() -> bool:
    """Whether what reading packs needs is installed."""
    try:
        return find_spec("numpy") is not None and find_spec("dulwich._pack") is not None
    except ImportError:
        return False
