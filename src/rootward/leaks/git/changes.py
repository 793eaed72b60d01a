"""What commits changed: which blob came to which path, and what had been there before.

Trees are compared by git, in parts side by side. A commit that has one parent is given as two trees, once for all
commits that have the same two; a commit that changed nothing is not given at all.
"""

from __future__ import annotations

import tempfile
from collections.abc import Container, Generator, Iterator, Mapping, Sequence
from threading import Event
from typing import IO, NamedTuple, Protocol

import msgspec

from rootward.errors import GitError
from rootward.leaks.git.absent import Absent
from rootward.leaks.git.ancestry import History
from rootward.leaks.git.blank_tree import EMPTY_TREE
from rootward.leaks.git.bounds import MOST_STOPS
from rootward.leaks.git.command import Git
from rootward.leaks.git.commits import Commit
from rootward.leaks.git.modes import BLOB_MODES
from rootward.leaks.git.quoting import unquoted
from rootward.leaks.git.repository import Repository
from rootward.processes.processors import MOST_WORKERS, processors

_COMPARING = (
    "diff-tree",
    *("--stdin", "-r", "-c", "--raw", "--no-abbrev", "--no-renames", "--always"),
    *("--ignore-submodules=none", "--no-ext-diff", "--no-textconv"),
)
"""https://git-scm.com/docs/git-diff-tree: `-c` tells of a merge what differs from all its parents."""

_MODE_AT = len(":100644 ")

_AT_ONCE = 1 << 20
_MANY = 256
"""Fewer comparisons than this are not worth a process more."""
_MAPPED_MB = 128
_BASES_MB = 96
"""What all of them together may hold of the packs, and of objects that others were made from."""


class TreeMarks(Protocol):
    """Tells trees apart by what is sought in them."""

    def of(self, trees: Sequence[bytes]) -> Mapping[bytes, int]:
        """A number for each tree; it may be left out where nothing that is sought is in it."""


class Change(msgspec.Struct, frozen=True, gc=False):
    """A blob that came to a path by a commit."""

    commits: tuple[bytes, ...]
    """All that did the same: the same tree over the same tree."""
    path: bytes
    blob: bytes
    before: tuple[bytes, ...]
    """What the path held in the parents; one that held nothing is left out."""


class Incomparable(msgspec.Struct, frozen=True):
    """Commits that git could not compare with their parents."""

    commits: tuple[bytes, ...]
    reason: str


class _Question(NamedTuple):
    """What git is asked about some commits."""

    line: bytes
    commits: tuple[bytes, ...]


class _Asking(NamedTuple):
    questions: Mapping[bytes, _Question]
    """By the line that git writes above its answer."""
    blobs: Container[bytes] | None
    absent: Absent | None
    hands: int
    stop: Event


