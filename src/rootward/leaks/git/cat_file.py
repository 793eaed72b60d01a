"""Objects as git itself gives them: all of them where packs cannot be read directly, and else what reading them left.

https://git-scm.com/docs/git-cat-file: `--batch` answers each name with a line `name kind size`, the content and a line
feed, or `name missing`; it stops at an object that it cannot read.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import structs

from rootward.errors import GitError
from rootward.leaks.git.bounds import LARGEST, MOST_STOPS
from rootward.leaks.git.loose import NOT_ITS_NAME, loose_files, read_loose
from rootward.leaks.git.pack_folders import miss_unreadable, size_of_indexes
from rootward.leaks.git.repository import Repository
from rootward.leaks.git.searcher import Search

_Finding = TypeVar("_Finding")

_BATCH = 4 << 20
_MISSING = "git: missing"
_TOO_MANY = "git stopped at too many objects before it"
_MOST_COMPLAINTS = 4
_TO_CHECK = 512 << 20
_WIDEST_NAME = 80


class Given(msgspec.Struct, Generic[_Finding], frozen=True):
    """An object that git gave, searched."""

    oid: str
    kind: str
    size: int
    findings: Sequence[_Finding]


class Refused(msgspec.Struct, frozen=True):
    """An object that git could not give."""

    oid: str
    kind: str
    """`object` where even that is not known."""
    reason: str

    @property
    def is_missing(self) -> bool:
        """Whether git has none of that name."""
        return self.reason == _MISSING


def search_all_given(
    repository: Repository, search: Search[_Finding], miss: Callable[[str, str], None]
) -> Iterator[Given[_Finding] | Refused]:
    """Search every blob, commit and tag of a repository, as git gives them, in no order.

    `miss` is told of what git passes over in silence. Raises GitError where git does not start.
    """
    miss_unreadable(repository.object_folders, miss)
    strange: set[str] = set()

    def pass_over(path: str, reason: str) -> None:
        strange.add("".join(Path(path).parts[-2:]))
        miss(path, reason)

    for folder in repository.object_folders:
        for oid, path in loose_files(folder, repository.oid_bytes, pass_over):
            _hold_to_name(oid, path, miss)
    complaints: list[str] = []
    with _names_file() as names:
        names.file.writelines(
            oid.encode() + b"\n" for oid in _listed(repository, complaints, miss) if oid not in strange
        )
        yield from _search_named(repository, search, names)
    if complaints:
        miss(repository.object_folders[0], f"git: {'; '.join(complaints)}")


def search_given(
    repository: Repository, oids: Iterable[str], search: Search[_Finding]
) -> Iterator[Given[_Finding] | Refused]:
    """Search those of the objects that are no trees.

    Raises GitError where git does not start.
    """
    with _names_file() as names:
        names.file.writelines(oid.encode() + b"\n" for oid in oids)
        yield from _search_named(repository, search, names)


def _listed(repository: Repository, complaints: list[str], miss: Callable[[str, str], None]) -> Iterator[str]:
    """The names of all objects; git looks into none of them for that."""

    def hear(lines: list[str]) -> None:
        heard = {line.removeprefix("error: ") for line in lines if line.startswith("error: ")}
        complaints.extend(sorted(line for line in heard if "alternate" not in line)[:_MOST_COMPLAINTS])

    words = ("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)")
    try:
        with repository.store.stream(*words, heard=hear) as answer:
            for line in answer:
                yield line.decode("ascii", "replace").rstrip("\n")
    except GitError as error:
        miss(repository.object_folders[0], str(error))


def _hold_to_name(oid: str, path: str, miss: Callable[[str, str], None]) -> None:
    """Git believes what a loose object says of itself, and may take for a tree what is none."""
    try:
        loose = read_loose(path)
    except OSError:
        return  # git will say so
    if loose is not None and not loose.is_named(oid):
        miss(f"{loose.kind} {oid}", NOT_ITS_NAME)


class _Names(NamedTuple):
    """A file of names, one a line, all of one length: git begins to read it where it is told to.

    It has its place in the file in common with git, and is never read but at a place that is named.
    """

    file: IO[bytes]

    def _width(self) -> int:
        self.file.flush()
        return os.pread(self.file.fileno(), _WIDEST_NAME, 0).find(b"\n") + 1

    def from_line(self, line: int) -> IO[bytes]:
        os.lseek(self.file.fileno(), line * self._width(), os.SEEK_SET)
        return self.file

    def rest(self, line: int) -> Iterator[str]:
        width = self._width()
        at = line * width
        while part := os.pread(self.file.fileno(), width * _WIDEST_NAME, at):
            yield from part.decode("ascii", "replace").split()
            at += len(part)


@contextmanager
def _names_file() -> Iterator[_Names]:
    with tempfile.TemporaryFile() as file:
        yield _Names(file)


def _search_named(
    repository: Repository, search: Search[_Finding], names: _Names
) -> Iterator[Given[_Finding] | Refused]:
    wanted: list[tuple[str, str]] = []
    for oid, kind in _kinds(repository, names):
        if kind in {"blob", "commit", "tag"}:
            wanted.append((oid, kind))
        elif kind != "tree":
            yield Refused(oid, "object", f"git: {kind or 'no answer'}")
    at = stops = 0
    while at < len(wanted):
        answers = _Answers(repository, wanted[at:], search)
        yield from answers.searched()
        at += answers.count
        if at < len(wanted):
            stops += 1
            oid, kind = wanted[at]
            yield Refused(oid, kind, answers.reason)
            at += 1
        if stops > MOST_STOPS:
            for oid, kind in wanted[at:]:
                yield Refused(oid, kind, _TOO_MANY)
            return


def _kinds(repository: Repository, names: _Names) -> Iterator[tuple[str, str]]:
    """Of each object its kind, or what git says instead. It ends at a loose object that is of none; so it goes on."""
    at = stops = 0
    # It maps all indexes. Deltas that are based on each other it follows until there is no memory.
    store = structs.replace(repository.store, memory=_TO_CHECK + size_of_indexes(repository.object_folders))
    while True:
        reason = "it stopped there"
        try:
            check = ("cat-file", "--batch-check=%(objectname) %(objecttype)")
            with store.stream(*check, given=names.from_line(at)) as answer:
                for line in answer:
                    if not line.endswith(b"\n"):
                        break
                    oid, _, kind = line.decode("ascii", "replace").strip().partition(" ")
                    yield oid, kind
                    at += 1
        except GitError as error:
            reason = str(error).removeprefix("git ")
        rest = names.rest(at)
        stopped_at = next(rest, None)
        if stopped_at is None:
            return
        yield stopped_at, reason
        at += 1
        stops += 1
        if stops > MOST_STOPS:
            yield from ((oid, _TOO_MANY.removeprefix("git ")) for oid in rest)
            return


class _Answers(Generic[_Finding]):
    """Git's answers about some objects, until it stops."""

    def __init__(self, repository: Repository, wanted: Sequence[tuple[str, str]], search: Search[_Finding]) -> None:
        self.count = 0
        """How many it answered."""
        self.reason = ""
        """Why it did not answer the next."""
        self._repository = repository
        self._wanted = wanted
        self._search = search

    def searched(self) -> Iterator[Given[_Finding] | Refused]:
        batch: list[tuple[str, str, bytes]] = []
        size = 0
        with tempfile.TemporaryFile() as names:
            names.writelines(oid.encode() + b"\n" for oid, _ in self._wanted)
            names.seek(0)
            try:
                with self._repository.store.stream("cat-file", "--batch", "--buffer", given=names) as answer:
                    for oid, kind in self._wanted:
                        given = self._one(answer, oid, kind)
                        if isinstance(given, bytes):
                            batch.append((oid, kind, given))
                            size += len(given)
                        else:
                            yield given
                        self.count += 1
                        if size > _BATCH:
                            yield from self._asked(batch)
                            batch.clear()
                            size = 0
            except (GitError, _CutOffError) as error:
                self.reason = str(error)
        yield from self._asked(batch)

    def _one(self, answer: IO[bytes], oid: str, kind: str) -> bytes | Given[_Finding] | Refused:
        line = answer.readline()
        if not line.endswith(b"\n"):
            raise _CutOffError("git cannot read it")
        words = line.decode("ascii", "replace").split()
        if words[:1] != [oid]:
            # Of a blob that is broken git may give less than it said, and the next answer in its place.
            raise _CutOffError("what git gave of one before it is not whole")
        if len(words) != 3 or not words[2].isdecimal():  # noqa: PLR2004 - name, kind, size
            return Refused(oid, kind, f"git: {words[-1] if words else 'no answer'}")
        size = int(words[2])
        if size > LARGEST:
            content = _Content(answer, size)
            findings = self._search.found_through(content.read)
            content.skip()
            given: bytes | Given[_Finding] = Given(oid, kind, size, findings)
        else:
            given = answer.read(size)
            if len(given) < size:
                raise _CutOffError("git cannot read it whole")
        if answer.read(1) != b"\n":
            raise _CutOffError("git cannot read it whole")
        return given

    def _asked(self, batch: Sequence[tuple[str, str, bytes]]) -> Iterator[Given[_Finding]]:
        admitted = set(self._search.admitted([data for _, _, data in batch]))
        for index, (oid, kind, data) in enumerate(batch):
            yield Given(oid, kind, len(data), self._search.found(data) if index in admitted else ())


class _CutOffError(Exception):
    """Git stopped before the end of an answer."""


class _Content:
    """So many bytes of a stream, as a file."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream = stream
        self._left = size

    def read(self, size: int) -> bytes:
        part = self._stream.read(min(size, self._left))
        if not part and self._left and size:
            raise _CutOffError("git cannot read it whole")
        self._left -= len(part)
        return part

    def skip(self) -> None:
        """To its end, where the reader left earlier."""
        while self._left:
            self.read(_BATCH)
