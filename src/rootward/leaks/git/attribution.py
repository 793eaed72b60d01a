"""Which commit brought a credential, to which path, and where it still is.

A commit brings a credential to a path where the blob there holds it and no parent's blob at that path does. So one that
lies in a hundred versions of a file is one, of the commit that wrote it first; one that came by a merge alone is the
merge's; and one whose file was renamed came to the new path with the commit that renamed it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import nullcontext, suppress
from functools import cache, partial
from typing import TYPE_CHECKING

import msgspec

from rootward.errors import GitError
from rootward.leaks.git.absent import PARTIAL, Absent, Listed
from rootward.leaks.git.ancestry import History, ancestors, known_history, read_history
from rootward.leaks.git.branches import HeldBy, References, holding_branches, named_objects, read_references
from rootward.leaks.git.brought import MESSAGE, Brought, in_order, secret_of, shown_path, unattributed
from rootward.leaks.git.changes import Change, Incomparable, read_changes
from rootward.leaks.git.finding import reads_packs
from rootward.leaks.git.found import Held
from rootward.leaks.git.head import blobs_in_head, head_commit
from rootward.leaks.git.object_text import by_message, texts_of
from rootward.leaks.git.pack_folders import size_of_indexes
from rootward.leaks.git.reading import Reading
from rootward.leaks.git.repository import Repository
from rootward.leaks.git.signature import Signature, signature
from rootward.leaks.sight import Sight
from rootward.model.scan import Unread
from rootward.processes.processors import MOST_WORKERS, processors

if TYPE_CHECKING:
    from rootward.leaks.git.trees.sieve import Marks

_MOST_UNREAD = 32
_WORTH_SIFTING = 1 << 20
"""Bytes of the packs' indexes, some thirty for each object: fewer trees are compared before they are told apart."""


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """Where the credentials of a repository came from."""

    brought: tuple[Brought, ...]
    """By path, then by where they stand."""
    commits: int = 0
    """How many were asked."""
    unread: tuple[Unread, ...] = ()
    lacking: str | None = None
    """What commits lead to and is not here; None: all is."""


class Place(msgspec.Struct, frozen=True):
    """A path of a history in which a secret lies. None: a commit's message."""

    path: bytes | None
    secret: Hashable


class Bringing(msgspec.Struct, frozen=True):
    """A commit that brought a secret, and the object that holds it since."""

    commit: bytes
    object: bytes


def attribute(
    repository: Repository,
    objects: Mapping[str, Held[Sight]],
    *,
    workers: int | None = None,
    reading: Reading | None = None,
) -> Attribution:
    """Where credentials came from; `objects` are all of the repository's that hold any, by name.

    Git compares the trees of the commits that may have brought any, in as many processes as there are `workers`, None:
    as there are processors; `reading` is what is shared with what found the objects. Where git cannot read some of the
    history, what the rest of it says is returned, and the gap is said. It is asked even where there are no objects:
    what is not here may have held some.
    """
    blobs = {oid.encode() for oid, held in objects.items() if held.kind == "blob"}
    hands = min(MOST_WORKERS, workers or processors())
    references = cache(partial(read_references, repository))
    try:
        with nullcontext(reading) if reading is not None else Reading() as shared:
            history, marks = _history(repository, blobs, shared, hands, references)
        absent = _absent(repository, marks)
        changes = list(read_changes(repository, history, blobs, workers=hands, absent=absent, marks=marks))
        found = attribute_changes(repository, objects, history, changes, references)
    except GitError as error:
        unread = (Unread(path="history", reason=str(error)),)
        lacking = PARTIAL if repository.partial else None
        return Attribution(brought=unattributed(objects), unread=unread, lacking=lacking)
    reached = {change.blob for change in changes if isinstance(change, Change)}
    rest = {
        oid: held
        for oid, held in objects.items()
        if oid.encode() not in reached and oid.encode() not in history.commits
    }
    alone = _named(references, _signed(repository, _staged_names(repository, unattributed(rest))))
    lacking = None if absent is None else absent.reason()
    return msgspec.structs.replace(found, brought=in_order([*found.brought, *alone]), lacking=lacking)


