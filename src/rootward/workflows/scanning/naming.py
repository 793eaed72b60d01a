"""Which sources the words of a command line name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from rootward.errors import UsageError
from rootward.leaks.files.repositories import is_git_folder_at
from rootward.workflows.scanning.order import Files, History, Message, Range, Source, Staged


def sources_of(
    words: Sequence[str],
    *,
    history: bool = False,
    staged: bool = False,
    message: str | None = None,
    gitignore: bool = False,
) -> tuple[Source, ...]:
    """The sources. Without a word: the working directory, or with `history` the history of the repository there.

    A word is a path, or `-`; or a range of commits, where it holds `..` and there is no such file; or a folder of git's
    own, a bare repository for one, which is a history. Raises UsageError for what does not go together.
    """
    ways = [name for name, given in (("--history", history), ("--staged", staged), ("--commit-msg", message)) if given]
    if len(ways) > 1:
        raise UsageError(f"{ways[0]} and {ways[1]} name two different things to scan", advice="give one of them")
    if gitignore and ways:
        raise UsageError(f"--gitignore is of files, and {ways[0]} reads none", advice="leave one of them out")
    if words and (staged or message is not None):
        raise UsageError(f"{ways[0]} takes no paths: {words[0]}", advice="leave them out")
    if staged:
        return (Staged(),)
    if message is not None:
        return (Message(message),)
    if history:
        from rootward.workflows.scanning.repositories import repositories_of

        return tuple(map(History, repositories_of(words or (".",))))
    return tuple(_named(words or (".",), gitignore=gitignore))


def _named(words: Sequence[str], *, gitignore: bool) -> Iterator[Source]:
    ranges = [word for word in words if is_range(word)]
    if ranges and len(words) > 1:
        raise UsageError(f"{ranges[0]} is a range of commits, and stands alone", advice="scan the others by themselves")
    paths: list[str] = []
    for word in words:
        if is_range(word):
            yield Range(word)
        elif is_git_folder_at(word):
            yield History(word)
        else:
            paths.append(word)
    if paths:
        yield Files(paths=tuple(paths), gitignore=gitignore)


def is_range(word: str) -> bool:
    """Whether it reads as a range of commits, `main..HEAD`, and is no path."""
    first, dots, last = word.partition("..")
    if not dots or not (first or last.strip(".")) or os.path.lexists(word):
        return False
    return not word.startswith(("./", "../", "/", "~")) and "/../" not in word and not word.endswith("/..")
