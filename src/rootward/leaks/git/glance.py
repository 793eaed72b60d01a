"""Some objects, by their names, each looked into once."""

from __future__ import annotations

from collections.abc import Iterable

from rootward.leaks.git.cat_file import Refused, search_given
from rootward.leaks.git.found import Held
from rootward.leaks.git.repository import Repository
from rootward.leaks.git.searcher import Looker
from rootward.leaks.rules import Rules
from rootward.leaks.sight import Sight

_FEW = 512
"""Objects up to which no quicker gate is worth its start."""


class Glance:
    """What some objects of a repository hold."""

    def __init__(self, repository: Repository, rules: Rules) -> None:
        self.objects: dict[str, Held[Sight]] = {}
        """Those that hold something."""
        self.refused: dict[str, Refused] = {}
        """Those that git could not give, by name."""
        self.blobs = 0
        self.bytes = 0
        self._repository = repository
        self._rules = rules
        self._known: set[str] = set()

    def look_into(self, oids: Iterable[str]) -> None:
        """Look into those that were not looked into before. Raises GitError where git does not start."""
        wanted = sorted(set(oids) - self._known)
        if not wanted:
            return
        self._known.update(wanted)
        search = Looker(self._rules).search(0 if len(wanted) <= _FEW else None)
        for given in search_given(self._repository, wanted, search):
            if isinstance(given, Refused):
                self.refused[given.oid] = given
                continue
            self.blobs += given.kind == "blob"
            self.bytes += given.size
            if given.findings:
                self.objects[given.oid] = Held("commit" if given.kind == "commit" else "blob", given.findings)
