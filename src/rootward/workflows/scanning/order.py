"""What is to be scanned, and how: the nouns of an order."""

from __future__ import annotations

from pathlib import Path

import msgspec

from rootward.leaks.files.names import shown


class Files(msgspec.Struct, frozen=True, kw_only=True):
    """Files, folders, globs, and `-` for standard input."""

    paths: tuple[str, ...]
    gitignore: bool = False
    """Whether what git ignores is passed by."""


class History(msgspec.Struct, frozen=True):
    """Everything that a repository holds, reachable or not."""

    path: str


class Range(msgspec.Struct, frozen=True):
    """What some commits brought: `main..HEAD`, in the repository of the working directory."""

    words: str


class Staged(msgspec.Struct, frozen=True):
    """What the next commit would bring."""


class Message(msgspec.Struct, frozen=True):
    """The message of the next commit, in the file that git gives to its hooks."""

    path: str


Source = Files | History | Range | Staged | Message


def told(source: Source) -> tuple[str, ...]:
    """The source as it was asked for: path by path, as findings have them, or in words."""
    match source:
        case Files(paths=paths):
            return tuple(map(shown, paths))
        case History(path=path):
            return (f"the history of {shown(path)}",)
        case Range(words=words):
            return (words,)
        case Staged():
            return ("staged changes",)
        case Message(path=path):
            return (shown(path),)


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What is scanned, what for, and what is passed over."""

    sources: tuple[Source, ...]
    account_numbers: bool = False
    attribution: bool = True
    """Whether it is asked which commit brought what was found in a history."""
    repository_rules: bool = True
    """Whether rules of allowing count that lie in what is scanned."""
    baseline: Path | None = None
    config: Path | None = None
    """A configuration file that is trusted in full."""
    cache: bool = True
    """Whether what an earlier scan learnt counts."""
    workers: int | None = None
    """Processes; None: as many as pay."""
