"""What an ingest was asked for, and what of it is left when another came to its end. Pure."""

from __future__ import annotations

from datetime import date

import msgspec


class Task(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an ingest was asked for: the words of the command line, and which of the logs there; empty and None: all."""

    sources: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def left_by(self, ended: Task) -> Task | None:
        """What of it is left when that came to its end; None: nothing.

        Days are compared, and no moments, so that `--since 30d` goes on with what was begun an hour ago.
        """
        is_of_all = (
            _of_all(ended.accounts, self.accounts)
            and _of_all(ended.regions, self.regions)
            and (ended.since is None or (self.since is not None and ended.since <= self.since))
            and (ended.until is None or (self.until is not None and ended.until >= self.until))
        )
        if not is_of_all:
            return self
        sources = tuple(word for word in self.sources if word not in ended.sources)
        return msgspec.structs.replace(self, sources=sources) if sources else None


def _of_all(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return not one or (bool(other) and set(one) >= set(other))
