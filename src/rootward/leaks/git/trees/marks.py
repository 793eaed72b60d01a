"""Of each tree a number that tells at which paths below it which of the blobs lie that are sought; 0: nowhere.

Two trees with the same number have the same blobs at the same paths: what they differ in is of no interest.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rootward.leaks.git.trees.keys import Keys, mixed
from rootward.leaks.git.trees.reading import Links, Read, Rows

_DEEPEST = 256
"""Folders in one another that are followed."""
_TOO_DEEP = "folders lie too deep in one another"
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


class TooDeepError(ValueError):
    """Trees lead to trees, deeper than anything that is checked out."""


def marks_of(read: Read, names: Keys) -> Keys:
    """The number of each tree; `names` are their keys. A tree that is not here, or not readable, is sought by itself.

    Raises TooDeepError.
    """
    own = np.zeros(names.size, np.uint64)
    np.add.at(own, read.sought.parents, mixed(read.sought.headers + read.sought.objects * _FACTOR))
    own[read.unreadable] += names[read.unreadable]
    links = _leading(read.inner, own != 0)
    by_parent = np.argsort(links.parents, kind="stable")
    parents, children, headers = links.parents[by_parent], links.objects[by_parent], links.headers[by_parent]
    firsts = np.flatnonzero(np.diff(parents, prepend=np.uint32(0xFFFF_FFFF)))
    marks = own
    for _ in range(_DEEPEST):
        added = mixed(headers + marks[children] * _FACTOR)
        further = own.copy()
        if firsts.size:
            further[parents[firsts]] += np.add.reduceat(added, firsts)
        if np.array_equal(further, marks):
            return marks
        marks = further
    raise TooDeepError(_TOO_DEEP)


def _leading(inner: Links, marked: npt.NDArray[np.bool_]) -> Links:
    """The links to trees that lead, by themselves or through others, to what is sought. Raises TooDeepError."""
    marked = marked.copy()
    for _ in range(_DEEPEST):
        leading = marked[inner.objects]
        parents: Rows = inner.parents[leading]
        if marked[parents].all():
            return Links(parents, inner.headers[leading], inner.objects[leading])
        marked[parents] = True
    raise TooDeepError(_TOO_DEEP)
