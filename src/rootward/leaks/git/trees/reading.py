"""Read the trees of a part of a pack, in this process or in a worker: what leads to trees, and to what is sought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from rootward.leaks.git.pack_file import read_portion
from rootward.leaks.git.rebuilding import Portion, rebuilt
from rootward.leaks.git.trees.entries import NotTreesError, parse_trees
from rootward.leaks.git.trees.keys import PADDING, Keying, Keys, Places, in_words
from rootward.leaks.git.trees.table import ABSENT, SOUGHT, Recent, Table
from rootward.processes.memory import keep_freed_memory

_AT_ONCE = 1 << 20
"""Bytes of trees that are read in one go."""
MOST_LINKS = 8_000_000
"""For each twenty bytes are kept."""
_MOST_BYTES = 2 << 30
"""Of the trees of a part: deltas of a few megabytes can make a thousand times as many."""

Rows = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Setting:
    """What reading needs to know. Plain data, for a worker process."""

    keying: Keying
    table: Table
    oid_bytes: int


@dataclass(frozen=True)
class Part:
    """Trees of a pack, the first of which has that row; the others have the rows behind it."""

    portion: Portion
    row: int


@dataclass(frozen=True)
class Links:
    """Entries of trees, one after the other in all the arrays."""

    parents: Rows
    """The tree's row."""
    headers: Keys
    """The key of its mode and its name."""
    objects: Keys | Rows
    """What it leads to: the row of a tree, or the key of what is no tree that is here."""


@dataclass(frozen=True)
class Read:
    """What some trees lead to."""

    inner: Links
    """Trees."""
    sought: Links
    """Blobs that are sought, and what is not here: who brought that is to be asked too."""
    unreadable: Rows
    """Trees that do not rebuild."""
    lacking: bool
    """Whether anything is not here, or is here and no tree that is read."""
    size: int
    """How many bytes the trees have."""

    @property
    def links(self) -> int:
        """How many there are."""
        return self.inner.parents.size + self.sought.parents.size


class TreeReader:
    """Reads trees."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._known = Recent(setting.table)
        keep_freed_memory()

    def __call__(self, part: Part) -> Read | None:
        """What the trees of a part lead to; None where its pack has gone, or they are no trees."""
        try:
            pack = read_portion(part.portion)
            return self.read(part.row, (data for _step, data, _base, _delta in rebuilt(pack, part.portion)))
        except (OSError, NotTreesError):
            return None

    def read(self, row: int, texts: Iterable[bytes | None]) -> Read:
        """What trees lead to: the first has that row, and those behind it the next. None: one that does not rebuild.

        Raises NotTreesError.
        """
        reads: list[Read] = []
        some: list[bytes] = []
        unreadable: list[int] = []
        size = 0
        for text in texts:
            if text is None:
                unreadable.append(row + len(some))
            some.append(text or b"")
            size += len(some[-1])
            if size > _AT_ONCE:
                reads.append(self._some(row, some))
                row += len(some)
                some, size = [], 0
                if sum(read.size for read in reads) > _MOST_BYTES or sum(read.links for read in reads) > MOST_LINKS:
                    raise NotTreesError("they are too large together")
        reads.append(self._some(row, some))
        return replace(joined(reads), unreadable=np.array(unreadable, np.uint32))

    def _some(self, row: int, some: list[bytes]) -> Read:
        text = b"".join((*some, PADDING))
        sizes = np.fromiter(map(len, some), np.int64, len(some))
        entries = parse_trees(text, sizes, self._setting.oid_bytes)
        words = in_words(text)
        objects = self._setting.keying.of_names(words, entries.ends + 1)
        values = self._known.of_each(objects)
        leads = values[entries.trees]
        counts = (values == ABSENT) | (values == SOUGHT)
        counts[entries.submodules] = False
        counts[entries.trees] = leads >= SOUGHT

        def links(places: Places, told: Keys | Rows) -> Links:
            return Links(
                (row + np.searchsorted(entries.counts, places, side="right")).astype(np.uint32),
                self._setting.keying.of_texts(words, entries.starts[places], entries.ends[places]),
                told[places],
            )

        inner, sought = links(entries.trees[leads < SOUGHT], values), links(np.flatnonzero(counts), objects)
        lacking = bool((values[counts] != SOUGHT).any())
        return Read(inner, sought, np.empty(0, np.uint32), lacking, int(sizes.sum()))


def joined(reads: Iterable[Read]) -> Read:
    """What several parts lead to, as one."""
    every = list(reads)
    return Read(
        _linked([read.inner for read in every], np.uint32),
        _linked([read.sought for read in every], np.uint64),
        np.concatenate([np.empty(0, np.uint32), *(read.unreadable for read in every)]),
        any(read.lacking for read in every),
        sum(read.size for read in every),
    )


def _linked(links: list[Links], kind: type[np.uint32 | np.uint64]) -> Links:
    return Links(
        np.concatenate([np.empty(0, np.uint32), *(one.parents for one in links)]),
        np.concatenate([np.empty(0, np.uint64), *(one.headers for one in links)]),
        np.concatenate([np.empty(0, kind), *(one.objects for one in links)]),
    )
