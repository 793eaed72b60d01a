"""Search a repository's objects by reading its packs and loose files directly; git is asked for what that leaves."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from rootward.leaks.git.asking import Searched
from rootward.leaks.git.commits import from_note
from rootward.leaks.git.found import Found
from rootward.leaks.git.gathering import Gathering
from rootward.leaks.git.loose import loose_files
from rootward.leaks.git.object_names import Names, among, as_hexadecimal, as_names, fresh
from rootward.leaks.git.pack import BLOB, COMMIT, TAG
from rootward.leaks.git.pack_folders import NO_INDEX, pack_files
from rootward.leaks.git.pack_index import DamagedPackError, PackIndex
from rootward.leaks.git.pack_plan import Plan, Stretch, plan_pack
from rootward.leaks.git.pack_search import PackSearch
from rootward.leaks.git.reading import Reading
from rootward.leaks.git.rebuilding import DAMAGED, TOO_LARGE, Portion
from rootward.leaks.git.repository import Repository
from rootward.leaks.git.rest import Rest
from rootward.leaks.git.scanned_packs import Record, ScannedPacks
from rootward.leaks.git.searcher import Searcher
from rootward.processes.crew import Lost, Work

_Finding = TypeVar("_Finding")

_Work = Work[Portion, Searched[_Finding] | None]

_KINDS = {COMMIT: "commit", BLOB: "blob", TAG: "tag"}
_WORTH_A_WORKER = 16 << 20
"""Bytes of packs for each process: fewer are done before another has started."""
_PORTIONS_EACH = 8
"""At least, for each process: so that all of them end together."""
_OF_AN_OBJECT = 8 << 10
"""How large an object is, about."""
_UNPACKED = 8
"""How much larger the objects of a pack are, about."""
_MOST_IN_ONE = 256 << 20
"""Bytes of a commit or a tag: git streams nothing but blobs."""

_BASE = "its base is not in its pack, or is damaged"
_CIRCULAR = "its pack is hostile: deltas in it are based on themselves"
_LARGE = "it is too large: git would have to build more than 256 MB of deltas in memory"
_DAMAGED = "it is damaged"
_NOT_WHOLE = "it says to hold more objects, or fewer, than its index leads to"
_REPEATS = "its index gives the name of one object to several: all were searched, and which git takes nobody knows"


def find_in_packs(
    repository: Repository,
    searcher: Searcher[_Finding],
    reading: Reading,
    *,
    workers: int,
    scanned: ScannedPacks | None,
) -> Found[_Finding]:
    """Search every blob, commit and tag; see `finding`."""
    return _Finder(repository, searcher, reading, workers, scanned).find()


@dataclass
class _Tally:
    """What becomes known of a pack that is searched whole."""

    holding: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


class _Finder(Generic[_Finding]):
    def __init__(
        self,
        repository: Repository,
        searcher: Searcher[_Finding],
        reading: Reading,
        workers: int,
        scanned: ScannedPacks | None,
    ) -> None:
        self._repository = repository
        self._searcher = searcher
        self._reading = reading
        self._workers = workers
        self._scanned = scanned
        self._gathering = Gathering[_Finding]()
        self._seen: set[str] = set()
        """The packs that are done with."""
        self._known: list[Names] = []
        """What was searched or is left, of each pack."""
        self._read: list[tuple[str, PackIndex]] = []
        """The packs that could be read."""
        self._rest = Rest(repository, reading, self._gathering)
        self._tallies: dict[str, _Tally] = {}

    def find(self) -> Found[_Finding]:
        packs = [(path, size) for path, size in self._packs() if not self._recall(path)]
        loose = self._loose()
        size = sum(size for _, size in packs)
        expected = size * _UNPACKED + (len(loose) + self._rest.again()) * _OF_AN_OBJECT
        others = min(self._workers - 1, size // _WORTH_A_WORKER)
        try:
            own = PackSearch(self._searcher, expected)
            if others:
                own.prepare()  # once, for all of them
            work: _Work[_Finding] = self._reading.crew.begin(PackSearch, self._searcher, others)
            if self._search_packs(work, own, [path for path, _ in packs]):
                # Git packed anew meanwhile.
                self._search_packs(work, own, [path for path, _ in self._packs()], again=True)
                loose = self._loose()
            self._search_elsewhere(work, own)
            self._rest.search_loose(own, loose, self._known)
            self._rest.search_through_git(own)
            self._rest.tell()
        except KeyboardInterrupt:
            self._gathering.interrupt("the objects that were not yet searched")
        else:
            self._keep()
        return self._gathering.found()

    def _loose(self) -> dict[str, str]:
        """The loose objects and their files."""
        files: dict[str, str] = {}
        for folder in self._repository.object_folders:
            for oid, path in loose_files(folder, self._repository.oid_bytes, self._gathering.miss):
                files.setdefault(oid, path)
        return files

    def _packs(self) -> Iterator[tuple[str, int]]:
        """The packs that are not done with, and their sizes."""
        for path, size in pack_files(self._repository.object_folders, self._gathering.miss):
            if path not in self._seen:
                yield path, size

    def _search_packs(
        self,
        work: _Work[_Finding],
        own: PackSearch[_Finding],
        paths: Sequence[str],
        *,
        again: bool = False,
    ) -> bool:
        """Search packs; whether one of them was gone. `again`: then it is said of one without an index."""
        read: list[tuple[str, PackIndex]] = []
        gone = False
        for path in paths:
            try:
                read.append((path, self._index(path)))
            except FileNotFoundError:
                # Of a pack that it lets go of git removes the index first.
                if again and os.path.lexists(path):
                    self._miss(path, NO_INDEX)
                gone = True
                continue
            except OSError as error:
                self._miss(path, error.strerror or "its index cannot be read")
            except DamagedPackError as error:
                self._miss(path, str(error))
            self._seen.add(path)
        wanted = fresh([index.oids for _, index in read], self._known)
        for place, (path, index) in enumerate(read):
            if index.repeats:
                self._miss(path, _REPEATS)
                wanted[place][:] = True
        self._known += [index.oids for _, index in read]
        return gone | self._search_indexed(work, own, [(*one, rows) for one, rows in zip(read, wanted, strict=True)])

    def _search_indexed(
        self,
        work: _Work[_Finding],
        own: PackSearch[_Finding],
        packs: Iterable[tuple[str, PackIndex, npt.NDArray[np.bool_]]],
    ) -> bool:
        """Search some rows of packs; whether one of them was gone."""
        gone = False
        stretches: list[Stretch] = []
        portions: list[Portion] = []
        for path, index, is_wanted in packs:
            try:
                plan = plan_pack(path, index, self._reading.packs, is_wanted, least=_PORTIONS_EACH * self._workers)
            except DamagedPackError as error:
                self._miss(path, str(error))
                self._rest.wait_for(path, index.oids[is_wanted], None)
            except FileNotFoundError:
                gone = True
                self._rest.lose(path, index.oids[is_wanted])
            except OSError as error:
                self._miss(path, error.strerror or "it cannot be read")
                self._rest.wait_for(path, index.oids[is_wanted], None)
            else:
                if plan.is_circular or index.repeats:
                    self._rest.spare_git()
                if plan.is_circular:
                    self._gathering.warn_of_trap()
                self._read.append((path, index))
                self._begin(path, plan, whole=bool(is_wanted.all()))
                stretches += plan.stretches
                portions += plan.portions
        taken = 0
        try:
            for stretch, answer in zip(stretches, work.answers(portions, own), strict=True):
                gone |= self._take(stretch, own(answer.task) if isinstance(answer, Lost) else answer)
                taken += 1
        except KeyboardInterrupt:
            self._take_rest(work, own, stretches, portions, taken)
            raise
        return gone

    def _take_rest(
        self,
        work: _Work[_Finding],
        own: PackSearch[_Finding],
        stretches: Sequence[Stretch],
        portions: Sequence[Portion],
        taken: int,
    ) -> None:
        """Interrupted, with so many of them taken over: keep what is known of the others, and tell of the rest."""
        unfinished = set(range(taken, len(stretches)))
        for number, answer in work.drained():
            if number in unfinished and not isinstance(answer, Lost):
                unfinished.discard(number)
                self._take(stretches[number], answer)
        part = own.part()
        for number in unfinished:
            stretch = stretches[number]
            self._tallies.pop(stretch.path, None)
            self._miss(stretch.path, "interrupted")
            if part is not None and portions[number] is part[0]:
                for step, findings in part[1].found:
                    (oid,) = as_hexadecimal(stretch.names[step : step + 1])
                    self._gathering.hold(oid, _KINDS[int(stretch.kinds[step])], findings)

    def _index(self, path: str) -> PackIndex:
        """Raises OSError, DamagedPackError."""
        return self._reading.packs.index(path, self._repository.oid_bytes)

    def _miss(self, path: str, reason: str) -> None:
        self._gathering.miss(path, reason)

    def _search_elsewhere(self, work: _Work[_Finding], own: PackSearch[_Finding]) -> None:
        """Search other packs for what one should hold, and does not give."""
        packs, self._read = self._read, []
        for path, index in packs:
            oids = self._rest.sought_beside(path)
            if not oids:
                continue
            is_wanted = among(index.oids, as_names(oids, self._repository.oid_bytes))
            if is_wanted.any():
                sought = self._rest.taken(index.oids[is_wanted])
                self._search_indexed(work, own, [(path, index, is_wanted)])
                self._rest.put_back(sought)

    def _begin(self, path: str, plan: Plan, *, whole: bool) -> None:
        self._rest.wait_for(path, plan.left, _CIRCULAR if plan.is_circular else _BASE)
        if not plan.is_whole:
            self._miss(path, _NOT_WHOLE)
        if whole and plan.is_whole and not plan.left.size:
            self._tallies[path] = _Tally()

    def _take(self, stretch: Stretch, searched: Searched[_Finding] | None) -> bool:
        """Take over what became of a stretch; whether its pack was gone."""
        if searched is None:
            self._tallies.pop(stretch.path, None)
            self._rest.lose(stretch.path, stretch.names[stretch.wanted])
            return True
        if searched.unclaimed:
            self._tallies.pop(stretch.path, None)
            self._miss(stretch.path, "it holds something that its index does not lead to")
        self._note_commits(stretch, searched.commits)
        tally = self._tallies.get(stretch.path, _Tally())
        for step, findings in searched.found:
            (oid,) = as_hexadecimal(stretch.names[step : step + 1])
            tally.holding.append(oid)
            self._gathering.hold(oid, _KINDS[int(stretch.kinds[step])], findings)
        done = stretch.wanted.copy()
        if searched.left:
            self._tallies.pop(stretch.path, None)
            for step, built in searched.left:
                done[step] = False
                self._leave(stretch, step, built)
        counts = np.bincount(stretch.kinds[done], minlength=TAG + 1).tolist()
        for kind, name in _KINDS.items():
            tally.counts[name] += counts[kind]
            self._gathering.count(name, counts[kind])
        tally.counts["bytes"] += searched.bytes
        self._gathering.count_bytes(searched.bytes)
        return False

    def _note_commits(self, stretch: Stretch, lines: bytes) -> None:
        if not lines:
            return
        digits = stretch.names.shape[1] * 2
        names = stretch.names.tobytes().hex().encode()
        for line in lines.splitlines():
            step, _, note = line.partition(b" ")
            oid = names[int(step) * digits : (int(step) + 1) * digits]
            self._reading.commits[oid] = from_note(oid, note)

    def _leave(self, stretch: Stretch, step: int, built: int) -> None:
        """An object that was not rebuilt here: for git, where that can build it."""
        is_large = int(stretch.kinds[step]) != BLOB and built > _MOST_IN_ONE
        names = stretch.names[step : step + 1]
        if built >= TOO_LARGE or is_large:
            self._rest.wait_for(stretch.path, names, _DAMAGED if built >= DAMAGED else _LARGE)
        else:
            (oid,) = as_hexadecimal(names)
            self._rest.leave(oid, built)

    def _recall(self, path: str) -> bool:
        """Whether a pack was searched before; then what is known of it is taken over."""
        record = None if self._scanned is None else self._scanned.recall(path)
        if record is None:
            return False
        try:
            index = self._index(path)
        except (OSError, DamagedPackError):
            return False
        count = index.oids.shape[0]
        holding = (
            as_names(record.holding, self._repository.oid_bytes) if record.fits(self._repository.oid_bytes) else None
        )
        if (
            holding is None
            or record.blobs + record.commits + record.tags > count
            or int(among(index.oids, holding).sum()) != len(record.holding)
        ):
            return False
        self._seen.add(path)
        self._known.append(index.oids)
        self._rest.look_again(record.holding)
        for kind, count in (("blob", record.blobs), ("commit", record.commits), ("tag", record.tags)):
            self._gathering.count(kind, count)
        self._gathering.count_bytes(record.bytes)
        return True

    def _keep(self) -> None:
        """Keep what became known of the packs that were searched whole."""
        if self._scanned is None:
            return
        for path, tally in self._tallies.items():
            record = Record(
                holding=tuple(sorted(tally.holding)),
                blobs=tally.counts["blob"],
                commits=tally.counts["commit"],
                tags=tally.counts["tag"],
                bytes=tally.counts["bytes"],
            )
            self._scanned.keep(path, record)
