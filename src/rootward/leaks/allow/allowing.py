"""Whether a credential that was seen is allowed, by which rule."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable

from rootward.leaks.allow.allowance import Allowance
from rootward.leaks.allow.rules import ByAccount, ByFingerprint, ByLine, ByPath, Rule
from rootward.leaks.ere.error import PatternError
from rootward.leaks.sight import Sight

LINE_ITSELF = "the line itself"

_LONGEST = 4_096
"""So many bytes of a line are held against a rule."""


class Allowing:
    """All rules that hold in a scan. Rules of the user's own go before those of the repository.

    Paths of rules are from the root of the repository. Those that are asked about are from the working directory, as
    the report shows them; `from_root` gives the same rules for paths that git knows.
    """

    def __init__(
        self,
        rules: Iterable[Rule] = (),
        *,
        root: str = "",
        here: str = "",
        marks: bool = True,
        announce: Callable[[str], None] | None = None,
    ) -> None:
        """`root` and `here` are absolute, with slashes, and empty where it makes no difference.

        `announce` is told of a rule that takes too long, and is left out from then on.
        """
        self._rules = tuple(sorted(rules, key=lambda rule: rule.allowance.from_repository))
        self._root = root.rstrip("/")
        self._here = here.rstrip("/")
        self._marks = marks
        self._announce = announce
        self._fingerprints: dict[str, Allowance] = {}
        self._accounts: dict[str, Allowance] = {}
        self._paths: list[ByPath] = []
        self._lines: list[ByLine] = []
        for rule in self._rules:
            if isinstance(rule, ByFingerprint):
                self._fingerprints.setdefault(rule.fingerprint, rule.allowance)
            elif isinstance(rule, ByAccount):
                self._accounts.setdefault(rule.account, rule.allowance)
            elif isinstance(rule, ByPath):
                self._paths.append(rule)
            else:
                self._lines.append(rule)

    def of(self, sight: Sight, path: str, commit: str | None = None) -> Allowance | None:
        """Why it is allowed at this path; None: it is a finding. `commit`: git-secrets' rules for histories name it."""
        return min(self._all(sight, path, commit), key=lambda allowance: allowance.from_repository, default=None)

    def from_root(self) -> Allowing:
        """The same, asked about paths from the root."""
        return Allowing(self._rules, marks=self._marks, announce=self._announce)

    def _all(self, sight: Sight, path: str, commit: str | None) -> Iterable[Allowance]:
        """At most one of each sort, the user's own before the repository's."""
        if sight.fingerprint in self._fingerprints:
            yield self._fingerprints[sight.fingerprint]
        if sight.account in self._accounts:
            yield self._accounts[sight.account]
        if self._paths or self._lines:
            within = self._within(path)
            yield from self._by_path(within)
            yield from self._by_line(sight, within, commit)
        if sight.mark is not None and self._marks:
            yield Allowance(rule=sight.mark, source=LINE_ITSELF, from_repository=True)

    def _by_path(self, within: str) -> Iterable[Allowance]:
        name = within.encode("utf-8", "surrogateescape")
        for rule in tuple(self._paths):
            if self._is_in(rule, name):
                yield rule.allowance
                return

    def _by_line(self, sight: Sight, within: str, commit: str | None) -> Iterable[Allowance]:
        if not self._lines:
            return
        text = b" ".join(sight.text[:_LONGEST].splitlines())
        line = b"%s:%d:%s" % (within.encode("utf-8", "surrogateescape"), sight.line, text)
        lines = (line,) if commit is None else (line, b"%s:%s" % (commit.encode(), line))
        for rule in tuple(self._lines):
            if any(self._is_in(rule, one) for one in lines):
                yield rule.allowance
                return

    def _is_in(self, rule: ByPath | ByLine, line: bytes) -> bool:
        try:
            return rule.matcher.is_in(line)
        except PatternError as error:
            self._paths = [one for one in self._paths if one is not rule]
            self._lines = [one for one in self._lines if one is not rule]
            if self._announce is not None:
                from rootward.leaks.shown import shown_name

                shown = shown_name(rule.allowance.rule)
                self._announce(f"{rule.allowance.source}: {shown} left out from here on: {error}")
            return False

    def _within(self, path: str) -> str:
        """The path from the root, where it lies below it."""
        if not self._root:
            return path
        # A name in an archive may hold `..`, and must not come to name another place.
        outer, mark, inner = path.partition("!/")
        whole = posixpath.normpath(posixpath.join(self._here, outer))
        return f"{whole.removeprefix(f'{self._root}/')}{mark}{inner}"
