"""The words of a scan of files that need no click to be read: it takes longer to load than a small scan takes.

Whatever is not plain, mistakes too, is for click to read, or to say what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

_FLAGS = {
    "-q": "--quiet",
    "--quiet": "--quiet",
    "--account-numbers": "--account-numbers",
    "--gitignore": "--gitignore",
    "--no-cache": "--no-cache",
    "--no-repo-allow": "--no-repo-allow",
}
_WITH_VALUE = {"-o": "--output", "--output": "--output", "--format": "--format", "--fail-on": "--fail-on"}
_CHOICES = {"--format": ("text", "json", "sarif", "csv", "github"), "--fail-on": ("high", "medium", "low", "never")}
_VARIABLES = ("ROOTWARD_CONFIG", "ROOTWARD_SCAN_FAIL_ON", "_ROOTWARD_COMPLETE")
"""Which stand for options, or ask click for something else."""


class PlainWords(NamedTuple):
    """What they say."""

    paths: tuple[str, ...]
    flags: frozenset[str]
    values: Mapping[str, str]


def plain_words(given: Sequence[str], environ: Mapping[str, str]) -> PlainWords | None:
    """What the words behind `scan` say; None where they are not plain."""
    if any(name in environ for name in _VARIABLES) or (given and _is_command(given[0])):
        return None
    paths: list[str] = []
    flags: set[str] = set()
    values: dict[str, str] = {}
    rest = iter(given)
    for word in rest:
        name, is_joined, value = word.partition("=")
        if word in _FLAGS:
            flags.add(_FLAGS[word])
        elif name in _WITH_VALUE and (not is_joined or name.startswith("--")):
            value = value if is_joined else next(rest, "")
            if not value or value.startswith("-") or value not in _CHOICES.get(_WITH_VALUE[name], (value,)):
                return None
            values[_WITH_VALUE[name]] = value
        elif word.startswith("-") and word != "-":
            return None
        else:
            paths.append(word)
    return PlainWords(tuple(paths), frozenset(flags), values)


def _is_command(word: str) -> bool:
    if not word.replace("-", "").isalpha():
        return False
    from rootward.cli.commands import SCAN_COMMANDS  # most first words are paths

    return word in {one.name for one in SCAN_COMMANDS}