def _absent(repository: Repository, marks: Marks | None) -> Absent | None:
    """Who is to meet what commits brought; None: all of it is here. Raises GitError."""
    if marks is None:
        return Absent(Listed(repository).lacks, partial=repository.partial)
    return Absent(marks.lacks, partial=repository.partial) if marks.lacking else None


def _history(
    repository: Repository,
    blobs: Collection[bytes],
    reading: Reading,
    hands: int,
    references: Callable[[], References],
) -> tuple[History, Marks | None]:
    """The commits, and what tells their trees apart: None where that does not pay, or cannot be.

    Raises GitError where git cannot follow the commits.
    """

    def history() -> History:
        return known_history(repository, reading.commits) or read_history(repository)

    if not reads_packs() or size_of_indexes(repository.object_folders) < _WORTH_SIFTING:
        return history(), None
    from concurrent.futures import ThreadPoolExecutor

    from rootward.leaks.git.trees.sieve import UnsiftedError, read_marks  # the extra `scan`

    with ThreadPoolExecutor(1) as pool:
        walked = pool.submit(history)
        if blobs:
            pool.submit(references)  # they are needed later, and git may list them meanwhile
        marks: Marks | None
        try:
            marks = read_marks(repository, blobs, reading, workers=hands)
        except UnsiftedError:
            marks = None
        return walked.result(), marks


def attribute_changes(
    repository: Repository,
    objects: Mapping[str, Held[Sight]],
    history: History,
    changes: Iterable[Change | Incomparable],
    references: Callable[[], References],
) -> Attribution:
    """Which of the changes brought which of the objects' credentials, and which of the messages have any.

    `objects` must have what was changed, what it was changed from, and what HEAD has in its place.
    Raises GitError where git cannot say what the branches are.
    """
    secrets = {oid.encode(): frozenset(map(secret_of, held.findings)) for oid, held in objects.items()}
    bringings, unread = _bringings(changes, secrets)
    for oid, held in objects.items():
        if held.kind == "commit" and oid.encode() in history.commits:
            for secret in secrets[oid.encode()]:
                bringings.setdefault(Place(None, secret), []).append(Bringing(oid.encode(), oid.encode()))
    head = head_commit(repository)
    of_head = set() if head is None else ancestors(history.commits, head)
    now: Mapping[bytes, bytes] | None = None
    try:
        now = blobs_in_head(repository, {place.path for place in bringings if place.path is not None}, head)
    except GitError as error:
        unread.append(Unread(path="HEAD", reason=str(error)))
    rows: list[Brought] = []
    sets = [{one.commit for one in many} for many in bringings.values()]
    held_by = holding_branches(references(), history, sets) if sets else iter(())
    for (place, many), branches in zip(bringings.items(), held_by, strict=True):
        stays: bool | None = None
        if place.path is None:
            stays = any(one.commit in of_head for one in many)
        elif now is not None:
            stays = place.secret in secrets.get(now.get(place.path, b""), ())
        rows += _rows(place, _first(many, history, of_head), stays, branches, objects)
    return Attribution(
        brought=in_order(_signed(repository, rows)),
        commits=len(history.commits),
        unread=(*history.unread, *unread),
    )


