"""Commits and tags, asked of git one after another: which one is asked for next may depend on the last answer."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator

from rootward.leaks.git.bounds import MOST_STOPS
from rootward.leaks.git.repository import Repository

_WORDS = 3
_WHOLE = frozenset({"commit", "tag"})


def ask_objects(repository: Repository, oids: Iterable[bytes]) -> Iterator[tuple[bytes, str, bytes]]:
    """Each object's name, its kind, and the content of a commit or a tag; of what git cannot give the kind says why.

    https://git-scm.com/docs/git-cat-file: `--batch` answers a name with `name kind size`, the content and a line feed,
    or with `name missing`; it ends at a commit that is broken. Of a broken blob it may give less than it said and wait
    for the next question, so that nobody may wait for the rest: contents are asked only of kinds that it reads whole
    before it answers.
    """
    waiting = iter(oids)
    stops = 0
    oid = next(waiting, None)
    while oid is not None:
        if stops >= MOST_STOPS:
            yield oid, "git stopped at too many objects before it", b""
            oid = next(waiting, None)
            continue
        with (
            repository.store.dialogue("cat-file", "--batch-check") as checking,
            repository.store.dialogue("cat-file", "--batch") as reading,
        ):
            while oid is not None:
                answer = _asked(checking, reading, oid)
                kind, content = answer or ("it is broken", b"")
                yield oid, kind, content
                oid = next(waiting, None)
                if answer is None:
                    stops += 1
                    break


def _asked(checking: subprocess.Popen[bytes], reading: subprocess.Popen[bytes], oid: bytes) -> tuple[str, bytes] | None:
    """Kind and content; None where git stopped."""
    kind, _ = _header(checking, oid)
    if kind not in _WHOLE:
        return (kind, b"") if kind else None
    kind, size = _header(reading, oid)
    if not kind or reading.stdout is None:
        return None
    content = reading.stdout.read(size + 1)
    return (kind, content[:-1]) if len(content) > size else None


def _header(git: subprocess.Popen[bytes], oid: bytes) -> tuple[str, int]:
    """Kind and size; of what is missing the kind says so; empty where git stopped."""
    if git.stdin is None or git.stdout is None:
        return "", 0
    try:
        git.stdin.write(oid + b"\n")
        git.stdin.flush()
    except OSError:
        return "", 0
    words = git.stdout.readline().decode("ascii", "replace").split()
    if len(words) != _WORDS or not words[2].isdecimal():
        return (f"it is {words[-1]}" if words else ""), 0
    return words[1], int(words[2])
