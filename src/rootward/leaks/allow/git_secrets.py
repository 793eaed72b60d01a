"""What git's configuration holds for git-secrets: `secrets.allowed`, `secrets.patterns` and `secrets.providers`.

https://github.com/awslabs/git-secrets#options-for---add. Values of the user's own files count as the user's; those of
the repository's as the repository's. A provider is a command that prints patterns: it is told, and never run.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from rootward.leaks.allow.rules import ByLine, line_rule
from rootward.leaks.ere.error import PatternError
from rootward.leaks.git.command import Git

MOST_WAYS_OF_A_REPOSITORY = 1_000_000
"""In which a pattern of a repository's may be tried at one place: a hostile one would keep `re` busy for ever."""

MOST_OF_A_REPOSITORY = 300
"""Rules, and patterns."""

_AWS = rb"(AWS|aws|Aws)?_?"
_QUOTE = rb"""("|')?"""
_IS = _QUOTE + rb"\s*(:|=>|=)\s*" + _QUOTE
_REGISTERED = (
    rb"(A3T[A-Z0-9]|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA)[A-Z0-9]{16}",
    rb"[A-Z0-9]{20}",
    _QUOTE + _AWS + rb"(SECRET|secret|Secret)?_?(ACCESS|access|Access)?_?(KEY|key|Key)" + _IS
    + rb"[A-Za-z0-9/\+=]{40}" + _QUOTE,
    _QUOTE + _AWS + rb"(ACCOUNT|account|Account)_?(ID|id|Id)?" + _IS + rb"[0-9]{4}\-?[0-9]{4}\-?[0-9]{4}" + _QUOTE,
)  # fmt: skip
"""What `git secrets --register-aws` writes, or once wrote: the detector's own rules cover it, and know it better."""

_REGISTERED_PROVIDER = "git secrets --aws-provider"
"""Prints the keys of ~/.aws/credentials, which are found by their form."""


class GitSecrets(msgspec.Struct, frozen=True, kw_only=True):
    """What is there for a scan."""

    rules: tuple[ByLine, ...] = ()
    patterns: tuple[str, ...] = ()
    """For `Rules.patterns`."""
    left_out: tuple[str, ...] = ()
    """What could not be used, as sentences."""


def read_git_secrets(git: Git) -> GitSecrets:
    """By the configuration that git reads in the folder: the system's, the user's and, in a repository, its own.

    Raises GitError where git fails.
    """
    return parse_git_secrets(git.ask("config", "--null", "--show-scope", "--list"))


def parse_git_secrets(listing: bytes) -> GitSecrets:
    """From what `git config --null --show-scope --list` prints."""
    rules: list[ByLine] = []
    patterns: list[str] = []
    left_out: list[str] = []
    of_repository = 0
    for scope, name, value in _values(listing):
        from_repository = scope in {"local", "worktree"}
        of_repository += from_repository
        source = f"git config --{scope} {name}" if scope != "command" else f"git -c {name}"
        if of_repository > MOST_OF_A_REPOSITORY:
            left_out.append(f"{source}: more than {MOST_OF_A_REPOSITORY:,} values; the rest is left out")
            break
        try:
            if name == "secrets.allowed":
                rules.append(line_rule(value, source, from_repository=from_repository))
            elif name == "secrets.patterns":
                patterns += _pattern(value, from_repository=from_repository)
            else:
                left_out += _provider(value, source)
        except PatternError as error:
            left_out.append(f"{source}: {_shown(value)} left out: {error}")
    return GitSecrets(rules=tuple(rules), patterns=tuple(dict.fromkeys(patterns)), left_out=tuple(left_out))


def _values(listing: bytes) -> Iterator[tuple[str, str, bytes]]:
    """Scope, name and value; `grep` takes each line of a value for a pattern of its own."""
    fields = listing.split(b"\0")
    for scope, entry in zip(fields[::2], fields[1::2], strict=False):
        name, equals, value = entry.partition(b"\n")
        if equals and name in {b"secrets.allowed", b"secrets.patterns", b"secrets.providers"}:
            for line in value.split(b"\n"):
                yield scope.decode("ascii", "replace"), name.decode("ascii"), line


def _pattern(value: bytes, *, from_repository: bool) -> list[str]:
    if value in _REGISTERED:
        return []
    if not value:
        raise PatternError("empty, and would find everything")
    from rootward.leaks.ere.reading import read
    from rootward.leaks.ere.translation import LONGEST_MATCH, as_word, longest, ways

    expression = read(value)
    if longest(expression) > LONGEST_MATCH:
        raise PatternError(f"may match more than {LONGEST_MATCH:,} bytes")
    if from_repository and ways(expression) > MOST_WAYS_OF_A_REPOSITORY:
        raise PatternError("comes from the repository, and might be matched for ever")
    return [as_word(expression)]


def _provider(value: bytes, source: str) -> list[str]:
    if value.decode("utf-8", "replace").split() == _REGISTERED_PROVIDER.split():
        return []
    return [f"{source}: {_shown(value)} is a command, and not run; what it prints can go into secrets.patterns"]


def _shown(value: bytes) -> str:
    from rootward.leaks.shown import shown_name  # only where something is to be told

    text = shown_name(value.decode("utf-8", "backslashreplace"))  # before it is cut: half a secret looks like none
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - of a line of 80
