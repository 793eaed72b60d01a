"""Look through a history: find in every object, then ask which commits brought what was found."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from rootward.errors import GitError
from rootward.leaks.cached import cache_folder
from rootward.leaks.git.absent import PARTIAL
from rootward.leaks.git.brought import Brought, unattributed
from rootward.leaks.git.finding import find_in_objects
from rootward.leaks.git.found import Found
from rootward.leaks.git.object_text import as_told
from rootward.leaks.git.reading import Reading
from rootward.leaks.git.repository import Repository, open_repository
from rootward.leaks.git.scanned_packs import ScannedPacks
from rootward.leaks.git.searcher import Looker
from rootward.leaks.git.waiting import refuse_waiting_loose
from rootward.leaks.sight import Sight
from rootward.model.scan import Unread
from rootward.workflows.scanning.gathering import Gathering, Standing
from rootward.workflows.scanning.looking import terms
from rootward.workflows.scanning.order import Order
from rootward.workflows.scanning.standing import standing_of

Progress = Callable[[str], None]


def look_through_history(
    path: str, order: Order, gathering: Gathering, *, progress: Progress, announce: Progress
) -> None:
    """Everything that the repository at `path` holds, and its submodules that are checked out.

    Raises UsageError where there is none, GitError where git fails as a whole or does not trust it, and
    KeyboardInterrupt once what was found until then is gathered.
    """
    among_others = len(order.sources) > 1 and path != "."
    looking = _Looking(order, gathering, progress, announce)
    repository = open_repository(path)
    looking.through(repository, path, prefix=f"{path.rstrip('/')}/" if among_others else "")
    looking.through_submodules(repository, f"{path.rstrip('/')}/" if among_others else "")


class _Looking:
    """One source, which may be several repositories."""

    def __init__(self, order: Order, gathering: Gathering, progress: Progress, announce: Progress) -> None:
        self._order = order
        self._gathering = gathering
        self._progress = progress
        self._announce = announce

    def through(self, repository: Repository, name: str, *, prefix: str) -> None:
        """`name`: as it is told; `prefix`: before the path of each finding. Raises GitError."""
        refuse_waiting_loose(repository.object_folders)
        root = None if repository.work_tree is None else Path(repository.work_tree)
        loaded, rules = terms(repository.git, root, self._order, self._announce)
        self._progress(f"reading the history of {name}")
        cache = cache_folder(os.environ) if self._order.cache else None
        known = None if cache is None else ScannedPacks(cache, rules)
        with Reading() as reading:
            interrupted, standing = self._standing(repository, name, reading, Looker(rules, cache), known)
        allowing = loaded.allowing.from_root()
        for sight, place in standing:
            self._gathering.see(sight, place, allowing, prefix=prefix)
        if interrupted:
            raise KeyboardInterrupt

    def _standing(
        self, repository: Repository, name: str, reading: Reading, looker: Looker, known: ScannedPacks | None
    ) -> tuple[bool, Iterable[tuple[Sight, Standing]]]:
        """Whether it was interrupted, and all that was found with where it stands."""
        workers = self._order.workers
        found = find_in_objects(repository, looker, workers=workers, scanned=known, reading=reading)
        self._gathering.look(blobs=found.blobs, commits=found.commits, bytes=found.bytes)
        self._gathering.miss((*repository.unread(name), *found.unread))
        try:
            return found.interrupted, self._attributed(repository, name, found, reading)
        except KeyboardInterrupt:
            reason = "the scan ended before it was asked which commits brought what"
            self._gathering.miss([Unread(path=name, reason=reason)])
            self._miss_what_it_lacks(name, PARTIAL if repository.partial else None)
            return True, map(_object, as_told(repository, unattributed(found.objects)))

    def through_submodules(self, repository: Repository, prefix: str) -> None:
        """Those that are checked out, by their own rules."""
        if repository.work_tree is None or not (Path(repository.work_tree) / ".gitmodules").exists():
            return
        from rootward.leaks.git.submodules import submodules

        waiting = []
        for one in submodules(repository):
            if isinstance(one, Unread):
                self._gathering.miss([one])
            else:
                waiting.append(one)
        for place, one in enumerate(waiting):
            missed = self._gathering.missed
            try:
                self.through(one.repository, prefix + one.path, prefix=f"{prefix}{one.path}/")
            except GitError as error:
                self._gathering.miss([Unread(path=prefix + one.path, reason=str(error))])
            except KeyboardInterrupt:
                rest = waiting[place:] if self._gathering.missed == missed else waiting[place + 1 :]
                self._gathering.miss(
                    Unread(path=prefix + later.path, reason="the scan ended before it") for later in rest
                )
                raise

    def _attributed(
        self, repository: Repository, name: str, found: Found[Sight], reading: Reading
    ) -> Iterable[tuple[Sight, Standing]]:
        """Raises KeyboardInterrupt. Only who asks what commits brought knows what is not here of it."""
        if not self._order.attribution:
            self._miss_what_it_lacks(name, PARTIAL if repository.partial else None)
            return map(_object, as_told(repository, unattributed(found.objects)))
        if found.is_trap:
            reason = "git was not asked which commits brought what: a pack is hostile, and git might never end"
            self._gathering.miss([Unread(path=name, reason=reason)])
            return map(_object, unattributed(found.objects))
        from rootward.leaks.git.attribution import attribute

        held = len(found.objects)
        holds = f"brought what {held:,} {'object holds' if held == 1 else 'objects hold'}" if held else "lead to what"
        self._progress(f"asking which commits {holds}")
        attribution = attribute(repository, found.objects, workers=self._order.workers, reading=reading)
        self._gathering.miss(attribution.unread)
        self._miss_what_it_lacks(name, attribution.lacking)
        return [(one.sight, standing_of(one)) for one in attribution.brought]

    def _miss_what_it_lacks(self, name: str, lacking: str | None) -> None:
        if lacking is not None:
            self._gathering.miss([Unread(path=name, reason=lacking)])


def _object(one: Brought) -> tuple[Sight, Standing]:
    """Of which nobody asked who brought it."""
    return one.sight, Standing(path=one.path, blob=one.object)
