"""What stands in the texts of trees: https://git-scm.com/docs/gitformat-pack does not say it, git's `tree.c` does.

An entry is its mode in octal digits, a blank, its name, a zero byte and the name of an object. Trees one behind the
other read as one tree would.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rootward.leaks.git.trees.keys import LONGEST, Keys, Places, in_words

_MOST_ROUNDS = 64
_MOST_ZEROS = 4 << 20
"""Zero bytes in what is read in one go: a tree has few, and a hostile one must not take all memory."""

_MODE = len(b"100644 ")
_MODES = np.uint64((1 << 8 * _MODE) - 1)
_PLAIN = np.uint64(int.from_bytes(b"100644 ", "little"))
_TREE = np.uint64(int.from_bytes(b"40000 ", "little"))
_SUBMODULE = np.uint64(int.from_bytes(b"160000 ", "little"))
_FILES = [np.uint64(int.from_bytes(mode, "little")) for mode in (b"100755 ", b"120000 ")]
_OCTAL = re.compile(rb"[0-7]{1,6} ")
_TYPE, _OF_TREES, _OF_BLOBS = 0o170000, 0o040000, (0o100000, 0o120000)


class NotTreesError(ValueError):
    """The texts are no trees, or none that is read here."""


@dataclass(frozen=True)
class Entries:
    """Entry i of all the arrays."""

    starts: Places
    """Where its mode begins."""
    ends: Places
    """Where its name ends: at the zero byte."""
    trees: Places
    """The numbers of those that are trees by their modes, in order."""
    submodules: Places
    """Of those that are commits of other repositories."""
    counts: Places
    """How many entries there are up to the end of each text."""


def parse_trees(text: bytes, sizes: Places, oid_bytes: int) -> Entries:
    """The entries of trees that stand one behind the other, each of so many bytes; `PADDING` stands behind them.

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
    if int(lengths.max(initial=0)) > LONGEST:
        raise NotTreesError("a name is too long")
    # Most are plain files: the others are looked at by themselves.
    modes = in_words(text)[starts] & _MODES
    others = np.flatnonzero(modes != _PLAIN)
    trees, submodules, names = _kinds(modes[others])
    lengths[others] += _MODE - names
    if int(lengths.min(initial=LONGEST)) <= _MODE:
        raise NotTreesError("an entry has no name")
    return Entries(starts, ends, others[trees], others[submodules], counts)


def _kinds(modes: Keys) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], Places]:
    """Which are trees, which submodules, and where the names begin. Raises NotTreesError."""
    trees = modes << np.uint64(16) == _TREE << np.uint64(16)
    submodules = modes == _SUBMODULE
    names = _MODE - trees.astype(np.int64)
    strange = np.flatnonzero(~(trees | submodules | np.isin(modes, _FILES)))
    if strange.size:
        trees[strange], submodules[strange], names[strange] = _strange(modes[strange])
    return trees, submodules, names


def _strange(modes: Keys) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], Places]:
    """Modes that git does not write today, as it reads them: are they trees, submodules; how long, with the blank.

    Tools and old versions wrote 040000 and 100664, and whatever is nothing else is a submodule: git's `canon_mode`.
    Raises NotTreesError.
    """
    different, which = np.unique(modes, return_inverse=True)
    found = [_OCTAL.match(int(mode).to_bytes(_MODE, "little")) for mode in different]
    digits = [match[0] for match in found if match is not None]
    if len(digits) < len(found):
        raise NotTreesError("a mode is none, or too long a one")
    types = [int(mode, 8) & _TYPE for mode in digits]
    trees = np.array([its == _OF_TREES for its in types])
    submodules = np.array([its not in {_OF_TREES, *_OF_BLOBS} for its in types])
    return trees[which], submodules[which], np.array([len(mode) for mode in digits])[which]


def _terminators(data: npt.NDArray[np.uint8], oid_bytes: int) -> Places:
    """The zero bytes that end a name, of all that there are: names of objects have some too.

    One that is farther than such a name behind the zero byte before it is no part of one. Those that follow close are
    told apart in rounds, the first of each row of them in the first: few rows are long.
    """
    is_zero = data == 0
    if data.size > _MOST_ZEROS and np.count_nonzero(is_zero) > _MOST_ZEROS:
        raise NotTreesError("too many bytes of it are zero")
    zeros = np.flatnonzero(is_zero)
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
