"""The texts of trees, put together and taken apart by plain loops."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from rootward.leaks.git.trees.entries import parse_trees
from rootward.leaks.git.trees.keys import PADDING


class Entry(NamedTuple):
    """What stands in a tree."""

    mode: bytes
    name: bytes
    oid: bytes


def tree(*entries: Entry) -> bytes:
    return b"".join(mode + b" " + name + b"\0" + oid for mode, name, oid in entries)


def entry(header: bytes, oid: bytes) -> Entry:
    mode, _, name = header.partition(b" ")
    return Entry(mode, name, oid)


def parsed(*texts: bytes, oid_bytes: int = 20) -> list[list[Entry]]:
    """The entries of each text, as `parse_trees` finds them."""
    text = b"".join(texts) + PADDING
    found = parse_trees(text, np.array([len(one) for one in texts], np.int64), oid_bytes)
    every = [
        entry(text[start:end], text[end + 1 : end + 1 + oid_bytes])
        for start, end in zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    ]
    counts = [0, *found.counts.tolist()]
    assert counts[-1] == len(every)
    return [every[first:last] for first, last in pairwise(counts)]


def kinds(*entries: Entry) -> list[str]:
    """What `parse_trees` takes each for."""
    text = tree(*entries)
    found = parse_trees(text + PADDING, np.array([len(text)]), len(entries[0].oid))
    taken = ["blob"] * found.starts.size
    for kind, numbers in (("tree", found.trees), ("submodule", found.submodules)):
        for number in numbers.tolist():
            taken[number] = kind
    return taken


def plainly(text: bytes, oid_bytes: int) -> list[Entry]:
    """The entries of a tree, one after the other."""
    entries = []
    while text:
        header, _, rest = text.partition(b"\0")
        entries.append(entry(header, rest[:oid_bytes]))
        text = rest[oid_bytes:]
    return entries
