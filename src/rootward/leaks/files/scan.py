"""Scan files: those that were asked for, in that order, by as many processes as pay."""

from __future__ import annotations

import os
import stat
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator
from itertools import chain, islice

from rootward.errors import UsageError
from rootward.leaks.files.archives.bounds import Bounds
from rootward.leaks.files.named import named
from rootward.leaks.files.names import absolute, shown
from rootward.leaks.files.order import STANDARD_INPUT, FilesOrder, Tally
from rootward.leaks.files.repositories import unread_objects
from rootward.leaks.files.search import Item, Paths, Search, Searched, lost, searching
from rootward.leaks.files.walk import walk
from rootward.leaks.rules import Rules
from rootward.model.scan import Unread
from rootward.processes.processors import MOST_WORKERS, may_fork, processors

_CHUNK = 64
"""Files that are searched together."""
_CHUNK_NAMES = 3 << 10
"""Bytes of their names, after which there are no more of them: what goes to a process that is forked is small."""
_ALONE_BYTES = 192 << 20
_ALONE_FILES = 24_000
"""What is done here, by this process and its kin, before others are called: their start costs a tenth of a second each.
"""
_KIN = 3
"""Processes that are forked, at most."""
_PAYING = 4
"""Chunks of a folder from which on one is."""
_DESCRIPTORS = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")
"""What a shell's `<(…)` becomes."""


def scan_files(
    order: FilesOrder,
    rules: Rules,
    tally: Tally,
    *,
    bounds: Bounds | None = None,
    read_input: Callable[[int], bytes] | None = None,
) -> Generator[Item, None, None]:
    """Every credential with the path it was seen in, and what was not read, in one order for the same files.

    `tally` holds how much was looked through, and after an interruption what was not. `read_input` is standard input's
    by default. Raises UsageError for a path that is not there and a glob that matches nothing, before anything is read;
    with `gitignore` also what `not_ignored` raises.
    """
    places = named(order.paths)
    run = _Run(rules, bounds or Bounds(), tally, order)
    tally.begin(tuple(map(_shown_place, places)), run.reached)
    asked = frozenset(absolute(place) for place in places) if len(places) > 1 else frozenset[str]()
    for place in places:
        if place == STANDARD_INPUT:
            yield from run.stream(place, read_input or _standard_input())
        else:
            yield from run.place(place, asked)
        tally.finish()


