"""What an ingest was asked for, and what of it is left when another came to its end. Pure."""

from __future__ import annotations

from datetime import date

import msgspec

from rootward.trail.sources.wanted import LATE


class Task(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an ingest was asked for: the words of the command line, and which of the logs there; empty and None: all."""

    sources: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    """The last day."""

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

    def at(self, place: str) -> Task:
        """The same of the sources alone that lead to a place; of all of them where none of their words tells."""
        leading = tuple(word for word in self.sources if _leads(word, place))
        return msgspec.structs.replace(self, sources=leading or self.sources)

    def left_to_records(self, account: str, region: str, day: date | None) -> Task:
        """What each record of a log must tell by itself, where its name tells so much; empty and None: nothing.

        A file of a day holds events of the day before, and it is delivered some time after them.
        """
        is_of_the_days = day is not None and (
            (self.since is None or day >= self.since) and (self.until is None or day <= self.until + LATE)
        )
        return Task(
            accounts=() if account in self.accounts else self.accounts,
            regions=() if region in self.regions else self.regions,
            since=None if is_of_the_days else self.since,
            until=None if is_of_the_days else self.until,
        )

    def takes(self, accounts: frozenset[str], region: str, day: date) -> bool:
        """Whether an event is asked for that is of one of these accounts."""
        return (
            (not self.accounts or not accounts.isdisjoint(self.accounts))
            and (not self.regions or region in self.regions)
            and (self.since is None or day >= self.since)
            and (self.until is None or day <= self.until)
        )


def _leads(word: str, place: str) -> bool:
    """Whether a place is what a word names, or lies within. The prefix of a bucket may end amid a name.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html
    """
    if place == word or place.startswith(f"{word.rstrip('/')}/"):
        return True
    bucket, slash, _ = word.removeprefix("s3://").partition("/")
    return word.startswith("s3://") and bool(bucket and slash) and place.startswith(word)


def _of_all(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return not one or (bool(other) and set(one) >= set(other))
