"""The rules of allowing: each says what it allows, and where it stands."""

from __future__ import annotations

import re
from typing import Protocol

import msgspec

from rootward.leaks.allow.allowance import Allowance
from rootward.leaks.ere.error import PatternError

FINGERPRINT_FORM = re.compile(r"[0-9a-f]{32}")
ACCOUNT_FORM = re.compile(r"[0-9]{12}")


class Matcher(Protocol):
    """An expression, or a glob, made ready to be looked for."""

    def is_in(self, line: bytes) -> bool:
        """Whether the line holds it."""


class ByFingerprint(msgspec.Struct, frozen=True):
    """One secret, wherever it stands."""

    fingerprint: str
    allowance: Allowance


class ByAccount(msgspec.Struct, frozen=True):
    """All of one account."""

    account: str
    allowance: Allowance


class ByPath(msgspec.Struct, frozen=True):
    """All in some paths, which are from the root of the repository, with slashes."""

    matcher: Matcher
    allowance: Allowance


class ByLine(msgspec.Struct, frozen=True):
    """What stands on some lines, as `PATH:LINE:TEXT`: git-secrets holds its rules against what `git grep -n` prints."""

    matcher: Matcher
    allowance: Allowance


Rule = ByFingerprint | ByAccount | ByPath | ByLine


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of one place, and what of it could not be used, as sentences."""

    rules: tuple[Rule, ...] = ()
    left_out: tuple[str, ...] = ()


def path_rule(glob: str, source: str, *, from_repository: bool) -> ByPath:
    """Raises PatternError."""
    from rootward.leaks.allow.glob import read_glob  # most repositories have no rule, and a hook is to be quick

    return ByPath(read_glob(glob), Allowance(rule=glob, source=source, from_repository=from_repository))


def line_rule(pattern: bytes, source: str, *, from_repository: bool) -> ByLine:
    """Raises PatternError."""
    if not pattern:
        raise PatternError("empty, and would allow everything")
    from rootward.leaks.ere.automaton import Automaton
    from rootward.leaks.ere.reading import read

    shown = pattern.decode("utf-8", "backslashreplace")
    return ByLine(Automaton(read(pattern)), Allowance(rule=shown, source=source, from_repository=from_repository))
