"""Which repositories the words behind `--history` name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from rootward.errors import UsageError
from rootward.leaks.files.named import has_magic, named
from rootward.leaks.files.names import shown
from rootward.leaks.files.repositories import is_git_folder_at

_GIT = ".git"


def repositories_of(words: Sequence[str]) -> tuple[str, ...]:
    """The repositories to scan, each once: a word that is there as it stands, of a glob those that match.

    In place of a folder that is in no repository stand those one level below it. Raises UsageError for a glob that
    matches none; whether a folder is a repository otherwise is git's to say.
    """
    found: dict[str, None] = {}
    for word in words:
        found.update(dict.fromkeys(_of_word(word)))
    return tuple(found)


def _of_word(word: str) -> Iterator[str]:
    if os.path.lexists(word) or not has_magic(word):
        yield from _in_folder(word)
        return
    matches = [match for match in named((word,)) if _is_repository(match)]
    if not matches:
        raise UsageError(f"{shown(word)} matches no git repository", advice="see whether the glob is right")
    yield from matches


def _in_folder(word: str) -> Iterator[str]:
    """The folder; or the repositories below one that is none and is in none."""
    folder = Path(word)
    if not folder.is_dir() or any(map(_is_repository, _with_parents(word))):
        yield word
        return
    try:
        below = sorted(entry.name for entry in os.scandir(word) if entry.is_dir(follow_symlinks=False))
    except OSError:
        below = []
    start = "" if word == os.curdir else word
    inside = [os.path.join(start, name) for name in below]  # noqa: PTH118 - as it was named
    yield from [path for path in inside if _is_repository(path)] or [word]


def _is_repository(path: str) -> bool:
    return os.path.lexists(os.path.join(path, _GIT)) or is_git_folder_at(path)  # noqa: PTH118


def _with_parents(word: str) -> Iterator[str]:
    here = Path(os.path.realpath(word))
    yield from map(str, (here, *here.parents))
