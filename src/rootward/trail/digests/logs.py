"""Which log files are as digests say, which are missing, and which no digest lists.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from rootward.model.scan import Unread
from rootward.trail.digests.chains import Chains, Copy, Spans, covered
from rootward.trail.digests.contents import Hashed, hashed
from rootward.trail.digests.digest import Listed
from rootward.trail.digests.names import Hidden, Name, file_of, name_of, top_of
from rootward.trail.log import Log
from rootward.trail.sources.layout import place_of
from rootward.trail.sources.wanted import Wanted

_BEFORE, _AFTER = timedelta(minutes=15), timedelta(hours=1)
"""A log file is told of by the digest of the hour in which it was delivered, some minutes from the time in its name:
digests must tell of so much before and after that time for a file that none lists to be one that was put there."""


class Oddity(NamedTuple):
    """A log file that is not as digests say."""

    kind: Literal["changed", "removed", "added"]
    path: str
    """Of a missing one its key."""
    account: str
    region: str
    why: str
    first: datetime
    last: datetime


class Compared(NamedTuple):
    """What came of all log files."""

    odd: tuple[Oddity, ...]
    same: int
    """Log files that are as they were delivered."""
    doubtful: int
    """Log files that only a digest lists which is itself wrong."""
    outside: int
    """Log files of times that no digest tells of."""
    nameless: int
    """Files whose names are none of CloudTrail's."""
    bytes: int
    unread: tuple[Unread, ...]


def compare(  # noqa: PLR0917 - what was told, what is there, and who hears of it
    copies: Sequence[Copy],
    chains: Chains,
    logs: Iterable[Log],
    wanted: Wanted,
    known: Mapping[str, Hashed],
    hidden: Hidden,
    progress: Callable[[int], None],
) -> Compared:
    """Read each log file that a digest lists, and compare it. `progress` hears how many were read.

    `known`: hashes of those that were read already, by their names.
    """
    by_name: dict[Name, dict[str, Log]] = defaultdict(dict)
    for log in logs:
        by_name[name_of(log.name)][log.name] = log
    listed, doubtful = _listed(copies, chains)
    told = {*listed, *(Name("", name.file) for name in listed)}
    doubtful |= {Name("", name.file) for name in doubtful}
    odd: list[Oddity] = []
    unread: list[Unread] = []
    same = size = read = 0
    for name, (by, file) in listed.items():
        place = place_of(file.key)
        if not wanted.may_hold(place):
            continue
        copies_of = by_name.get(name) or by_name.get(Name("", name.file))
        if not copies_of and hidden.hides(file.key):
            unread.append(Unread(path=file.key, reason=f"{file_of(by.path)} lists it, and where it lies was not read"))
            continue
        if not copies_of:
            why = f"{file_of(by.path)} lists it, and it is not there"
            odd.append(Oddity("removed", file.key, place.account, place.region, why, file.first, file.last))
            continue
        for log in copies_of.values():
            if file.sha256 is None:
                unread.append(Unread(path=log.name, reason=f"{file_of(by.path)} has another hash of it than SHA-256"))
                continue
            try:
                found = known.get(log.name) or hashed(log)
            except OSError as error:
                unread.append(Unread(path=log.name, reason=error.strerror or "it cannot be read"))
                continue
            read += 1
            size += found.bytes
            progress(read)
            if found.reason is None and found.sha256 == file.sha256:
                same += 1
                continue
            why = found.reason or f"its hash is not the one in {file_of(by.path)}"
            odd.append(Oddity("changed", log.name, place.account, place.region, why, file.first, file.last))
    loose = [log for name, found in by_name.items() if name not in told for log in found.values()]
    added, outside, nameless = _unlisted((log for log in loose if name_of(log.name) not in doubtful), copies, chains)
    return Compared(
        odd=(*odd, *added),
        same=same,
        doubtful=sum(name_of(log.name) in doubtful for log in loose),
        outside=outside,
        nameless=nameless,
        bytes=size,
        unread=tuple(unread),
    )


def _listed(copies: Sequence[Copy], chains: Chains) -> tuple[dict[Name, tuple[Copy, Listed]], set[Name]]:
    """What digests list that are not wrong; and the names that only wrong ones list."""
    listed: dict[Name, tuple[Copy, Listed]] = {}
    doubtful: set[Name] = set()
    for number, copy in enumerate(copies):
        for file in () if copy.digest is None else copy.digest.files:
            if chains.standing[number] == "wrong":
                doubtful.add(name_of(file.key))
            else:
                listed[name_of(file.key)] = (copy, file)
    return listed, doubtful - listed.keys()


def _unlisted(logs: Iterable[Log], copies: Sequence[Copy], chains: Chains) -> tuple[list[Oddity], int, int]:
    """Those that were put there; how many are of times that no digest tells of; how many have no name that tells."""
    spans: dict[tuple[str, str, str], list[Spans]] = defaultdict(list)
    for chain, times in covered(copies, chains).items():
        spans[chain.organisation, chain.account, chain.region].append(times)
    tops = {(copy.told.chain.account, copy.told.chain.region, top_of(copy.path)) for copy in copies}
    added: list[Oddity] = []
    outside = nameless = 0
    for log in logs:
        place, name = place_of(log.name), name_of(log.name)
        moment = place.moment
        if place.kind != "log" or moment is None:
            nameless += 1
            continue
        if (place.account, place.region, top_of(log.name)) in tops and _is_told(
            moment, spans[name.organisation, place.account, place.region]
        ):
            why = "no digest lists it, though there are digests of the time at which it says that it was delivered"
            added.append(Oddity("added", log.name, place.account, place.region, why, moment, moment))
        else:
            outside += 1
    return added, outside, nameless


def _is_told(moment: datetime, chains: Iterable[Spans]) -> bool:
    """Whether every trail that had digests around that moment had them all: else the file may be of one that had not.

    The name of a log file does not tell which trail delivered it.
    """
    first, last = moment - _BEFORE, moment + _AFTER
    around = [spans for spans in chains if spans[0][0] < last and spans[-1][1] > first]
    return bool(around) and all(any(start <= first and last <= end for start, end in spans) for spans in around)
