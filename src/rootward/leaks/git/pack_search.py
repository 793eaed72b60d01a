"""Search portions of packs, one after the other, in this process or in a worker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from rootward.leaks.git.asking import Asking, Searched
from rootward.leaks.git.commits import noted
from rootward.leaks.git.pack_file import read_portion
from rootward.leaks.git.rebuilding import IS_COMMIT, Portion, Rebuilt, rebuilt
from rootward.leaks.git.searcher import Search, Searcher
from rootward.processes.memory import keep_freed_memory

_Finding = TypeVar("_Finding")


class PackSearch(Generic[_Finding]):
    """A search of packs."""

    def __init__(self, searcher: Searcher[_Finding], expected: int | None = None) -> None:
        """`expected`: bytes that are to be searched, where that is known."""
        self._searcher = searcher
        self._expected = expected
        self._search: Search[_Finding] | None = None
        self._under_way: tuple[Portion, Asking[_Finding]] | None = None

    @property
    def search(self) -> Search[_Finding]:
        """The search; it begins where it has not."""
        if self._search is None:
            self._search = self._searcher.search(self._expected)
        return self._search

    def prepare(self) -> None:
        """Begin, so that other processes need not."""
        keep_freed_memory()
        _ = self.search

    def __call__(self, portion: Portion) -> Searched[_Finding] | None:
        """What became of a portion; None where its pack cannot be opened any more."""
        keep_freed_memory()
        try:
            data = read_portion(portion)
        except OSError:
            return None
        asking = Asking(self.search)
        self._under_way = portion, asking
        unclaimed: list[int] = []
        commits: list[bytes] = []
        asking.about(_noting(rebuilt(data, portion, unclaimed), portion.flags, commits))
        searched = asking.searched(sum(unclaimed), b"".join(commits))
        self._under_way = None
        return searched

    def part(self) -> tuple[Portion, Searched[_Finding]] | None:
        """The portion in which it was interrupted, and what was found in it until then."""
        if self._under_way is None:
            return None
        portion, asking = self._under_way
        self._under_way = None
        return portion, asking.searched_so_far()


def _noting(objects: Iterable[Rebuilt], flags: bytes, commits: list[bytes]) -> Iterator[Rebuilt]:
    """The objects; what the commits among them say of others is noted by the way."""
    for one in objects:
        if flags[one[0]] & IS_COMMIT and one[1] is not None:
            said = noted(one[1])
            if said is not None:
                commits.append(b"%d %s\n" % (one[0], said))
        yield one
