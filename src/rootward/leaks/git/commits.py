"""Commits, as much of each as says what it changed; and those that were read by the way, when all objects were.

Names of objects are hexadecimal digits in bytes here, as git writes them: there may be a million.
"""

from __future__ import annotations

import re

import msgspec

_HEAD = re.compile(
    rb"tree ([0-9a-f]{40,64})\n((?:parent [0-9a-f]{40,64}\n){0,65535})"
    rb"author [^\n]*\ncommitter [^\n]*> ([0-9]{1,18}) [^\n>]*\n"
)
_PARENT = len("parent ")


class Commit(msgspec.Struct, frozen=True, gc=False):
    """A commit, as much of it as says what it changed."""

    oid: bytes
    tree: bytes
    parents: tuple[bytes, ...]
    time: int
    """Of the committer, in seconds since 1970."""


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


def noted(content: bytes) -> bytes | None:
    """What a commit says of others, in one line: its tree, its time and its parents. None: it is not well formed."""
    head = _HEAD.match(content)
    if head is None:
        return None
    tree, parents, time = head.groups()
    return b"%s %s%s" % (tree, time, parents.replace(b"\nparent", b"")[_PARENT - 1 : -1])


def from_note(oid: bytes, note: bytes) -> Commit:
    """The commit of that name, of which that was noted."""
    tree, time, *parents = note.split(b" ")
    return Commit(oid, tree, tuple(parents), int(time))
