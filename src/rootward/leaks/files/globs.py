"""A glob, in place of a shell that reads it."""

from __future__ import annotations

import fnmatch
import glob
import os
import re
from collections.abc import Iterator

from rootward.leaks.files.walk import GIT_FOLDER

_ANY_FOLDERS = "**"


def matches(pattern: str) -> Iterator[str]:
    """What matches, each once.

    `*`, `?` and `[…]` stand for characters of one name, of a hidden one too, and `**` for any folders. No link is
    followed, and no folder of git's looked into.
    """
    drive, rest = os.path.splitdrive(pattern)
    separators = os.sep + (os.altsep or "")
    begin = drive + (os.sep if rest[:1] in separators else "")
    parts = [part for part in re.split(f"[{re.escape(separators)}]", rest) if part]
    yield from dict.fromkeys(_below(begin, parts))


def _below(start: str, parts: list[str]) -> Iterator[str]:
    """What matches the parts, below a path that ends in a separator or is empty."""
    part, rest = parts[0], parts[1:]
    if part == _ANY_FOLDERS:
        yield from _anywhere_below(start, rest)
    elif not glob.has_magic(part):
        if rest:
            yield from _below(start + part + os.sep, rest)
        elif os.path.lexists(start + part):
            yield start + part
    else:
        fits = re.compile(fnmatch.translate(os.path.normcase(part))).match
        for entry in _listed(start):
            if fits(os.path.normcase(entry.name)):
                yield from _below_entry(start, entry, rest)


def _anywhere_below(start: str, rest: list[str]) -> Iterator[str]:
    """What matches in the folder and in each folder below."""
    if not rest:
        yield from (start + entry.name for entry in _listed(start))
        return
    waiting = [start]
    while waiting:
        here = waiting.pop()
        yield from _below(here, rest)
        waiting.extend(here + entry.name + os.sep for entry in _listed(here) if entry.is_dir(follow_symlinks=False))


def _below_entry(start: str, entry: os.DirEntry[str], rest: list[str]) -> Iterator[str]:
    if not rest:
        yield start + entry.name
    elif entry.is_dir(follow_symlinks=False):
        yield from _below(start + entry.name + os.sep, rest)


def _listed(start: str) -> list[os.DirEntry[str]]:
    """What lies in a folder; nothing where it cannot be listed, as with every glob."""
    try:
        with os.scandir(start or os.curdir) as entries:
            return [entry for entry in entries if entry.name != GIT_FOLDER]
    except OSError:
        return []
