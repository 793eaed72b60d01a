"""Whether the log files that are there are those that CloudTrail delivered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from rootward.model.root_event import Detection, Severity
from rootward.model.scan import Unread
from rootward.trail.digests.chains import Chains, Copy, Wrong, judge_chains
from rootward.trail.digests.contents import Hashed, contents
from rootward.trail.digests.digest import NotADigestError, parse_digest
from rootward.trail.digests.keys import PublicKeys
from rootward.trail.digests.logs import Compared, compare
from rootward.trail.digests.names import Chain, Hidden, delivered, name_of
from rootward.trail.digests.regions import Uneven, uneven
from rootward.trail.log import Log
from rootward.trail.sources.layout import place_of
from rootward.trail.sources.wanted import Wanted

MOST = 50
"""Of one kind, account and region so many are told of one by one."""

_HOUR = timedelta(hours=1)
"""Of so much before its end a digest tells."""

NO_DIGEST = "no digest file is there that tells of it: name the folder that holds CloudTrail-Digest as well"


class Kind(NamedTuple):
    """A kind of detection."""

    id: str
    severity: Severity
    title: str


KINDS = {
    "log changed": Kind("log-file-changed", "critical", "A log file was changed after it was delivered"),
    "log removed": Kind("log-file-removed", "critical", "A log file was removed"),
    "log added": Kind("log-file-added", "high", "A log file that no digest lists"),
    "digest changed": Kind("digest-changed", "critical", "A digest file was changed"),
    "digest removed": Kind("digest-removed", "critical", "Digest files were removed"),
    "digest signature": Kind("digest-signature-wrong", "critical", "A digest file that CloudTrail did not sign"),
    "digests early": Kind("digests-end-early", "high", "In a region digest files end before those of the others"),
    "digests none": Kind("digests-end-early", "high", "In a region digest files end before those of the others"),
    "digests late": Kind("digests-begin-late", "high", "In a region digest files begin after those of the others"),
    "paused": Kind("digests-paused", "medium", "For a time there are no digest files"),
}
"""By what was found."""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How much was verified."""

    signed: int = 0
    """Digest files whose signature is right."""
    chained: int = 0
    """Those whose hash is the one in the digest after them."""
    newest: int = 0
    """Those that nothing tells of, as none came after them."""
    logs: int = 0
    """Log files that are as they were delivered."""
    doubtful: int = 0
    """Log files that only a digest lists which is itself wrong."""
    outside: int = 0
    """Log files of times that no digest tells of."""
    nameless: int = 0
    """Files whose names are none of CloudTrail's."""
    awaited: tuple[str, ...] = ()
    """Hours whose digest is the newest of its region and is not there, a line each."""
    with_keys: bool = False
    """Whether signatures were verified."""


