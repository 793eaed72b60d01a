"""What the steps share that read one repository: worker processes, and what became known by the way."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from rootward.leaks.git.commits import Commit
from rootward.processes.crew import Crew

if TYPE_CHECKING:
    from rootward.leaks.git.pack_shelf import PackShelf  # the extra `scan`


class Reading:
    """One reading of a repository, to be left by `with`."""

    def __init__(self) -> None:
        self.crew = Crew()
        self.commits: dict[bytes, Commit] = {}
        """Commits that were read, by name: whoever finds one missing has git read them all."""
        self._packs: PackShelf | None = None

    @property
    def packs(self) -> PackShelf:
        """What is known of the packs. It needs the extra `scan`."""
        if self._packs is None:
            from rootward.leaks.git.pack_shelf import PackShelf

            self._packs = PackShelf()
        return self._packs

    def __enter__(self) -> Self:
        self.crew.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._packs = None
        self.crew.__exit__(kind, error, at)
