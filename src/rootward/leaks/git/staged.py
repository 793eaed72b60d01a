"""What is staged, and would be committed: the index against HEAD, and in a merge against all that is merged.

What counts is what the index has, not the file, which may have been changed since.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from rootward.errors import GitError
from rootward.leaks.git.blank_tree import EMPTY_TREE
from rootward.leaks.git.brought import Brought, Introduced, in_order, secret_of, shown_path
from rootward.leaks.git.found import Held
from rootward.leaks.git.glance import Glance
from rootward.leaks.git.head import head_commit, held_in_head
from rootward.leaks.git.modes import BLOB_MODES
from rootward.leaks.git.repository import Repository
from rootward.leaks.rules import Rules
from rootward.leaks.sight import Sight
from rootward.model.scan import Looked, Unread


class Staged(msgspec.Struct, frozen=True):
    """A blob that would come to a path."""

    path: bytes
    blob: str
    before: tuple[str, ...]
    """What the path holds in what it would be committed onto."""


def find_staged(repository: Repository, rules: Rules) -> Introduced:
    """The credentials that the next commit would bring to a path which does not have them yet.

    A file that HEAD has already, under whatever name, is moved or copied, and brings nothing; neither does what moves
    out of a file that the same commit takes away.
    Raises GitError where git cannot read the index.
    """
    files = staged_files(repository)
    glance = Glance(repository, rules)
    glance.look_into(file.blob for file in files)
    looked = Looked(files=len(files), bytes=glance.bytes)
    hit = _new(repository, [file for file in files if file.blob in glance.objects])
    gone = _gone(repository) if hit else ()
    glance.look_into((*gone, *(old for file in hit for old in file.before)))
    return Introduced(
        brought=in_order([row for file in hit for row in _rows(file, gone, glance.objects)]),
        looked=looked,
        unread=tuple(
            Unread(path=shown_path(file.path), reason=glance.refused[file.blob].reason)
            for file in files
            if file.blob in glance.refused
        ),
    )


def staged_files(repository: Repository) -> tuple[Staged, ...]:
    """The files that the next commit would add or change, by path; of one in conflict, what each side has made of it.

    Raises GitError where git cannot read the index.
    """
    try:
        against_head = _against(repository, "HEAD")
    except GitError:
        if head_commit(repository) is not None:
            raise
        against_head = _against(repository, EMPTY_TREE[repository.oid_bytes * 2].decode())
    files = {path: (blob, [before]) for path, (blob, before) in against_head.differing.items()}
    for parent in _merged(repository) if files else ():
        others = _against(repository, parent).differing
        files = {path: (blob, [*before, others[path][1]]) for path, (blob, before) in files.items() if path in others}
    staged = [
        Staged(path, blob, tuple(old for old in before if old is not None)) for path, (blob, before) in files.items()
    ]
    if against_head.in_conflict:
        staged += _in_conflict(repository)
    return tuple(sorted(staged, key=lambda file: (file.path, file.blob)))


def _new(repository: Repository, hit: list[Staged]) -> list[Staged]:
    """Those whose blob no file of HEAD's has."""
    old: set[str] = set()
    if hit:
        with suppress(GitError):  # what HEAD has cannot be read: then nothing is old
            old = held_in_head(repository, {file.blob for file in hit})
    return [file for file in hit if file.blob not in old]


def _gone(repository: Repository) -> tuple[str, ...]:
    """The blobs of HEAD's files that the index has no more."""
    words = ("diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--diff-filter=D")
    try:
        answer = repository.git.ask(*words, "HEAD", "--").split(b"\0")
    except GitError:
        return ()
    deleted = (fields.removeprefix(b":").split(b" ") for fields in answer[:-1:2])
    return tuple(old.decode() for mode, _, old, *_ in deleted if mode.startswith(BLOB_MODES))


class _Against(NamedTuple):
    """The index against a tree."""

    differing: dict[bytes, tuple[str, str | None]]
    """By path the blob that the index has, where it has another one than the tree, and the tree's."""
    in_conflict: bool


def _against(repository: Repository, tree: str) -> _Against:
    """https://git-scm.com/docs/git-diff-index: `:mode mode name name status<NUL>path<NUL>`; in conflict it is U."""
    answer = repository.git.ask(
        "diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", tree, "--"
    )
    words = iter(answer.split(b"\0"))
    differing = {}
    statuses = set()
    for fields, path in zip(words, words, strict=False):
        old_mode, mode, old, new, status = fields.removeprefix(b":").split(b" ")
        if mode.startswith(BLOB_MODES):
            differing[path] = new.decode(), old.decode() if old_mode.startswith(BLOB_MODES) else None
        statuses.add(status)
    return _Against(differing, b"U" in statuses)


def _merged(repository: Repository) -> list[str]:
    """The commits that a merge under way brings in, beside HEAD."""
    try:
        return Path(repository.git_dir, "MERGE_HEAD").read_text("ascii").split()
    except (OSError, UnicodeDecodeError):
        return []


def _in_conflict(repository: Repository) -> list[Staged]:
    """https://git-scm.com/docs/git-ls-files, --unmerged: `mode name stage<TAB>path<NUL>`.

    Stage 2 is HEAD's, stage 3 what comes.
    """
    ours: dict[bytes, str] = {}
    theirs: dict[bytes, str] = {}
    for entry in repository.git.ask("ls-files", "--unmerged", "-z").split(b"\0"):
        fields, _, path = entry.partition(b"\t")
        if fields.startswith(BLOB_MODES):
            _, name, stage = fields.split(b" ")
            {b"2": ours, b"3": theirs}.get(stage, {})[path] = name.decode()
    return [Staged(path, blob, (ours[path],) if path in ours else ()) for path, blob in theirs.items()]


def _rows(file: Staged, gone: tuple[str, ...], objects: Mapping[str, Held[Sight]]) -> list[Brought]:
    """What the file brings; `gone` are blobs of files that are taken away."""
    before = {secret_of(sight) for old in (*file.before, *gone) if old in objects for sight in objects[old].findings}
    return [
        Brought(sight=sight, path=shown_path(file.path), object=file.blob)
        for sight in objects[file.blob].findings
        if secret_of(sight) not in before
    ]
