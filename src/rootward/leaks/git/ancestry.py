"""The commits of a repository, and which of them lead to which.

Names of objects are hexadecimal digits in bytes here, as git writes them: there may be a million.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO

import msgspec

from rootward.errors import GitError
from rootward.leaks.git.dialogue import ask_objects
from rootward.leaks.git.repository import Repository
from rootward.model.scan import Unread

EVERY_TIP = ("--all", "--reflog", "--ignore-missing")
"""What references and their logs hold; `--all` counts the HEADs of all worktrees."""

_MOST_UNREAD = 64


class Commit(msgspec.Struct, frozen=True, gc=False):
    """A commit, as much of it as says what it changed."""

    oid: bytes
    tree: bytes
    parents: tuple[bytes, ...]
    time: int
    """Of the committer, in seconds since 1970."""


class History(msgspec.Struct, frozen=True):
    """Commits that were walked."""

    commits: dict[bytes, Commit]
    """Those that were asked for, by their names, every parent before its children."""
    outside: dict[bytes, Commit] = {}
    """Parents of some of them that were not asked for."""
    unread: tuple[Unread, ...] = ()


def read_history(repository: Repository, revisions: Sequence[str] = EVERY_TIP) -> History:
    """The commits that revisions lead to, in the syntax of git-rev-list; without any, all that anything leads to.

    Where a commit of all of them is missing or broken, those around it are walked one by one, and it is said.
    Raises GitError where git cannot make sense of the revisions, or cannot follow those that were named.
    """
    try:
        with repository.git.stream("rev-list", "--boundary", "--format=%T,%ct,%P", *revisions, "--") as answer:
            commits, outside, ordered = _parsed(answer)
    except GitError:
        if revisions != EVERY_TIP:
            raise
        return _walked(repository)
    return History(dict(reversed(commits.items())) if ordered else _parents_first(commits), outside)


def ancestors(commits: Mapping[bytes, Commit], tip: bytes) -> set[bytes]:
    """A commit and all that it leads to, of those that are known."""
    found = set()
    waiting = [tip]
    while waiting:
        oid = waiting.pop()
        if oid not in found and oid in commits:
            found.add(oid)
            waiting += commits[oid].parents
    return found


def inherited(commits: Mapping[bytes, Commit], brought: Mapping[bytes, int], tips: Iterable[bytes]) -> dict[bytes, int]:
    """For each tip, as bits, all that it and its ancestors brought; `commits` has every parent before its children."""
    holding: dict[bytes, int] = {}
    for oid, commit in commits.items():
        bits = brought.get(oid, 0)
        for parent in commit.parents:
            bits |= holding.get(parent, 0)
        if bits:
            holding[oid] = bits
    return {tip: holding.get(tip, 0) for tip in tips}


def _parsed(answer: IO[bytes]) -> tuple[dict[bytes, Commit], dict[bytes, Commit], bool]:
    """Git's answer, and whether it has every child before its parents: it goes by the clocks of those who committed."""
    commits: dict[bytes, Commit] = {}
    outside: dict[bytes, Commit] = {}
    ordered = True
    earlier = commits.keys()
    for header, line in zip(answer, answer, strict=False):
        oid = header[7:-1]
        tree, time, rest = line.split(b",")
        parents = tuple(rest.split())
        if oid.startswith(b"-"):
            outside[oid[1:]] = Commit(oid[1:], tree, parents, int(time or 0))
            continue
        commits[oid] = Commit(oid, tree, parents, int(time or 0))
        ordered = ordered and earlier.isdisjoint(parents)
    return commits, outside, ordered


def _parents_first(commits: Mapping[bytes, Commit]) -> dict[bytes, Commit]:
    done: dict[bytes, Commit] = {}
    for start in commits:
        waiting = [start]
        while waiting:
            oid = waiting[-1]
            missing = [parent for parent in commits[oid].parents if parent in commits and parent not in done]
            if missing:
                waiting += missing
                continue
            done[oid] = commits[oid]
            waiting.pop()
    return done


def _walked(repository: Repository) -> History:
    """All commits that anything leads to, each asked of git by itself."""
    commits: dict[bytes, Commit] = {}
    unread: list[tuple[bytes, str]] = []
    waiting = _tips(repository)
    seen: set[bytes] = set()

    def wanted() -> Iterator[bytes]:
        while waiting:
            oid = waiting.pop()
            if oid not in seen:
                seen.add(oid)
                yield oid

    for oid, kind, content in ask_objects(repository, wanted()):
        if kind == "commit":
            commits[oid] = commit = parse_commit(oid, content)
            waiting += commit.parents
        elif kind == "tag":
            waiting.append(content.split(b"\n", 1)[0].removeprefix(b"object "))
        elif kind not in {"tree", "blob"}:
            unread.append((oid, kind))
    said = [
        Unread(path=f"commit {oid.decode()}", reason=f"{reason}: what it and those before it brought is not known")
        for oid, reason in unread[:_MOST_UNREAD]
    ]
    if len(unread) > _MOST_UNREAD:
        said.append(Unread(path="commits", reason=f"{len(unread) - _MOST_UNREAD} more are missing or broken"))
    return History(_parents_first(commits), {}, tuple(said))


def _tips(repository: Repository) -> list[bytes]:
    tips = repository.git.ask("for-each-ref", "--format=%(objectname)").split()
    try:
        tips += repository.git.ask("rev-parse", "--verify", "--quiet", "HEAD").split()
    except GitError:
        return tips  # no commit yet
    return tips


def parse_commit(oid: bytes, content: bytes) -> Commit:
    """A commit as it is stored: https://git-scm.com/docs/git-commit-tree. What of it is not well formed is empty."""
    tree = b""
    parents: list[bytes] = []
    time = 0
    for line in content.split(b"\n\n", 1)[0].split(b"\n"):
        word, _, value = line.partition(b" ")
        if word == b"tree":
            tree = value
        elif word == b"parent":
            parents.append(value)
        elif word == b"committer":
            time = _seconds(value)
    return Commit(oid, tree, tuple(parents), time)


def _seconds(signature: bytes) -> int:
    words = signature.rpartition(b">")[2].split()
    return int(words[0]) if words and words[0].isdigit() else 0
