"""What packs do not give: looked for in other packs, then among loose objects, then through git; else told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from rootward.errors import GitError
from rootward.leaks.git.cat_file import Refused, search_given
from rootward.leaks.git.commits import from_note, noted
from rootward.leaks.git.gathering import Gathering
from rootward.leaks.git.loose import NOT_ITS_NAME, read_loose
from rootward.leaks.git.object_names import Names, as_hexadecimal, as_names, fresh
from rootward.leaks.git.pack_folders import NO_PACK, indexes_of_no_pack
from rootward.leaks.git.pack_search import PackSearch
from rootward.leaks.git.reading import Reading
from rootward.leaks.git.repository import Repository

_Finding = TypeVar("_Finding")

_BATCH = 4 << 20
_MOST_BUILT = 256 << 30
"""Bytes that git is let build, bases and all, for what it is asked for."""

_TOO_MUCH = "git would have to build more than 256 GB of deltas for it and others"
_NOT_ASKED = "git is not asked for it: a pack is hostile, and git might never end"


class _Pending(NamedTuple):
    """An object that a pack should hold, and that is looked for elsewhere: in other packs, then among loose ones."""

    pack: str
    reason: str | None
    """What is said of it where it is nowhere; None: of its pack something is said."""


class Rest(Generic[_Finding]):
    """The objects of a repository that are still to be searched."""

    def __init__(self, repository: Repository, reading: Reading, gathering: Gathering[_Finding]) -> None:
        self._repository = repository
        self._reading = reading
        self._gathering = gathering
        self._left: dict[str, int] = {}
        """Objects that git is to be asked for, with how many bytes it would build."""
        self._pending: dict[str, _Pending] = {}
        self._gone: dict[str, str] = {}
        """Objects whose file was gone, with that: git may have packed anew once more."""
        self._again: set[str] = set()
        """Objects of which it is known that they hold something, and not what."""
        self._asks_git = True

    def spare_git(self) -> None:
        """Git is asked for nothing: it might never end."""
        self._asks_git = False

    def look_again(self, oids: Sequence[str]) -> None:
        """Objects that were searched before: they hold something."""
        self._again.update(oids)

    def again(self) -> int:
        """How many of those there are."""
        return len(self._again)

    def leave(self, oid: str, built: int) -> None:
        """An object for git, which would build so many bytes for it."""
        self._left[oid] = built

    def wait_for(self, path: str, names: Names, reason: str | None) -> None:
        """Objects that a pack does not give; they may be elsewhere too. `reason`: see `_Pending`."""
        pending = _Pending(path, reason)
        for oid in as_hexadecimal(names):
            self._pending.setdefault(oid, pending)

    def lose(self, path: str, names: Names) -> None:
        """Objects whose pack has gone."""
        self.wait_for(path, names, None)
        self._gone.update(dict.fromkeys(as_hexadecimal(names), path))

    def sought_beside(self, path: str) -> list[str]:
        """Objects that other packs than this one should hold."""
        return [oid for oid, pending in self._pending.items() if pending.pack != path]

    def taken(self, names: Names) -> dict[str, _Pending]:
        """Take these out: they are looked for; `put_back` where they were not given."""
        return {oid: self._pending.pop(oid) for oid in as_hexadecimal(names)}

    def put_back(self, sought: Mapping[str, _Pending]) -> None:
        """What is said of those that wait again is what was to be said before."""
        for oid in self._pending.keys() & sought.keys():
            self._pending[oid] = sought[oid]

    def search_loose(self, own: PackSearch[_Finding], files: Mapping[str, str], known: Sequence[Names]) -> None:
        """Search loose objects, by name with their files: those not `known`, and those that packs should have given."""
        batch: list[tuple[str, str, bytes]] = []
        size = 0
        for oid in self._unpacked(list(files), known):
            try:
                loose = read_loose(files[oid])
            except KeyboardInterrupt:
                self._search_batch(batch, own)
                raise
            except FileNotFoundError:
                self._gone[oid] = files[oid]
                self._pending.setdefault(oid, _Pending(files[oid], None))
                continue
            except OSError as error:
                self._gathering.miss(files[oid], error.strerror or "it cannot be read")
                self._pending.setdefault(oid, _Pending(files[oid], None))
                continue
            if loose is None:
                self._left.setdefault(oid, 0)
                continue
            self._pending.pop(oid, None)
            self._left.pop(oid, None)
            if not loose.is_named(oid):
                self._gathering.miss(f"{loose.kind} {oid}", NOT_ITS_NAME)
            if loose.kind == "commit" and (note := noted(loose.data)) is not None:
                self._reading.commits[oid.encode()] = from_note(oid.encode(), note)
            if loose.kind != "tree":
                batch.append((oid, loose.kind, loose.data))
                size += len(loose.data)
                if size > _BATCH:
                    self._search_batch(batch, own)
                    batch, size = [], 0
        self._search_batch(batch, own)

    def _unpacked(self, oids: list[str], known: Sequence[Names]) -> list[str]:
        """Those that are in no pack, or that none gave."""
        (is_fresh,) = fresh([as_names(oids, self._repository.oid_bytes)], known)
        asked = self._pending.keys() | self._left.keys()
        return [oid for oid, one in zip(oids, is_fresh.tolist(), strict=True) if one or oid in asked]

    def _search_batch(self, batch: Sequence[tuple[str, str, bytes]], own: PackSearch[_Finding]) -> None:
        if not batch:
            return
        search = own.search
        admitted = set(search.admitted([data for _, _, data in batch]))
        for index, (oid, kind, data) in enumerate(batch):
            self._gathering.hold(oid, kind, search.found(data) if index in admitted else ())
            self._gathering.count(kind, 1)
            self._gathering.count_bytes(len(data))

    def search_through_git(self, own: PackSearch[_Finding]) -> None:
        """Ask git for what is left."""
        asked = self._for_git()
        if not asked:
            return
        try:
            for given in search_given(self._repository, sorted(asked), own.search):
                if isinstance(given, Refused):
                    if given.oid not in self._gone or not given.is_missing:
                        self._gathering.miss(f"{given.kind} {given.oid}", given.reason)
                    if not given.is_missing:
                        self._gone.pop(given.oid, None)
                        self._pending.pop(given.oid, None)
                else:
                    self._gathering.hold(given.oid, given.kind, given.findings)
                    if given.oid in self._left or given.oid in self._pending:
                        self._gathering.count(given.kind, 1)
                        self._gathering.count_bytes(given.size)
                    self._gone.pop(given.oid, None)
                    self._pending.pop(given.oid, None)
        except GitError as error:
            self._gathering.miss("objects that could not be read directly", str(error))

    def _for_git(self) -> set[str]:
        """What git is asked for; of the rest it is said that it is not."""
        asked = {*self._left, *self._again, *(oid for oid in self._gone if oid in self._pending)}
        if not self._asks_git:
            for oid in asked:
                self._gathering.miss(f"object {oid}", _NOT_ASKED)
            return set()
        built = 0
        for oid, size in sorted(self._left.items(), key=lambda one: (one[1], one[0])):
            built += size
            if built > _MOST_BUILT:
                asked.discard(oid)
                self._gathering.miss(f"object {oid}", _TOO_MUCH)
        return asked

    def tell(self) -> None:
        """Say what was nowhere."""
        lost: Counter[str] = Counter()
        for oid, pending in self._pending.items():
            if pending.reason is not None:
                self._gathering.miss(f"object {oid}", pending.reason)
            elif oid in self._gone:
                lost[self._gone[oid]] += 1
        for path, count in lost.items():
            said = "an object of it is" if count == 1 else f"{count:,} objects of it are"
            self._gathering.miss(path, f"it was removed while it was read, and {said} nowhere else")
        for path in indexes_of_no_pack(self._repository.object_folders):
            self._gathering.miss(path, NO_PACK)
