"""What a scan gathers: findings, what was passed over by which rule, and what was not read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

import msgspec

from rootward.leaks.allow.allowance import Allowance, counted
from rootward.leaks.shown import shown_line, shown_name
from rootward.leaks.sight import Sight
from rootward.model.leak import Confidence, Leak
from rootward.model.scan import Allowed, Looked, Scan, Unread

_TELLING = 8
"""What is shorter may stand in any name by chance."""

_ORDER: dict[Confidence, int] = {"high": 0, "medium": 1, "low": 2}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a credential stands; in a history also who brought it. The fields are those of a `Leak`."""

    path: str
    commit: str | None = None
    author: str | None = None
    date: datetime | None = None
    in_head: bool | None = None
    branches: tuple[str, ...] = ()
    branch_count: int = 0
    blob: str | None = None


class AllowingRules(Protocol):
    """Rules of allowing."""

    def of(self, sight: Sight, path: str, commit: str | None = None) -> Allowance | None:
        """Why it is allowed at this path; None: it is a finding."""


class Watcher(Protocol):
    """Whoever is to see each finding with its secret, in memory."""

    def see(self, sight: Sight) -> None:
        """A finding that nothing passes over."""


class Gathering:
    """Findings as they come, whatever order they come in."""

    def __init__(self, watcher: Watcher | None = None) -> None:
        self._watcher = watcher
        self._leaks: list[Leak] = []
        self._allowed: list[Allowance] = []
        self._unread: dict[Unread, None] = {}
        self._looked = Looked()

    def see(self, sight: Sight, standing: Standing, allowing: AllowingRules, *, prefix: str = "") -> None:
        """A credential that stands there, which `allowing` may pass over. `prefix`: before the path in the report."""
        allowance = allowing.of(sight, standing.path, standing.commit)
        if allowance is not None:
            self._allowed.append(allowance)
            return
        if self._watcher is not None:
            self._watcher.see(sight)
        place = msgspec.structs.replace(standing, path=prefix + standing.path) if prefix else standing
        self._leaks.append(leak(sight, place))

    def miss(self, unread: Iterable[Unread]) -> None:
        """What was not read; the same is told once."""
        self._unread.update(dict.fromkeys(Unread(path=shown_name(one.path), reason=one.reason) for one in unread))

    @property
    def missed(self) -> int:
        """How many things were not read."""
        return len(self._unread)

    def look(self, **counts: int) -> None:
        """So many more files, blobs, commits and bytes were looked through."""
        added = {name: getattr(self._looked, name) + count for name, count in counts.items()}
        self._looked = msgspec.structs.replace(self._looked, **added)

    def scan(self, *, rootward: str, taken_at: datetime, looked_in: tuple[str, ...]) -> Scan:
        """All of it, in the order of the report."""
        return Scan(
            rootward=rootward,
            taken_at=taken_at,
            looked_in=tuple(map(shown_name, looked_in)),
            looked=self._looked,
            findings=tuple(sorted(self._leaks, key=_place)),
            allowed=tuple(map(_shown_rule, counted(self._allowed))),
            unread=tuple(sorted(self._unread, key=lambda one: (one.path, one.reason))),
        )


def leak(sight: Sight, standing: Standing) -> Leak:
    """The finding that the sight is, there. The line as it stands, secret and all, is left behind.

    Nor does a secret go on that stands in the name of a file, an author or a branch.
    """
    secret = _secret(sight)
    return Leak(
        kind=sight.kind,
        path=_name(standing.path, secret, sight),
        line=sight.line,
        column=sight.column,
        confidence=sight.confidence,
        reason=sight.reason,
        masked=sight.masked,
        fingerprint=sight.fingerprint,
        key_id=sight.key_id,
        account=sight.account,
        encoding=sight.encoding,
        shown=shown_line(sight.shown),
        commit=standing.commit,
        author=None if standing.author is None else _name(standing.author, secret, sight),
        date=standing.date,
        in_head=standing.in_head,
        branches=tuple(_name(branch, secret, sight) for branch in standing.branches),
        branch_count=standing.branch_count,
        blob=standing.blob,
    )


def _secret(sight: Sight) -> str:
    """What the sight masks, where it stands alone on the line that was kept; empty where nobody needs to know."""
    before, mask, after = sight.shown.partition(sight.masked)
    text = sight.text.decode("utf-8", "replace")
    if sight.key_id == sight.masked or not mask or not (text.startswith(before) and text.endswith(after)):
        return ""
    hidden = text[len(before) : len(text) - len(after)]
    return hidden if len(hidden) >= _TELLING else ""


def _name(name: str, secret: str, sight: Sight) -> str:
    return shown_name(name.replace(secret, sight.masked) if secret else name)


def _shown_rule(allowed: Allowed) -> Allowed:
    return msgspec.structs.replace(allowed, rule=shown_name(allowed.rule), source=shown_name(allowed.source))


def _place(leak: Leak) -> tuple[Any, ...]:
    return (
        _ORDER[leak.confidence],
        leak.path,
        leak.line,
        leak.column,
        leak.kind,
        leak.commit or "",
        leak.blob or "",
        leak.fingerprint or "",
        leak.masked,
    )
