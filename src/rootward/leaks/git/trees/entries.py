"""What stands in the texts of trees: https://git-scm.com/docs/gitformat-pack does not say it, git's `tree.c` does.

An entry is its mode in octal digits, a blank, its name, a zero byte and the name of an object. Trees one behind the
other read as one tree would.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rootward.leaks.git.trees.keys import LONGEST, Places

_SHORTEST = len(b"40000 a")
_MOST_ROUNDS = 64
_TREE, _FILE, _LINK = b"416"


class NotTreesError(ValueError):
    """The texts are no trees, or none that is read here."""


@dataclass(frozen=True)
class Entries:
    """Entry i of all the arrays."""

    starts: Places
    """Where its mode begins."""
    ends: Places
    """Where its name ends: at the zero byte."""
    trees: npt.NDArray[np.bool_]
    """By its mode it is a tree."""
    submodules: npt.NDArray[np.bool_]
    """By its mode it is a commit of another repository."""
    counts: Places
    """How many entries there are up to the end of each text."""


def parse_trees(text: bytes, sizes: Places, oid_bytes: int) -> Entries:
    """The entries of trees that stand one behind the other, each of so many bytes; more may follow them.

    Raises NotTreesError.
    """
    limits = np.cumsum(sizes)
    data = np.frombuffer(text, np.uint8, int(limits[-1]) if limits.size else 0)
    ends = _terminators(data, oid_bytes)
    behind = ends + 1 + oid_bytes
    starts = np.append(0, behind)[:-1]
    counts = np.searchsorted(ends, limits)
    if (np.append(0, behind)[counts] != limits).any():
        raise NotTreesError("a tree ends within an entry")
    lengths = ends - starts
    if ends.size and (int(lengths.min()) < _SHORTEST or int(lengths.max()) > LONGEST):
        raise NotTreesError("an entry has no name, or too long a one")
    first = data[starts]
    trees = first == _TREE
    submodules = ~trees & (data[starts + 1] == _LINK)
    if not (trees | (first == _FILE)).all():
        raise NotTreesError("a mode is none that git writes")
    return Entries(starts, ends, trees, submodules, counts)


def _terminators(data: npt.NDArray[np.uint8], oid_bytes: int) -> Places:
    """The zero bytes that end a name, of all that there are: names of objects have some too.

    One that is farther than such a name behind the zero byte before it is no part of one. Those that follow close are
    told apart in rounds, the first of each row of them in the first: few rows are long.
    """
    zeros = np.flatnonzero(data == 0)
    near = np.diff(zeros, prepend=-oid_bytes - 1) <= oid_bytes
    doubtful = np.flatnonzero(near)
    ending = ~near
    at = doubtful[np.diff(doubtful, prepend=-2) != 1]
    last = zeros[at - 1]
    for _ in range(_MOST_ROUNDS):
        if not at.size:
            return zeros[ending]
        ends = zeros[at] > last + oid_bytes
        ending[at] = ends
        last = np.where(ends, zeros[at], last)
        following = at + 1
        going_on = following < zeros.size
        going_on[going_on] = near[following[going_on]]
        at, last = following[going_on], last[going_on]
    raise NotTreesError("too many zero bytes stand close together")
