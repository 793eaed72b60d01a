"""Blobs that commits lead to and that are not here: a clone in part never fetched them, or they were lost.

Nothing of git's is asked to bring them: which they are is known from what the commits changed, and from the names of
all objects that are here.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from threading import Lock

from rootward.leaks.git.brought import shown_path
from rootward.leaks.git.quoting import unquoted
from rootward.leaks.git.repository import Repository

PARTIAL = "a partial clone: what git has not fetched of it was not scanned"
"""Where nobody looked which blobs those are."""

_DIGITS = 16
"""Of a name, that are kept of the million that may be here."""
_NAMED = 3


class Absent:
    """Those of a repository that commits brought; asked by threads side by side."""

    def __init__(self, lacks: Callable[[AbstractSet[bytes]], set[bytes]], *, partial: bool) -> None:
        """`lacks` gives of some names those of which nothing is here; `partial`: it was cloned so."""
        self._lacks = lacks
        self._partial = partial
        self._met: set[bytes] = set()
        """Those that are here, so that they are looked up once."""
        self._paths: dict[bytes, bytes] = {}
        self._lock = Lock()

    def among(self, blobs: AbstractSet[bytes]) -> set[bytes]:
        """Those of some that commits brought, that are not here."""
        with self._lock:
            found = self._lacks(blobs - self._met)
            self._met.update(blobs - found)
        return found

    def name(self, found: Iterable[tuple[bytes, bytes]]) -> None:
        """Some that are not here, each with a path that it came to, as git quotes it."""
        with self._lock:
            for oid, path in found:
                self._paths[oid] = min(path, self._paths.get(oid, path))

    def reason(self) -> str | None:
        """How many they are, and the first of them by path; None: all are here."""
        count = len(self._paths)
        if not count:
            return None
        first = sorted((path, oid) for oid, path in self._paths.items())[:_NAMED]
        named = ", ".join(f"{shown_path(unquoted(path))} ({oid.decode()})" for path, oid in first)
        more = f" and {count - _NAMED:,} more" if count > _NAMED else ""
        if self._partial:
            return (
                f"a partial clone: {count:,} {'blob was' if count == 1 else 'blobs were'} never fetched: {named}{more}"
            )
        return f"{count:,} {'blob is' if count == 1 else 'blobs are'} missing that commits lead to: {named}{more}"


class Listed:
    """The names of all objects that are here, as git lists them."""

    def __init__(self, repository: Repository) -> None:
        """Raises GitError where git does not say what is here."""
        with repository.store.stream("cat-file", "--batch-all-objects", "--batch-check=%(objectname)") as answer:
            self._here = array("Q", [int(line[:_DIGITS], 16) for line in answer])  # git sorts them

    def lacks(self, oids: AbstractSet[bytes]) -> set[bytes]:
        """Those that are not among them."""
        return {oid for oid in oids if not self._has(int(oid[:_DIGITS], 16))}

    def _has(self, start: int) -> bool:
        place = bisect_left(self._here, start)
        return place < len(self._here) and self._here[place] == start
