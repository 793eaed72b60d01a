"""Plan the search of a pack: its steps, cut into portions that one process searches in one go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from rootward.leaks.git.bounds import LARGEST
from rootward.leaks.git.families import Steps, order
from rootward.leaks.git.object_names import Names
from rootward.leaks.git.pack import SEARCHED, Numbers
from rootward.leaks.git.pack_index import PackIndex
from rootward.leaks.git.pack_shelf import PackShelf
from rootward.leaks.git.rebuilding import Portion

_PORTION = 4 << 20
"""Bytes of a pack that are searched in one go."""
_NEAR = 4 << 10
"""Bytes between two stretches that are read along: to read anew takes longer."""
_BEGINNING = 64 << 10
"""Bytes that may be read of any entry; of more, as many as its object has, twice: zlib makes nothing so much larger."""
_OF_AN_ENTRY = 1024
"""What an entry costs beside its bytes, in bytes."""


@dataclass(frozen=True)
class Stretch:
    """The steps of a pack that one portion holds."""

    path: str
    names: Names
    """Of the objects, a row a step."""
    kinds: npt.NDArray[np.uint8]
    wanted: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Plan:
    """How a pack is searched."""

    stretches: list[Stretch]
    portions: list[Portion]
    """One of each stretch."""
    left: Names
    """Objects that cannot be rebuilt from this pack alone."""
    is_circular: bool
    """Whether objects are based on themselves."""
    is_whole: bool
    """Whether the index leads to as many objects as the pack says to hold."""


def plan_pack(
    path: str,
    index: PackIndex,
    shelf: PackShelf,
    wanted: npt.NDArray[np.bool_],
    *,
    least: int,
    of: Sequence[int] = SEARCHED,
) -> Plan:
    """The plan of a pack; `wanted` has an element for each row of the index, `of` the kinds of what is wanted.

    At `least` so many portions, if it can be.
    Raises OSError where the pack cannot be opened, DamagedPackError where it is none.
    """
    if not index.oids.size:
        return Plan([], [], index.oids, is_circular=False, is_whole=True)
    entries = shelf.entries(path, index)
    ordered = order(entries, wanted[entries.rows], of)
    steps = ordered.steps
    starts, ends, sizes = entries.starts[steps.entries], entries.ends[steps.entries], entries.sizes[steps.entries]
    names = index.oids[entries.rows[steps.entries]]
    is_wanted = steps.is_wanted
    stretches, portions = [], []
    for begin, end in _cuts(ends - starts, steps, least):
        part = slice(begin, end)
        stretches.append(Stretch(path, names[part], steps.kinds[part], is_wanted[part]))
        portions.append(portion(path, starts[part], ends[part], sizes[part], steps.flags[part].tobytes()))
    left = index.oids[entries.rows[ordered.left]]
    return Plan(stretches, portions, left, ordered.is_circular, entries.is_whole)


def _cuts(lengths: Numbers, steps: Steps, least: int) -> Iterator[tuple[int, int]]:
    """Cut steps into stretches of whole families that cost about the same."""
    costs = np.append(0, np.cumsum(lengths + _OF_AN_ENTRY))[steps.families]
    whole = int(costs[-1])
    if whole:
        each = min(_PORTION, whole // least + 1)
        places = np.concatenate(([0], np.searchsorted(costs, np.arange(each, whole, each)), [costs.size - 1]))
        # Not numpy's own `unique`: for it, it would load all that it has for masked arrays.
        yield from pairwise(steps.families[places[np.append(np.diff(places) > 0, True)]].tolist())


def portion(path: str, starts: Numbers, ends: Numbers, sizes: Numbers, flags: bytes) -> Portion:
    """Steps that lie there in a pack, with what is to be read of it for them.

    Of an entry no more is read than its data can have, and of one that is too large to be inflated its beginning.
    """
    ends = np.minimum(ends, starts + _BEGINNING + 2 * np.where(sizes > LARGEST, 0, sizes))
    order = np.argsort(starts, kind="stable")
    begins, limits = starts[order], np.maximum.accumulate(ends[order])
    is_first = np.append(True, begins[1:] > limits[:-1] + _NEAR)[: starts.size]
    firsts = np.flatnonzero(is_first)
    lasts = np.append(firsts[1:], starts.size)[: firsts.size] - 1
    lengths = limits[lasts] - begins[firsts]
    moved = np.empty(starts.size, np.int64)
    moved[order] = np.repeat(np.cumsum(lengths) - lengths - begins[firsts], lasts - firsts + 1)
    return Portion(
        pack=path,
        offsets=begins[firsts].tobytes(),
        lengths=lengths.tobytes(),
        starts=(starts + moved).tobytes(),
        ends=(ends + moved).tobytes(),
        sizes=sizes.tobytes(),
        flags=flags,
    )
