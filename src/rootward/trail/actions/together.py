"""What several processes count, as each tells now and then how far its tally has come.

Most of what a process counts in some logs are sorts of events that it has met before. So a process keeps its tally, and
each time tells the sorts that are new, and the counts of all.
"""

from __future__ import annotations

from typing import NamedTuple

from rootward.trail.actions.rows import Followed, Progress
from rootward.trail.actions.used import Names, Resources, Tally


class Told(NamedTuple):
    """What a process tells."""

    process: int
    number: int
    """How often it has told before."""
    progress: Progress
    resources: Resources


class Telling:
    """In a process that counts."""

    def __init__(self, process: int, names: Names | None = None) -> None:
        """`process`: what tells it from the others; `names` as Tally takes it."""
        self.tally = Tally(names)
        self._process = process
        self._number = 0

    def tell(self) -> Told:
        """How far the tally has come."""
        number, self._number = self._number, self._number + 1
        return Told(self._process, number, *self.tally.progress())


class _Of:
    """What one process has told."""

    def __init__(self) -> None:
        self.followed = Followed()
        self.resources: Resources = {}
        self._following = 0
        self._early: dict[int, Told] = {}

    def take(self, told: Told) -> None:
        self._early[told.number] = told
        while (following := self._early.pop(self._following, None)) is not None:
            self.followed.follow(following.progress)
            self.resources = following.resources
            self._following += 1


class Together:
    """In the process that is told, in any order."""

    def __init__(self) -> None:
        self._of: dict[int, _Of] = {}

    def take(self, told: Told) -> None:
        """What one of the others tells. It counts when all is there that the same one told before."""
        self._of.setdefault(told.process, _Of()).take(told)

    def tally(self) -> Tally:
        """All of it."""
        tally = Tally()
        for one in self._of.values():
            tally.take(one.followed.counts(), one.resources)
        return tally