class _Run:
    """One scan of files."""

    def __init__(self, rules: Rules, bounds: Bounds, tally: Tally, order: FilesOrder) -> None:
        self._search = Search(rules, bounds, cache=order.cache)
        self._tally = tally
        self._starts: deque[str] = deque()
        """The first file of each chunk that is not done."""
        self._is_shared = False
        """Whether other processes are at it too."""
        self._before = (0, 0)
        """The tally's files and bytes when the folder began."""
        self._gitignore = order.gitignore
        self._hands = min(processors() if order.workers is None else order.workers, MOST_WORKERS) - 1

    def reached(self) -> str | None:
        """The first file that is not done, of those that were begun."""
        oldest = self._search.oldest
        if oldest is not None and not self._is_shared:  # others may be at what comes before
            return shown(oldest)
        return self._starts[0] if self._starts else None

    def stream(self, name: str, read: Callable[[int], bytes]) -> Iterator[Item]:
        yield from self._counted(chain(self._search.stream(name, read), self._search.rest()))

    def place(self, place: str, asked: frozenset[str]) -> Iterator[Item]:
        try:
            mode = os.stat(place).st_mode  # noqa: PTH116 - pathlib is slow to import
        except OSError:
            mode = 0  # opening it will say why
        if mode and (objects := unread_objects(place)) is not None:
            yield objects
        elif stat.S_ISDIR(mode):
            yield from self._folder(place, asked - {absolute(place)})
        elif stat.S_ISFIFO(mode) and place.startswith(_DESCRIPTORS):
            with open(place, "rb", buffering=0) as pipe:  # noqa: PTH123
                yield from self.stream(shown(place), pipe.read)
        else:
            chunk = Paths(paths=(place,), named=True)
            yield from self._counted(chain(self._search.searched(chunk), self._search.rest()))

    def _folder(self, folder: str, asked: frozenset[str]) -> Iterator[Item]:
        said: list[Unread] = []
        self._starts.clear()
        self._before = (self._tally.files, self._tally.bytes)
        chunks = self._chunks(self._files(folder, asked), said)
        if self._hands > 0 and may_fork():
            chunks = yield from self._with_kin(chunks)
        else:
            yield from self._alone(chunks, self._has_done_enough)
        if (following := next(chunks, None)) is not None:
            yield from self._together(chain((following,), chunks))
        yield from said

    def _files(self, folder: str, asked: frozenset[str]) -> Iterator[str | Unread]:
        if not self._gitignore:
            return walk(folder, asked)
        from rootward.leaks.files.ignored import not_ignored  # git is not needed otherwise

        return not_ignored(folder, asked)

    def _together(self, chunks: Iterator[Paths]) -> Iterator[Item]:
        """The rest, by several processes."""
        from rootward.processes.crew import Crew, Lost  # few trees are so large

        self._is_shared = True
        with Crew() as crew:
            work = crew.begin(searching, self._search.setting(), self._hands)
            try:
                for answer in work.answers(chunks, self._own):
                    yield from self._given(_lost(answer.task) if isinstance(answer, Lost) else answer)
            except KeyboardInterrupt:
                for _number, answer in work.drained():
                    yield from () if isinstance(answer, Lost) else answer.items
                raise
        self._is_shared = False

    def _alone(self, chunks: Iterator[Paths], is_enough: Callable[[], bool]) -> Iterator[Item]:
        """What this process does by itself: all of it, or until it pays to call others."""
        for chunk in chunks:
            yield from self._counted(self._search.searched(chunk))
            self._starts.popleft()
            if self._hands > 0 and is_enough():
                break
        yield from self._counted(self._search.rest())

    def _has_done_enough(self) -> bool:
        files, size = self._before
        return self._tally.files - files >= _ALONE_FILES or self._tally.bytes - size >= _ALONE_BYTES

    def _with_kin(self, chunks: Iterator[Paths]) -> Generator[Item, None, Iterator[Paths]]:
        """What this process does with those that it forks. What is left of the chunks then is for others.

        Nobody is forked before the quick gate is open: that costs more, and whoever is forked has it open too.
        """
        pays, chunks = _pays(chunks)
        if not (pays and self._search.opens_kept()):
            yield from self._alone(chunks, lambda: self._search.is_open)
            pays, chunks = _pays(chunks)
        if not pays:
            yield from self._alone(chunks, lambda: False)
            return chunks
        from rootward.processes.kin import Kin  # small trees are done by now

        self._is_shared = True
        with Kin(self._own, min(self._hands, _KIN)) as kin:
            try:
                for answer in kin.answers(chunks, _lost, self._has_done_enough):
                    yield from self._given(answer)
            except KeyboardInterrupt:
                for answer in kin.drained():
                    yield from answer.items
                raise
        self._is_shared = False
        return chunks

    def _given(self, answer: Searched) -> Iterator[Item]:
        """What came of the chunk that was the first of those not done."""
        self._tally.files += answer.files
        self._tally.bytes += answer.bytes
        yield from answer.items
        self._starts.popleft()

    def _own(self, chunk: Paths) -> Searched:
        """A chunk that this process does while the others work."""
        files, size = self._search.files, self._search.size
        items = (*self._search.searched(chunk), *self._search.rest())
        return Searched(items=items, files=self._search.files - files, bytes=self._search.size - size)

    def _chunks(self, found: Iterator[str | Unread], said: list[Unread]) -> Iterator[Paths]:
        """The paths, some at a time; what could not be listed goes to `said`."""
        some: list[str] = []
        size = 0
        for path in _without_unread(found, said):
            some.append(path)
            size += len(path.encode("utf-8", "surrogatepass"))
            if len(some) == _CHUNK or size > _CHUNK_NAMES:
                yield self._chunk(some)
                some, size = [], 0
        if some:
            yield self._chunk(some)

    def _chunk(self, paths: list[str]) -> Paths:
        self._starts.append(shown(paths[0]))
        return Paths(paths=tuple(paths))

    def _counted(self, items: Iterator[Item]) -> Iterator[Item]:
        """The items; the tally follows them."""
        before = (self._search.files, self._search.size)
        try:
            yield from items
        finally:
            self._tally.files += self._search.files - before[0]
            self._tally.bytes += self._search.size - before[1]


def _pays(chunks: Iterator[Paths]) -> tuple[bool, Iterator[Paths]]:
    """Whether there are so many that another process pays; and all of them."""
    ahead = tuple(islice(chunks, _PAYING))
    return len(ahead) == _PAYING, chain(ahead, chunks)


def _lost(chunk: Paths) -> Searched:
    return Searched(items=tuple(lost(chunk)), files=0, bytes=0)


def _standard_input() -> Callable[[int], bytes]:
    """Reads from it. Raises UsageError where the caller has closed it."""
    if sys.stdin is None:
        raise UsageError("standard input is closed", advice="give it something to read, or name a file")
    return sys.stdin.buffer.read


def _without_unread(found: Iterator[str | Unread], said: list[Unread]) -> Iterator[str]:
    for path in found:
        if isinstance(path, Unread):
            said.append(path)
        else:
            yield path


def _shown_place(place: str) -> str:
    return place if place == STANDARD_INPUT else shown(place.rstrip(os.sep) or place)