def read_changes(
    repository: Repository,
    history: History,
    blobs: Container[bytes] | None,
    *,
    workers: int | None,
    absent: Absent | None = None,
    marks: TreeMarks | None = None,
) -> Generator[Change | Incomparable, None, None]:
    """Where commits brought any of the blobs, in no order; None: any blob. `absent` meets every blob that one brought.

    With `marks` git is asked only of the commits whose trees those tell from all of the trees before. As many processes
    compare as there are `workers`; None: as there are processors.
    """
    from concurrent.futures import ThreadPoolExecutor

    hands = min(MOST_WORKERS, workers or processors())
    asking = _Asking(_questions(history, marks), blobs, absent, hands, Event())
    heads = list(asking.questions)
    size = max(_MANY, -(-len(heads) // hands))
    parts = [heads[start : start + size] for start in range(0, len(heads), size)]

    def compared(part: list[bytes]) -> list[Change | Incomparable]:
        return list(_compared(repository, asking, part))

    with ThreadPoolExecutor(hands) as pool:
        try:
            for changes in pool.map(compared, parts):
                yield from changes
        finally:
            asking.stop.set()


def _questions(history: History, marks: TreeMarks | None) -> dict[bytes, _Question]:
    """Two trees, or a commit with its parents, so that git need not know where a shallow clone ends."""
    trees: dict[bytes, list[bytes]] = {}
    merges: dict[bytes, _Question] = {}
    for commit in history.commits.values() if marks is None else _bringing(history, marks):
        parents = [history.commits.get(parent) or history.outside.get(parent) for parent in commit.parents]
        before = [parent.tree for parent in parents if parent is not None]
        if commit.tree in before:
            continue  # nothing came that one of them had not
        if not parents or len(parents) == len(before) == 1:
            before = before or [EMPTY_TREE[len(commit.oid)]]
            trees.setdefault(before[0] + b" " + commit.tree, []).append(commit.oid)
        else:
            merges[commit.oid] = _Question(b" ".join((commit.oid, *commit.parents)), (commit.oid,))
    return {line: _Question(line, tuple(commits)) for line, commits in trees.items()} | merges


def _bringing(history: History, marks: TreeMarks) -> Iterator[Commit]:
    """The commits in which what is sought does not lie as it lay in one of their parents."""
    commits = {**history.outside, **history.commits}
    of_trees = marks.of(list({commit.tree for commit in commits.values()}))
    of_commits = {oid: of_trees.get(commit.tree) for oid, commit in commits.items()}
    for oid, commit in history.commits.items():
        mark = of_commits[oid]
        if mark is not None and mark not in map(of_commits.get, commit.parents):
            yield commit


def _compared(repository: Repository, asking: _Asking, part: Sequence[bytes]) -> Iterator[Change | Incomparable]:
    """The changes of a part; where git stops, of its halves, until what stops it stands alone."""
    waiting = [part]
    stops = 0
    while waiting and not asking.stop.is_set():
        heads = waiting.pop()
        if stops > MOST_STOPS:
            commits = [oid for head in heads for oid in asking.questions[head].commits]
            yield Incomparable(tuple(commits), "git stopped at too many before")
            continue
        try:
            found = _asked(repository, asking, heads)
        except GitError as error:
            stops += 1
            if len(heads) == 1:
                yield Incomparable(asking.questions[heads[0]].commits, str(error))
            else:
                middle = len(heads) // 2
                waiting += [heads[middle:], heads[:middle]]
            continue
        yield from found


def _asked(repository: Repository, asking: _Asking, heads: Sequence[bytes]) -> list[Change]:
    with tempfile.TemporaryFile() as given:
        given.writelines(asking.questions[head].line + b"\n" for head in heads)
        given.seek(0)
        with _sparing(repository.store, asking.hands).stream(*_COMPARING, given=given) as answer:
            return list(_parsed(answer, asking, len(heads), repository.oid_bytes * 2))


def _sparing(git: Git, hands: int) -> Git:
    """Git, with its share of the memory: by itself, each of them would map all packs."""
    mapped, bases = _MAPPED_MB // hands, _BASES_MB // hands
    settings = (f"core.packedGitLimit={mapped}m", f"core.deltaBaseCacheLimit={bases}m")
    return msgspec.structs.replace(git, settings=settings)


def _parsed(answer: IO[bytes], asking: _Asking, asked: int, digits: int) -> Iterator[Change]:
    """`:mode mode name name status<TAB>path`; a merge has as many colons, modes and names more as it has parents.

    They come below a line that says what was asked. Git passes over a tree that is not there without a word: that line
    is missing.
    """
    blobs = asking.blobs
    at = 16 + digits
    until = at + digits
    header = rest = b""
    answered = 0
    while not asking.stop.is_set() and (part := answer.read(_AT_ONCE)):
        *lines, rest = (rest + part).split(b"\n")
        if blobs is None:
            found = [index for index, line in enumerate(lines) if line.startswith(b":")]
        else:
            found = [index for index, line in enumerate(lines) if line[at:until] in blobs or line.startswith(b"::")]
        below = 0
        for index in found:
            header = _header(lines, below, index, header)
            below = index + 1
            change = _change(lines[index], asking.questions[header].commits)
            if change is not None and (blobs is None or change.blob in blobs):
                yield change
        if asking.absent is not None:
            _meet(asking.absent, lines, at, until)
        header = _header(lines, below, len(lines), header)
        answered += sum(1 for line in lines if not line.startswith(b":"))
    if answered != asked:
        raise GitError(f"git {_COMPARING[0]}: it answered {answered} of {asked} questions")


def _meet(absent: Absent, lines: Sequence[bytes], at: int, until: int) -> None:
    """Tell of all blobs that came."""
    plain = [
        line
        for line in lines
        if line.startswith((b"100", b"120"), _MODE_AT) and line.startswith(b":") and not line.startswith(b"::")
    ]
    merged = [
        (change.blob, line.partition(b"\t")[2])
        for line in lines
        if line.startswith(b"::") and (change := _change(line, ())) is not None
    ]
    lacking = absent.among({line[at:until] for line in plain}.union(blob for blob, _ in merged))
    if lacking:
        named = [(line[at:until], line[until + 3 :]) for line in plain]  # a letter, and a tab
        absent.name((blob, path) for blob, path in (*named, *merged) if blob in lacking)


def _header(lines: Sequence[bytes], start: int, before: int, earlier: bytes) -> bytes:
    """The line above a line of the answer; `earlier` where there is none from `start` on."""
    for index in range(before - 1, start - 1, -1):
        if not lines[index].startswith(b":"):
            return lines[index]
    return earlier


def _change(line: bytes, commits: tuple[bytes, ...]) -> Change | None:
    fields, _, path = line.partition(b"\t")
    words = fields.lstrip(b":").split(b" ")
    count = (len(words) - 1) // 2
    mode, blob, names = words[count - 1], words[-2], words[count:-2]
    if not mode.startswith(BLOB_MODES):
        return None
    before = tuple(name for name, its in zip(names, words, strict=False) if its.startswith(BLOB_MODES))
    return Change(commits, unquoted(path), blob, before)
