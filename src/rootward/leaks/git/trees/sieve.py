"""Tell the trees of a repository apart by what is sought in them, so that few of its commits need to be compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain

import numpy as np

from rootward.leaks.git.blank_tree import EMPTY_TREE
from rootward.leaks.git.loose import loose_files, read_loose
from rootward.leaks.git.object_names import Names, as_names
from rootward.leaks.git.pack import TREE
from rootward.leaks.git.pack_folders import pack_files
from rootward.leaks.git.pack_index import DamagedPackError, PackIndex
from rootward.leaks.git.pack_plan import plan_pack
from rootward.leaks.git.reading import Reading
from rootward.leaks.git.repository import Repository
from rootward.leaks.git.trees.entries import NotTreesError
from rootward.leaks.git.trees.keys import PADDING, Keying, Keys, in_words
from rootward.leaks.git.trees.marks import TooDeepError, marks_of
from rootward.leaks.git.trees.reading import MOST_LINKS, Part, Read, Setting, TreeReader, joined
from rootward.leaks.git.trees.table import ABSENT, OTHER, SOUGHT, Table
from rootward.processes.crew import Lost, Work

_PORTIONS_EACH = 8
_MOST_LOOSE = 16 << 20
"""Bytes of trees that lie in files of their own."""
_MOST_BYTES = 32 << 30
"""Of all trees: it takes minutes to read them."""

_NONE = np.empty(0, np.uint64)
_AMBIGUOUS = "one name has several objects, and which of them git takes nobody knows"


class UnsiftedError(Exception):
    """The trees cannot be told apart here: something of them is not here, or is not as git writes it."""


class Marks:
    """A number for each tree: those with the same one have the same of what is sought at the same paths. 0: nothing."""

    def __init__(self, table: Table, keying: Keying, marks: Keys, *, lacking: bool) -> None:
        self.lacking = lacking
        """Whether any tree leads to something that is not here, or may do so: it is sought, too."""
        self._table = table
        self._keying = keying
        self._marks = marks

    def of(self, trees: Sequence[bytes]) -> dict[bytes, int]:
        """Those of some trees, by their names in hexadecimal, without those that are 0.

        A tree that is not here has one that no other has.
        """
        keys = self._keys(trees)
        rows = self._table.of_each(keys)
        known = rows < SOUGHT
        marks = keys.copy()
        marks[known] = self._marks[rows[known]]
        return {trees[place]: int(marks[place]) for place in np.flatnonzero(marks).tolist()}

    def lacks(self, oids: AbstractSet[bytes]) -> set[bytes]:
        """Those of which no object is here, by their names in hexadecimal."""
        asked = list(oids)
        values = self._table.of_each(self._keys(asked))
        return {asked[place] for place in np.flatnonzero(values == ABSENT).tolist()}

    def _keys(self, oids: Sequence[bytes]) -> Keys:
        digits = b"".join(oids).decode()
        return _keys(as_names([digits], len(digits) // 2).reshape(len(oids), -1), self._keying) if oids else _NONE


def read_marks(repository: Repository, blobs: Collection[bytes], reading: Reading, *, workers: int) -> Marks:
    """The marks of all trees of a repository and its alternates, reachable or not; `blobs` are sought.

    `workers` counts the processes, this one among them. Raises UnsiftedError.
    """
    try:
        return _Sifting(repository, blobs, reading, workers).marks()
    except (OSError, DamagedPackError, NotTreesError, TooDeepError) as error:
        raise UnsiftedError(str(error)) from error


class _Sifting:
    def __init__(self, repository: Repository, blobs: Collection[bytes], reading: Reading, workers: int) -> None:
        self._repository = repository
        self._reading = reading
        self._blobs = blobs
        self._workers = workers
        self._keying = Keying.drawn()
        self._every: list[Names] = []
        """The names of all objects."""
        self._trees: list[Names] = []
        """Those of the trees, in the order of their rows."""
        self._count = 0
        self._parts: list[Part] = []
        self._loose: list[bytes] = []
        self._is_obscure = False
        """Whether there may be trees that git reads and nobody does here."""

    def marks(self) -> Marks:
        for path, index in self._packs():
            self._plan(path, index)
        self._find_loose()
        table, names = self._table()
        read = joined(self._read(Setting(self._keying, table, self._repository.oid_bytes)))
        marks = marks_of(read, names)
        if (marks[table.of_each(names)] != marks).any():
            raise UnsiftedError(_AMBIGUOUS)
        lacking = read.lacking or self._is_obscure or bool(read.unreadable.size)
        return Marks(table, self._keying, marks, lacking=lacking)

    def _packs(self) -> Iterator[tuple[str, PackIndex]]:
        """Raises UnsiftedError, OSError, DamagedPackError."""
        for path, _size in pack_files(self._repository.object_folders, _unsifted):
            yield path, self._reading.packs.index(path, self._repository.oid_bytes)

    def _plan(self, path: str, index: PackIndex) -> None:
        every = np.ones(index.oids.shape[0], np.bool_)
        plan = plan_pack(path, index, self._reading.packs, every, least=_PORTIONS_EACH * self._workers, of=(TREE,))
        if plan.is_circular or index.repeats:
            raise UnsiftedError(f"{path}: its objects are based on themselves, or one name is given to several")
        self._is_obscure |= bool(plan.left.size)
        self._every.append(index.oids)
        for stretch, portion in zip(plan.stretches, plan.portions, strict=True):
            self._parts.append(Part(portion, self._count))
            self._hold(stretch.names)

    def _hold(self, trees: Names) -> None:
        self._trees.append(trees)
        self._count += trees.shape[0]

    def _find_loose(self) -> None:
        """The loose objects: which there are, and what the trees among them hold. The empty tree is always there."""
        files: Mapping[str, str] = {
            oid: path
            for folder in self._repository.object_folders
            for oid, path in loose_files(folder, self._repository.oid_bytes, _unsifted)
        }
        trees = {EMPTY_TREE[self._repository.oid_bytes * 2].decode(): b""}
        size = 0
        for oid, path in files.items():
            loose = read_loose(path)
            if loose is None or (loose.kind == "tree" and not loose.is_named(oid)):
                self._is_obscure = True
            elif loose.kind == "tree":
                trees[oid] = loose.data
                size += len(loose.data)
                if size > _MOST_LOOSE:
                    raise UnsiftedError("too many trees lie in files of their own")
        self._loose = [*trees.values()]
        self._every.append(as_names([*files], self._repository.oid_bytes))
        self._hold(as_names([*trees], self._repository.oid_bytes))

    def _table(self) -> tuple[Table, Keys]:
        """What is known of all objects, and the keys of the trees by their rows."""
        names = _keys(np.concatenate(self._trees), self._keying)
        sought = _keys(as_names([oid.decode() for oid in self._blobs], self._repository.oid_bytes), self._keying)
        every = _keys(np.concatenate(self._every), self._keying)
        table = Table.of(every.size + sought.size + names.size)
        table.put(every, OTHER)
        table.put(sought, SOUGHT)
        table.put(names, np.arange(names.size, dtype=np.uint32))
        if (table.of_each(sought) != SOUGHT).any():
            raise UnsiftedError(_AMBIGUOUS)
        return table, names

    def _read(self, setting: Setting) -> Iterator[Read]:
        links = size = 0
        work: Work[Part, Read | None] = self._reading.crew.begin(TreeReader, setting, self._workers - 1)
        own = TreeReader(setting)
        loose = own.read(self._count - len(self._loose), self._loose)
        for answer in chain((loose,), work.answers(self._parts, own)):
            read = own(answer.task) if isinstance(answer, Lost) else answer
            if read is None:
                raise UnsiftedError("a pack has gone, or it holds trees that git did not write")
            links += read.links
            size += read.size
            if links > MOST_LINKS or size > _MOST_BYTES:
                raise UnsiftedError("there are too many trees, or too large ones")
            yield read


def _keys(names: Names, keying: Keying) -> Keys:
    text = names.tobytes() + PADDING
    return keying.of_names(in_words(text), np.arange(names.shape[0], dtype=np.int64) * names.shape[1])


def _unsifted(path: str, reason: str) -> None:
    raise UnsiftedError(f"{path}: {reason}")