class Validated(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    detections: tuple[Detection, ...]
    """In the order of accounts and time."""
    counts: Counts
    unread: tuple[Unread, ...]


def read_digests(files: Iterable[Log]) -> tuple[list[Copy], list[Unread]]:
    """Read the digest files."""
    copies: list[Copy] = []
    unread: list[Unread] = []
    for log in {one.name: one for one in files}.values():
        name = name_of(log.name)
        told = delivered(name)
        if told is None:
            unread.append(Unread(path=log.name, reason="its name is not one that CloudTrail gives to a digest"))
            continue
        try:
            text, reason = contents(log)
        except OSError as error:
            unread.append(Unread(path=log.name, reason=error.strerror or "it cannot be read"))
            continue
        digest = None
        if reason is None:
            try:
                digest = parse_digest(text)
            except NotADigestError as error:
                reason = str(error)
        if digest is not None and not name.organisation and name_of(digest.key).file == name.file:
            # The folders that tell of an organisation may not have been copied.
            name = name_of(digest.key)
            told = delivered(name) or told
        copies.append(Copy(log.name, name, told, digest, reason, log.signature))
    return copies, unread


def validate(  # noqa: PLR0917 - what was told, what is there, and who hears of it
    copies: Sequence[Copy],
    logs: Sequence[Log],
    keys: PublicKeys | None,
    wanted: Wanted,
    known: Mapping[str, Hashed] | None = None,
    hidden: Hidden | None = None,
    progress: Callable[[int], None] = lambda _count: None,
) -> Validated:
    """Judge digests, and read the log files that they list. `keys`: None: no signature is verified.

    `known`: hashes of log files that were read already, by their names. `hidden`: what could not be read.
    """
    hidden = hidden or Hidden()
    chains = judge_chains(copies, keys, hidden)
    compared = compare(copies, chains, logs, wanted, known or {}, hidden, progress)
    standing = Counter(chains.standing.values())
    apart = uneven(copies, chains, logs, wanted)
    return Validated(
        detections=_detections(chains, (one for one in apart if one.is_sure), compared),
        counts=Counts(
            signed=standing["signed"],
            chained=standing["chained"],
            newest=standing["newest"],
            logs=compared.same,
            doubtful=compared.doubtful,
            outside=compared.outside,
            nameless=compared.nameless,
            awaited=tuple(sorted(f"{_trail(one.chain)}, {_uneven(one)}" for one in apart if one.kind == "awaited")),
            with_keys=keys is not None,
        ),
        unread=(*_unread(copies, chains), *_perhaps(chains, apart), *_without_digests(copies, logs), *compared.unread),
    )


def _unread(copies: Sequence[Copy], chains: Chains) -> list[Unread]:
    """What could not be verified, and should have been."""
    found = [
        Unread(path=copies[number].path, reason="the digest after it, by which it is verified, is missing or wrong")
        for number, standing in chains.standing.items()
        if standing == "orphan"
    ]
    found += [
        Unread(
            path=f"digests of {region}", reason=f"no public key with the fingerprint {fingerprint} was given: "
            "their signatures are not verified",
        )
        for region, fingerprint in chains.without_key
    ]  # fmt: skip
    return found + [Unread(path=path, reason="a digest names it as the one before") for path in chains.elsewhere]


def _perhaps(chains: Chains, apart: Iterable[Uneven]) -> list[Unread]:
    """Hours of which a region has no digests while others have, and that nobody need have removed."""
    found = [Unread(path=one.path, reason=_hours(one)) for one in chains.begun]
    return found + [
        Unread(path=_trail(one.chain), reason=f"not validated {_uneven(one)}")
        for one in apart
        if not one.is_sure and one.kind != "awaited"
    ]


def _uneven(one: Uneven) -> str:
    return f"from {one.first:%Y-%m-%d %H:%M} to {one.last:%Y-%m-%d %H:%M} UTC: {one.why}"


def _hours(one: Wrong) -> str:
    hours = f"{one.first - _HOUR:%Y-%m-%d %H:%M} to {one.last:%Y-%m-%d %H:%M} UTC"
    return f"not validated from {hours}: {one.why}, and other regions have such files of those hours"


def _without_digests(copies: Sequence[Copy], logs: Sequence[Log]) -> list[Unread]:
    """Accounts and regions whose log files nothing tells of."""
    told = {(copy.told.chain.account, copy.told.chain.region) for copy in copies}
    counts = Counter((log.account, log.region) for log in logs if log.account)
    return [
        Unread(path=f"account {account}, {region}", reason=f"{count:,} log files are not validated: {NO_DIGEST}")
        for (account, region), count in sorted(counts.items())
        if (account, region) not in told
    ]


class _Case(NamedTuple):
    kind: str
    account: str
    region: str
    path: str
    why: str
    first: datetime
    last: datetime


def _detections(chains: Chains, apart: Iterable[Uneven], compared: Compared) -> tuple[Detection, ...]:
    cases = [
        _Case(f"digest {one.kind}", one.chain.account, one.chain.region, one.path, one.why, one.first, one.last)
        for one in chains.wrong
    ]
    cases += [
        _Case(
            "paused",
            one.chain.account,
            one.chain.region,
            _trail(one.chain),
            "one chain ends, and another begins: the trail or its validation was off, or digest files were removed",
            one.first,
            one.last,
        )
        for one in chains.paused
    ]
    cases += [
        _Case(
            f"digests {one.kind}", one.chain.account, one.chain.region, _trail(one.chain), one.why, one.first, one.last
        )
        for one in apart
    ]
    cases += [
        _Case(f"log {one.kind}", one.account, one.region, one.path, one.why, one.first, one.last)
        for one in compared.odd
    ]
    groups: dict[tuple[str, str, str], list[_Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda one: (one.account, one.region, one.kind, one.first, one.path)):
        groups[case.account, case.region, case.kind].append(case)
    found: list[Detection] = []
    for group in groups.values():
        found += [_detection(case) for case in group[:MOST]]
        if rest := group[MOST:]:
            found.append(_rest(rest))
    return tuple(sorted(found, key=lambda one: (one.account, one.first, one.id, one.why)))


def _trail(chain: Chain) -> str:
    return f"trail {chain.trail} in {chain.region}"


def _detection(case: _Case) -> Detection:
    kind = KINDS[case.kind]
    when = f"{case.first:%Y-%m-%d %H:%M}"
    hours = when if case.first == case.last else f"{when} to {case.last:%Y-%m-%d %H:%M}"
    return Detection(
        id=kind.id,
        severity=kind.severity,
        title=kind.title,
        account=case.account,
        why=f"{case.path} ({hours} UTC): {case.why}",
        first=case.first,
        last=case.last,
        count=1,
        events=(),
    )


def _rest(cases: Sequence[_Case]) -> Detection:
    kind = KINDS[cases[0].kind]
    return Detection(
        id=kind.id,
        severity=kind.severity,
        title=kind.title,
        account=cases[0].account,
        why=f"the same of {len(cases):,} more in {cases[0].region}, from {cases[0].path} to {cases[-1].path}",
        first=min(case.first for case in cases),
        last=max(case.last for case in cases),
        count=len(cases),
        events=(),
    )


def is_digest(log: Log) -> bool:
    """Whether it is called like a digest file."""
    return place_of(log.name).kind == "digest"
