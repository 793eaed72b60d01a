"""The order in which a pack's entries are best rebuilt: each base just before what is based on it.

A family is an entry that holds its object whole, and every delta that is based on it, directly or through others. In
the order made here each entry is inflated once, and only the bases that are still needed lie in memory: of the deltas
on one base, the one with the most of its own comes last, so that they are at most the binary logarithm of the family.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rootward.leaks.git.pack import COMMIT, LOST_BASE, NO_BASE, WHOLE, Entries, Numbers
from rootward.leaks.git.rebuilding import IS_BASE, IS_COMMIT, IS_LAST, IS_WANTED, IS_WHOLE

_CIRCULAR = -3


@dataclass(frozen=True)
class Steps:
    """Step i of all the arrays, in the order of rebuilding."""

    entries: Numbers
    flags: npt.NDArray[np.uint8]
    kinds: npt.NDArray[np.uint8]
    """Of the object: commit, blob or tag."""
    families: Numbers
    """Where each family begins, and at the end the count of steps."""

    @property
    def is_wanted(self) -> npt.NDArray[np.bool_]:
        """Of each step, whether its object is to be searched."""
        return (self.flags & IS_WANTED).astype(np.bool_)


@dataclass(frozen=True)
class Order:
    """How a pack is gone through, and what cannot be."""

    steps: Steps
    left: Numbers
    """Wanted entries that cannot be rebuilt from this pack alone: their base is elsewhere, damaged or themselves."""
    is_circular: bool
    """Whether some entries are based on themselves: git never ends where it is asked for one of them."""


def order(entries: Entries, wanted: npt.NDArray[np.bool_], of: Sequence[int]) -> Order:
    """The steps that rebuild every wanted entry of these kinds; families with none are left out.

    What a delta would be that cannot be rebuilt nobody knows: it is left, whatever the kinds.
    """
    count = entries.kinds.size
    bases = np.where(entries.damaged, np.int64(LOST_BASE), entries.bases)
    roots, depths = _roots(bases)
    lost = roots < 0
    kinds = entries.kinds[np.maximum(roots, 0)]
    kinds[lost] = 0
    left = np.flatnonzero(lost & wanted & ~np.isin(entries.kinds, [kind for kind in WHOLE if kind not in of]))
    is_circular = bool((roots == _CIRCULAR).any())
    usable = ~lost & np.isin(kinds, of)
    usable &= _is_needed(roots, usable & wanted, count)
    places, flags = _places(bases, depths, usable)
    chosen = np.flatnonzero(usable)
    flags |= (wanted & usable).astype(np.uint8) * np.uint8(IS_WANTED)
    flags |= (kinds == COMMIT).astype(np.uint8) * np.uint8(IS_COMMIT)
    in_order = np.empty(chosen.size, np.int64)
    in_order[places[chosen]] = chosen
    step_flags = flags[in_order]
    families = np.append(np.flatnonzero(step_flags & IS_WHOLE), in_order.size)
    return Order(steps=Steps(in_order, step_flags, kinds[in_order], families), left=left, is_circular=is_circular)


def _roots(bases: Numbers) -> tuple[Numbers, Numbers]:
    """Of each entry the one at the root of its family, and how many deltas lie between.

    LOST_BASE where its root is not in the pack, _CIRCULAR where there is none.
    """
    count = bases.size
    above = np.where(bases == NO_BASE, np.arange(count), bases)
    depths = (bases >= 0).astype(np.int64)
    farthest = 1
    while farthest <= count:
        known = above >= 0
        reached = np.where(known, above, 0)
        further = np.where(known, above[reached], above)
        if np.array_equal(further, above):
            break
        depths = np.where(known, depths + depths[reached], depths)
        above = further
        farthest *= 2
    settled = (above >= 0) & (bases[np.maximum(above, 0)] == NO_BASE)
    return np.where(settled, above, np.where(above >= 0, np.int64(_CIRCULAR), np.int64(LOST_BASE))), depths


def _is_needed(roots: Numbers, wanted: npt.NDArray[np.bool_], count: int) -> npt.NDArray[np.bool_]:
    """Which entries belong to a family that holds something wanted."""
    needed = np.zeros(count, np.bool_)
    needed[roots[wanted]] = True
    return needed[np.maximum(roots, 0)]


def _places(bases: Numbers, depths: Numbers, usable: npt.NDArray[np.bool_]) -> tuple[Numbers, npt.NDArray[np.uint8]]:
    """Where each usable entry stands in the order, and its flags."""
    count = bases.size
    deltas = np.flatnonzero(usable & (bases >= 0))
    by_depth = deltas[np.argsort(depths[deltas], kind="stable")]
    levels = np.split(by_depth, np.flatnonzero(np.diff(depths[by_depth])) + 1) if by_depth.size else []
    weights = usable.astype(np.int64)
    for level in reversed(levels):
        np.add.at(weights, bases[level], weights[level])

    # The deltas of one base stand together, the heaviest last: each begins where those before it end.
    siblings = deltas[np.lexsort((weights[deltas], bases[deltas]))]
    sibling_bases = bases[siblings]
    before = np.cumsum(weights[siblings]) - weights[siblings]
    is_first = np.append(True, np.diff(sibling_bases) != 0)[: siblings.size]
    group = np.cumsum(is_first) - 1
    offsets = np.zeros(count, np.int64)
    offsets[siblings] = before - before[np.flatnonzero(is_first)][group] + 1
    flags = np.zeros(count, np.uint8)
    flags[siblings[np.append(np.flatnonzero(is_first)[1:] - 1, siblings.size - 1)] if siblings.size else siblings] |= (
        IS_LAST
    )
    flags[sibling_bases] |= IS_BASE

    wholes = np.flatnonzero(usable & (bases == NO_BASE))
    flags[wholes] |= IS_WHOLE
    places = np.zeros(count, np.int64)
    places[wholes] = np.cumsum(weights[wholes]) - weights[wholes]
    for level in levels:
        places[level] = places[bases[level]] + offsets[level]
    return places, flags
