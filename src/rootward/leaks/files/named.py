"""What was named on the command line: each path that is there, each glob in place of what it matches."""

from __future__ import annotations

import os

from rootward.errors import UsageError
from rootward.leaks.files.names import absolute, shown
from rootward.leaks.files.order import STANDARD_INPUT

_MAGIC = frozenset("*?[")


def named(paths: tuple[str, ...]) -> tuple[str, ...]:
    """The files and folders to scan, each once, in the order in which they were named.

    A path that is there is itself, whatever characters it has. In a glob `*`, `?` and `[…]` stand for characters of one
    name, of a hidden one too, and `**` for any folders; it follows no link, and looks into no folder of git's.
    Raises UsageError for a path that is not there and a glob that matches nothing: a slip of the keyboard is no clean
    folder.
    """
    found: dict[str, str] = {}
    for path in paths:
        if path == STANDARD_INPUT:
            found.setdefault(path, path)
            continue
        if "\0" in path or not path:
            raise UsageError(f"{path!r} is no path", advice="name a file or a folder")
        matches = [path] if os.path.lexists(path) or not has_magic(path) else _matches(path)
        if not matches:
            raise UsageError(f"{shown(path)} matches no file", advice="see whether the glob is right")
        for match in map(_short, matches):
            if not os.path.lexists(match):
                raise UsageError(
                    f"{shown(match)} is not there", advice="name a file, a folder, or - for standard input"
                )
            found.setdefault(absolute(match), match)
    return tuple(found.values())


def has_magic(path: str) -> bool:
    """Whether it is a glob, where no such file is there."""
    return not _MAGIC.isdisjoint(path)


def _short(path: str) -> str:
    """Without `./` before it, but that a file called `-` is not standard input."""
    short = path
    while short.startswith(os.curdir + os.sep):
        short = short[2:].lstrip(os.sep)
    return path if short in ("", STANDARD_INPUT) else short


def _matches(path: str) -> list[str]:
    from rootward.leaks.files.globs import matches  # the shell has read most of them before

    return sorted(matches(path))
