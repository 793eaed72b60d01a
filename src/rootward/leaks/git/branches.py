"""Which branches hold what, and where none does, which tags, stashes and other references.

A reference holds a commit where its tip leads to it.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import NamedTuple

import msgspec

from rootward.errors import GitError
from rootward.leaks.git.ancestry import History, inherited
from rootward.leaks.git.repository import Repository

MOST_NAMED = 20
_AT_ONCE = 1024
"""How many sets of commits are followed in one walk, a bit each."""

_BRANCHES = ("heads", "remotes")
_TAGS, _STASH = "tags", "stash"


class HeldBy(msgspec.Struct, frozen=True):
    """Branches that hold something; where none does, other references."""

    names: tuple[str, ...]
    """The first few: HEAD's, then by name."""
    count: int


class _Tip(NamedTuple):
    """What a reference is at."""

    oid: bytes
    name: str
    objects: frozenset[bytes]
    """The same object, and the tag's own, where it has one."""


class References(NamedTuple):
    """All that a repository has."""

    branches: list[_Tip]
    """HEAD's first, then by name."""
    others: list[_Tip]


def holding_branches(references: References, history: History, sets: Sequence[Collection[bytes]]) -> Iterator[HeldBy]:
    """For each set of commits, the branches that hold any of them: the repository's own, and what it knows of remotes.

    Where no branch does, the tags, stashes, notes and all other references that do: `tag v1.0`, `stash`,
    `notes/commits`.
    """
    branches = references.branches
    tips = [*branches, *references.others]
    for start in range(0, len(sets), _AT_ONCE):
        part = sets[start : start + _AT_ONCE]
        brought: dict[bytes, int] = {}
        for index, commits in enumerate(part):
            for commit in commits:
                brought[commit] = brought.get(commit, 0) | 1 << index
        held = inherited(history.commits, brought, {tip.oid for tip in tips})
        alike: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
        for rank, tip in enumerate(tips):
            if held[tip.oid]:
                alike[rank >= len(branches)].setdefault(held[tip.oid], []).append(rank)
        for index in range(len(part)):
            yield _held_by(tips, alike[0], index) or _held_by(tips, alike[1], index) or HeldBy((), 0)


def named_objects(references: References) -> dict[bytes, tuple[str, ...]]:
    """What references name without the help of a commit, as tags' own objects are, with the first few of the names."""
    named: dict[bytes, tuple[str, ...]] = {}
    for tip in (*references.branches, *references.others):
        for oid in tip.objects:
            before = named.get(oid, ())
            named[oid] = (*before, tip.name) if len(before) < MOST_NAMED else before
    return named


def _held_by(tips: Sequence[_Tip], alike: dict[int, list[int]], index: int) -> HeldBy | None:
    ranks = [some for bits, some in alike.items() if bits >> index & 1]
    if not ranks:
        return None
    first = heapq.nsmallest(MOST_NAMED, chain.from_iterable(some[:MOST_NAMED] for some in ranks))
    return HeldBy(tuple(tips[rank].name for rank in first), sum(map(len, ranks)))


def read_references(repository: Repository) -> References:
    """All references, with what they are at. Raises GitError where git cannot list them."""
    answer = repository.git.ask("for-each-ref", "--format=%(HEAD) %(objectname) %(*objectname) %(refname) %(symref)")
    branches, others = [], []
    for line in answer.decode("utf-8", "backslashreplace").split("\n"):
        words = line[2:].split(" ")
        if len(words) < 3 or words[3:][-1]:  # noqa: PLR2004 - one that stands for another is not told twice
            continue
        oid, target = words[0].encode(), words[1].encode()
        kind, _, name = words[2].removeprefix("refs/").partition("/")
        if kind in _BRANCHES:
            branches.append((not line.startswith("*"), kind, _Tip(oid, name, frozenset({oid}))))
        else:
            told = f"tag {name}" if kind == _TAGS else f"{kind}/{name}" if name else kind
            others.append((kind != _TAGS, told, _Tip(target or oid, told, frozenset({oid, target} - {b""}))))
            if words[2] == "refs/stash":
                others += [(True, one.name, one) for one in _stashed(repository)]
    first = sorted(branches, key=lambda one: (one[0], one[1], one[2].name))
    return References([tip for _, _, tip in first], [tip for _, _, tip in sorted(others, key=lambda one: one[:2])])


def _stashed(repository: Repository) -> Iterator[_Tip]:
    """The stashes below the topmost: only the log of their reference holds them."""
    with suppress(GitError):  # no log is kept
        for number, oid in enumerate(repository.git.ask("rev-list", "--walk-reflogs", "refs/stash", "--").split()):
            if number:
                yield _Tip(oid, f"stash@{{{number}}}", frozenset({oid}))
