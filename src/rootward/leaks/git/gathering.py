"""Gather what a search finds, object by object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Generic, TypeVar, cast

from rootward.leaks.git.cat_file import Given, Refused
from rootward.leaks.git.found import Found, Held, ObjectKind
from rootward.model.scan import Unread

_Finding = TypeVar("_Finding")


class Gathering(Generic[_Finding]):
    """A search that is under way."""

    def __init__(self) -> None:
        self._objects: dict[str, Held[_Finding]] = {}
        self._counts: Counter[str] = Counter()
        self._unread: dict[str, str] = {}
        self._bytes = 0
        self._interrupted = False
        self._is_trap = False

    def add(self, given: Given[_Finding] | Refused) -> None:
        """An object that git was asked for."""
        if isinstance(given, Refused):
            self.miss(f"{given.kind} {given.oid}", given.reason)
            return
        self.hold(given.oid, given.kind, given.findings)
        self.count(given.kind, 1)
        self.count_bytes(given.size)

    def hold(self, oid: str, kind: str, findings: Sequence[_Finding]) -> None:
        """An object holds something, or nothing. Of several with one name it is all that they hold."""
        if findings:
            held = self._objects.get(oid)
            if held is not None:
                findings = (*held.findings, *(one for one in findings if one not in held.findings))
            self._objects[oid] = Held(cast("ObjectKind", kind), findings)

    def count(self, kind: str, objects: int) -> None:
        """So many objects of a kind were searched."""
        self._counts[kind] += objects

    def count_bytes(self, size: int) -> None:
        """So many bytes were searched."""
        self._bytes += size

    def miss(self, path: str, reason: str) -> None:
        """Something was not searched."""
        self._unread[path] = reason

    def warn_of_trap(self) -> None:
        """Git is to be led nowhere any more."""
        self._is_trap = True

    def interrupt(self, path: str) -> None:
        """The search ends here, and that was not searched."""
        self._interrupted = True
        self.miss(path, "interrupted")

    def found(self) -> Found[_Finding]:
        """All of it, in an order that does not depend on who was first."""
        return Found(
            objects=dict(sorted(self._objects.items())),
            blobs=self._counts["blob"],
            commits=self._counts["commit"],
            tags=self._counts["tag"],
            bytes=self._bytes,
            unread=tuple(Unread(path=path, reason=reason) for path, reason in sorted(self._unread.items())),
            is_trap=self._is_trap,
            interrupted=self._interrupted,
        )
