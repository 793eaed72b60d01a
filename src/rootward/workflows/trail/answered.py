"""Which of the accounts and regions that are asked for the logs that are read tell of.

Logs are looked into until one names the account: a typing error in `--account`, or a file whose name tells another
account than its records, would else read like an account in which root slept. Of the region a log's name is taken at
its word: quiet ones deliver logs without a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rootward.model.scan import Unread
from rootward.trail.classify.actor import account_of
from rootward.trail.finding.inflate import Inflating
from rootward.trail.log import Log
from rootward.trail.record import Record
from rootward.trail.sources.wanted import Wanted

_AT_ONCE = 1 << 20
_LONGEST = 128
"""More bytes than a number or a region's name has, and what may stand around it."""


class Answered:
    """What is still looked for."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._accounts = set(wanted.accounts)
        self._regions = set(wanted.regions)

    def opened(self, log: Log) -> None:
        """A log that is read."""
        self._regions.discard(log.region)
        accounts = {log.account} & self._accounts if log.account else self._accounts
        sought = {*accounts, *(() if log.region else self._regions)}
        if sought:
            named = frozenset(_named_in(log, sought))
            self._accounts -= named
            self._regions -= named

    def told(self, accounts: Iterable[str], regions: Iterable[str]) -> None:
        """Of these something was read."""
        self._accounts.difference_update(accounts)
        self._regions.difference_update(regions)

    def judged(self, records: Iterable[Record]) -> None:
        """Records that were found."""
        for record in records:
            self._accounts -= {record.account, account_of(record)}
            self._regions.discard(record.region)

    def unread(self) -> Iterator[Unread]:
        """Each account of which there was nothing; regions where there was nothing of any: quiet ones have no log."""
        for account in sorted(self._accounts):
            yield Unread(path=f"--account {account}", reason=f"no record of account {account} was read")
        if self._regions == self._wanted.regions:
            for region in sorted(self._regions):
                yield Unread(path=f"--region {region}", reason=f"no record of region {region} was read")


def _named_in(log: Log, sought: set[str]) -> Iterator[str]:
    """Those that stand in it as a whole value; within an ARN or the name of a host they are another's."""
    left = {name: re.compile(rb"(?<![\w:./-])" + re.escape(name.encode()) + rb"(?![\w:./-])") for name in sought}
    kept = b""
    try:
        with Inflating(log) as inflating:
            while left and (piece := inflating.read(_AT_ONCE)):
                window = kept + piece.replace(b"\0", b"")  # a text in UTF-16, too
                for name in [name for name, pattern in left.items() if pattern.search(window)]:
                    del left[name]
                    yield name
                kept = window[-_LONGEST:]
    except OSError:
        return  # whoever reads it says so
