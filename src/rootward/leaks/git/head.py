"""What is checked out: HEAD, and which blob each path of it has."""

from __future__ import annotations

from collections.abc import Collection, Container

from rootward.errors import GitError
from rootward.leaks.git.repository import Repository


def head_commit(repository: Repository) -> bytes | None:
    """The commit that HEAD is at; None where there is none yet, or HEAD is broken."""
    try:
        return repository.git.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}").strip() or None
    except GitError:
        return None


def blobs_in_head(repository: Repository, paths: Container[bytes], head: bytes | None) -> dict[bytes, bytes]:
    """The blobs that a commit has at some paths. Raises GitError where git cannot read its trees."""
    if head is None:
        return {}
    found = {}
    for entry in repository.store.ask("ls-tree", "-r", "-z", "--full-tree", head.decode()).split(b"\0"):
        fields, _, path = entry.partition(b"\t")
        if path in paths and fields:
            found[path] = fields.rpartition(b" ")[2]
    return found


def held_in_head(repository: Repository, blobs: Collection[str]) -> set[str]:
    """Which of some blobs HEAD has, at any path. Raises GitError where git cannot read its trees."""
    head = head_commit(repository)
    found: set[str] = set()
    if head is None:
        return found
    for entry in repository.store.ask("ls-tree", "-r", "-z", "--full-tree", head.decode()).split(b"\0"):
        name = entry.partition(b"\t")[0].rpartition(b" ")[2].decode()
        if name in blobs:
            found.add(name)
    return found
