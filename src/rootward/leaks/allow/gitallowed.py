"""`.gitallowed` at the root of a repository, as git-secrets reads it: one extended regular expression a line.

Empty lines and lines whose first word begins with `#` are passed over.
https://github.com/awslabs/git-secrets#ignoring-false-positives
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from rootward.errors import GitError
from rootward.leaks.allow.rules import ByLine, Found, line_rule
from rootward.leaks.ere.error import PatternError
from rootward.leaks.git.command import Git

NAME = ".gitallowed"

MOST_BYTES = 1 << 20
MOST_RULES = 300
"""A file of a repository's that may be hostile: every rule is held against every finding."""


def read_gitallowed(root: Path) -> Found:
    """Of a work tree. A link is not followed: it may lead out of the repository, or to a device."""
    path = root / NAME
    try:
        kind = path.lstat().st_mode
        if not stat.S_ISREG(kind):
            return Found(left_out=(f"{NAME} is no plain file, and was not read",))
        with open(path, "rb", opener=_open) as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return Found()
    except OSError as error:
        return Found(left_out=(f"{NAME} cannot be read: {error.strerror or error}",))
    return parse_gitallowed(data)


def read_gitallowed_of_head(git: Git) -> Found:
    """Of a repository without a work tree: as HEAD has it."""
    try:
        size = int(git.ask("cat-file", "-s", f"HEAD:{NAME}"))
        if size > MOST_BYTES:
            return _too_large()
        return parse_gitallowed(git.ask("cat-file", "blob", f"HEAD:{NAME}"))
    except GitError:
        return Found()  # there is none, or it is a folder


def parse_gitallowed(data: bytes) -> Found:
    """The rules of its text."""
    if len(data) > MOST_BYTES:
        return _too_large()
    rules: list[ByLine] = []
    left_out = []
    for number, pattern in _patterns(data):
        if len(rules) == MOST_RULES:
            left_out.append(f"{NAME}:{number} and what follows left out: more than {MOST_RULES:,} rules")
            break
        try:
            rules.append(line_rule(pattern, f"{NAME}:{number}", from_repository=True))
        except PatternError as error:
            left_out.append(f"{NAME}:{number} left out: {error}")
    return Found(rules=tuple(rules), left_out=tuple(left_out))


def _patterns(data: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(data.split(b"\n"), 1):
        pattern = line.removesuffix(b"\r")
        words = pattern.split(None, 1)
        if words and not words[0].startswith(b"#"):
            yield number, pattern


def _too_large() -> Found:
    return Found(left_out=(f"{NAME} is larger than {MOST_BYTES >> 20} MB, and was not read",))


def _open(name: str, flags: int) -> int:
    # Between the look and this, it may have become something else.
    return os.open(name, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
