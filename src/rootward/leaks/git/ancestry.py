"""The commits of a repository, and which of them lead to which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO

import msgspec

from rootward.errors import GitError
from rootward.leaks.git.commits import Commit, parse_commit
from rootward.leaks.git.dialogue import ask_objects
from rootward.leaks.git.repository import Repository
from rootward.model.scan import Unread

EVERY_TIP = ("--all", "--reflog", "--ignore-missing")
"""What references and their logs hold; `--all` counts the HEADs of all worktrees."""

_MOST_UNREAD = 64


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
    return History(dict(reversed(commits.items())) if ordered else _parents_first(commits, commits), outside)


def known_history(repository: Repository, known: Mapping[bytes, Commit]) -> History | None:
    """All commits that anything leads to, of those that are known already; None where one is not among them.

    Raises GitError where git does not say what leads to commits.
    """
    if repository.shallow or not known:
        return None
    tips = repository.git.ask("rev-list", "--no-walk=unsorted", *EVERY_TIP, "--").split()
    commits = _parents_first(known, tips)
    whole = commits.keys() >= set(tips) and all(commits.keys() >= {*one.parents} for one in commits.values())
    return History(commits) if whole else None


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


def _parents_first(commits: Mapping[bytes, Commit], tips: Iterable[bytes]) -> dict[bytes, Commit]:
    """The tips and all that they lead to, of those that are known: every parent before its children.

    Of commits that lead to themselves, as only a hostile pack has them, one comes before its parents.
    """
    done: dict[bytes, Commit] = {}
    begun: set[bytes] = set()
    waiting = [tip for tip in tips if tip in commits]
    while waiting:
        oid = waiting[-1]
        before = () if oid in begun else [one for one in commits[oid].parents if one not in begun and one in commits]
        begun.add(oid)
        if before:
            waiting += before
        else:
            done[oid] = commits[waiting.pop()]
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
    return History(_parents_first(commits, commits), {}, tuple(said))


def _tips(repository: Repository) -> list[bytes]:
    tips = repository.git.ask("for-each-ref", "--format=%(objectname)").split()
    try:
        tips += repository.git.ask("rev-parse", "--verify", "--quiet", "HEAD").split()
    except GitError:
        return tips  # no commit yet
    return tips
