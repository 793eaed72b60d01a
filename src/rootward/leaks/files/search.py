"""The credentials in files: many small ones at once through the gate, large ones window by window."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from rootward.leaks.files.archives.bounds import Bounds, Budget, TooMuchError
from rootward.leaks.files.archives.kinds import may_be_packed
from rootward.leaks.files.archives.stream import Bytes, Held, Patient, Stream, flowing
from rootward.leaks.files.names import reason, shown
from rootward.leaks.files.opened import NoFileError, opened, small
from rootward.leaks.gate import FEW, Gate
from rootward.leaks.kept_gate import LITTLE, kept_gate, open_kept_gate
from rootward.leaks.look import look, look_through
from rootward.leaks.rules import Rules
from rootward.leaks.sight import Sight
from rootward.model.scan import Unread

Item = tuple[str, Sight] | Unread
"""A credential and the path it was seen in, or what was not read."""

_SMALL = 1 << 20
"""Bytes up to which a file is read whole."""
_BATCH = 1 << 20
_SAID = 50
"""Parts of one archive of which it is said by name that they were not read."""
_GONE = "it was there and is not any more"


class Paths(msgspec.Struct, frozen=True, kw_only=True):
    """Some files to search, for a worker process as well."""

    paths: tuple[str, ...]
    named: bool = False
    """Whether they were asked for by name: a link is followed then, and what is no file is said."""


class Searched(msgspec.Struct, frozen=True, kw_only=True):
    """What came of some files."""

    items: tuple[Item, ...]
    files: int
    bytes: int


class Search:
    """A search that goes on from file to file.

    What is small waits until there is enough for the gate: after the last file `rest` must be asked for.
    """

    def __init__(self, rules: Rules, bounds: Bounds, *, cache: str | None = None, gate: Gate | None = None) -> None:
        """`cache` is the folder that the gate is kept in; `gate` is one that is open already."""
        self._rules = rules
        self._bounds = bounds
        self._cache = cache
        self._gate = gate
        self._asked_for_kept = False
        self._files = 0
        self._size = 0
        """Of what was looked at."""
        self._looked_at: str | None = None
        self._names: list[str] = []
        self._parts: list[bytes] = []
        self._waiting = 0
        self._patience = LITTLE
        """Bytes that may wait before somebody looks whether it is time."""

    @property
    def files(self) -> int:
        """How many were read."""
        return self._files + len(self._names)

    @property
    def size(self) -> int:
        """How many bytes of them."""
        return self._size + self._waiting

    @property
    def oldest(self) -> str | None:
        """The first file that is not done: it is looked at, or waits."""
        return self._looked_at or (self._names[0] if self._names else None)

    def searched(self, some: Paths) -> Iterator[Item]:
        """What is found in these, and in those before that still waited."""
        named = some.named
        for path in some.paths:
            try:
                data = small(path, _SMALL, follow=named)
                if data is None:
                    with opened(path, follow=named) as file:
                        yield from self._packed(shown(path), flowing(file), file, Budget(self._bounds, file.size))
                    continue
            except (OSError, NoFileError) as error:
                yield from _not_opened(path, error, named=named)
                continue
            if may_be_packed(path, data):
                held = Held(data)
                yield from self._packed(shown(path), flowing(held), held, Budget(self._bounds, len(data)))
            elif self._is_enough(path, data):
                yield from self._flushed()

    def stream(self, name: str, read: Callable[[int], bytes]) -> Iterator[Item]:
        """What is found in what `read` gives until it gives nothing."""
        budget = Budget(self._bounds, 0)

        def received(size: int) -> bytes:
            found = read(size)
            budget.receive(len(found))
            return found

        yield from self._packed(name, Stream(received), None, budget)

    def rest(self) -> Iterator[Item]:
        """What is found in those that still wait."""
        yield from self._flushed(self._gate or open_kept_gate(self._rules, self._cache, expected=self._waiting))

    def _is_enough(self, path: str, data: bytes) -> bool:
        """One more that waits; whether it is time for all of them."""
        self._names.append(path)
        self._parts.append(data)
        self._waiting += len(data)
        if self._waiting <= self._patience:
            return False
        self._patience = _BATCH if self.opens_kept() else FEW
        return self._waiting > self._patience

    def _flushed(self, gate: Gate | None = None) -> Iterator[Item]:
        if not self._parts:
            return
        gate = gate or self._quick_gate()
        names, parts = self._names, self._parts
        self._files, self._size = self.files, self.size
        self._names, self._parts, self._waiting = [], [], 0
        self._looked_at = names[0]
        for index in gate.admitted(parts):
            self._looked_at = names[index]
            for sight in look(parts[index], self._rules, gate.signs):
                yield shown(names[index]), sight
        self._looked_at = None

    def _quick_gate(self) -> Gate:
        if self._gate is None:
            self._gate = open_kept_gate(self._rules, self._cache)
        return self._gate

    def opens_kept(self) -> bool:
        """Open the quick gate where it is kept, unless it is open already; whether it is."""
        if self._gate is None and not self._asked_for_kept:
            self._asked_for_kept = True
            self._gate = kept_gate(self._rules, self._cache)
        return self.is_open

    @property
    def is_open(self) -> bool:
        """Whether the quick gate is open."""
        return self._gate is not None

    def setting(self) -> tuple[Rules, Bounds, Gate]:
        """What a worker needs to go on as this one does."""
        return self._rules, self._bounds, self._quick_gate()

    def _packed(self, path: str, stream: Stream, place: Bytes | None, budget: Budget) -> Iterator[Item]:
        """What is found in what may be an archive, or is too large to read whole; of much that is unread the start."""
        unread = 0
        for item in self._unpacked(path, stream, place, budget):
            unread += isinstance(item, Unread)
            if unread <= _SAID or not isinstance(item, Unread):
                yield item
        if unread > _SAID:
            yield Unread(path=path, reason=f"{unread - _SAID:,} more parts of it were not read, or not whole")

    def _unpacked(self, path: str, stream: Stream, place: Bytes | None, budget: Budget) -> Iterator[Item]:
        from rootward.leaks.files.archives.contents import contents, why  # few files are packed

        try:
            for part in contents(path, stream, place, budget):
                if isinstance(part, Unread):
                    yield part
                    continue
                patient = Patient(part.stream)
                data = patient.up_to(_SMALL + 1)
                if len(data) <= _SMALL:
                    if self._is_enough(part.path, data):
                        yield from self._flushed()
                else:
                    yield from self._large(part.path, data, patient)
                if isinstance(patient.error, TooMuchError):
                    raise patient.error
                if patient.error is not None:
                    yield Unread(path=part.path, reason=f"{why(patient.error)}; what stands before was read")
        except TooMuchError as error:
            yield Unread(path=path, reason=f"{error}: the rest of it was not unpacked")

    def _large(self, path: str, begun: bytes, rest: Patient) -> Iterator[Item]:
        self._files += 1
        yield from self._flushed()
        first = [begun]
        gate = self._quick_gate()
        for sight in look_through(
            lambda size: first.pop() if first else rest.read(size), self._rules, gate.admits, gate.signs
        ):
            yield path, sight
        self._size += rest.size


def searching(setting: tuple[Rules, Bounds, Gate]) -> Callable[[Paths], Searched]:
    """A worker's search, with the gate that was opened before it."""
    rules, bounds, gate = setting
    search = Search(rules, bounds, gate=gate)

    def searched(some: Paths) -> Searched:
        files, size = search.files, search.size
        items = (*search.searched(some), *search.rest())
        return Searched(items=items, files=search.files - files, bytes=search.size - size)

    return searched


def lost(some: Paths) -> Iterator[Unread]:
    """What is said of the files of a worker that ended."""
    for path in some.paths:
        yield Unread(path=shown(path), reason="the process that read it ended")


def _not_opened(path: str, error: OSError | NoFileError, *, named: bool) -> Iterator[Unread]:
    """What is said of a file that is not read: nothing where a folder's name leads to a link or to no file by now."""
    if isinstance(error, NoFileError):
        if named:
            yield Unread(path=shown(path), reason=f"{error}, not a file")
    elif named or error.errno != errno.ELOOP:
        yield Unread(path=shown(path), reason=_absent(path) if error.errno == errno.ENOENT else reason(error))


def _absent(path: str) -> str:
    return "a link that leads nowhere" if Path(path).is_symlink() else _GONE