def _bringings(
    changes: Iterable[Change | Incomparable], secrets: Mapping[bytes, frozenset[Hashable]]
) -> tuple[dict[Place, list[Bringing]], list[Unread]]:
    """What each commit brought where, and of which commits nothing is known."""
    bringings: dict[Place, list[Bringing]] = {}
    failed: list[tuple[bytes, str]] = []
    for change in changes:
        if isinstance(change, Incomparable):
            failed += [(commit, change.reason) for commit in change.commits]
            continue
        brought = secrets.get(change.blob, frozenset()).difference(*(secrets.get(old, ()) for old in change.before))
        for secret in brought:
            many = bringings.setdefault(Place(change.path, secret), [])
            many += [Bringing(commit, change.blob) for commit in change.commits]
    unread = [
        Unread(path=f"commit {commit.decode()}", reason=f"what it changed is not known: {reason}")
        for commit, reason in failed[:_MOST_UNREAD]
    ]
    if len(failed) > _MOST_UNREAD:
        unread.append(Unread(path="commits", reason=f"what {len(failed) - _MOST_UNREAD} more changed is not known"))
    return bringings, unread


def _first(many: Sequence[Bringing], history: History, of_head: AbstractSet[bytes]) -> Bringing:
    """The first of those that HEAD leads to, or else the first; in one second those before what leads to them."""

    def when(one: Bringing) -> tuple[bool, int]:
        return one.commit not in of_head, history.commits[one.commit].time

    earliest = min(map(when, many))
    tied = sorted((one for one in many if when(one) == earliest), key=lambda one: one.commit)
    names = {one.commit for one in tied}
    return next((one for one in tied if names.isdisjoint(_before_at_once(history, one.commit))), tied[0])


def _before_at_once(history: History, oid: bytes) -> set[bytes]:
    """What a commit leads to by commits of the same second alone."""
    found: set[bytes] = set()
    waiting = [oid]
    while waiting:
        commit = history.commits[waiting.pop()]
        for parent in commit.parents:
            before = history.commits.get(parent)
            if before is not None and before.time == commit.time and parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def _rows(
    place: Place, first: Bringing, in_head: bool | None, held_by: HeldBy, objects: Mapping[str, Held[Sight]]
) -> list[Brought]:
    oid = first.object.decode()
    return [
        Brought(
            sight=sight,
            path=MESSAGE if place.path is None else shown_path(place.path),
            object=oid,
            commit=first.commit.decode(),
            in_head=in_head,
            branches=held_by.names,
            branch_count=held_by.count,
        )
        for sight in objects[oid].findings
        if secret_of(sight) == place.secret
    ]


def _staged_names(repository: Repository, rows: Sequence[Brought]) -> list[Brought]:
    """The rows, with the path at which a blob is staged where it is."""
    names: dict[str, str] = {}
    if rows:
        with suppress(GitError):  # a bare repository may have an index too; a broken one names nothing
            for entry in repository.git.ask("ls-files", "--stage", "-z").split(b"\0"):
                fields, _, path = entry.partition(b"\t")
                if fields:
                    names.setdefault(fields.split(b" ")[1].decode(), shown_path(path))
    return [msgspec.structs.replace(row, path=names.get(row.object or "", row.path)) for row in rows]


def _signed(repository: Repository, rows: Sequence[Brought]) -> list[Brought]:
    """The rows, with who wrote what brought them, and those of messages by where they stand in those."""
    texts = texts_of(repository, rows)
    made = {oid: signature(text.kind, text.content) for oid, text in texts.items()}
    signed = []
    for row in by_message(rows, texts):
        who = made.get(row.commit or row.object or "", Signature())
        signed.append(msgspec.structs.replace(row, author=who.author, date=who.date))
    return signed


def _named(references: Callable[[], References], rows: Sequence[Brought]) -> list[Brought]:
    """The rows, with the tags that hold what no commit does: a tag's own message, a blob that was tagged."""
    names: Mapping[bytes, tuple[str, ...]] = {}
    if rows:
        with suppress(GitError):  # then nothing is said of them
            names = named_objects(references())
    held = []
    for row in rows:
        tags = names.get((row.object or "").encode(), ())
        in_head = None if tags else row.in_head
        held.append(msgspec.structs.replace(row, branches=tags, branch_count=len(tags), in_head=in_head))
    return held
