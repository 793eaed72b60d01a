"""Whether the logs are those that CloudTrail delivered: digests are gathered, keys got, and what was found is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from rootward.errors import UsageError
from rootward.model.root_event import Detection, Validated
from rootward.model.scan import Unread
from rootward.trail.digests.chains import Copy
from rootward.trail.digests.contents import Hashed, hashed
from rootward.trail.digests.keys import PublicKeys, needs_cryptography, read_public_keys
from rootward.trail.digests.names import Hidden
from rootward.trail.digests.validate import Counts, is_digest, read_digests, validate
from rootward.trail.log import Log
from rootward.trail.sources.layout import Kind, Place
from rootward.trail.sources.listing import STANDARD_INPUT
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail.cloud import LOOKUP, Cloud, is_cloud
from rootward.workflows.trail.pace import now_and_then
from rootward.workflows.trail.sources import is_set, logs_of

Progress = Callable[[str], None]

_KINDS: frozenset[Kind] = frozenset({"log", "digest", "unknown"})
_NONE_HERE = {
    STANDARD_INPUT: "what comes in on standard input has no digest files: it is not validated",
    LOOKUP: "the event history has no digest files: it is not validated",
}
_SET = "a set holds neither log files nor digest files: name the logs that it was made of to validate them"
_NO_DIGEST = "no digest file is there, so nothing is validated: name the folder that holds CloudTrail-Digest as well"
_NOTHING = Validated(log_files=0, digests=0, signatures="not verified: there is no digest file")
_COMPARED = "of the log files compared with what digests say"
_MOST_AWAITED = 20
"""Regions of whose newest hour the digest is not there that are named."""
_MOST_KEYS = 16 << 20
"""Bytes of a file of keys."""


class Validation(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    detections: tuple[Detection, ...]
    unread: tuple[Unread, ...]
    said: tuple[str, ...]
    """What was verified and what was not, a line each."""
    summary: Validated
    """The same for the report."""


class _Gathered:
    """What lies where the report looks."""

    def __init__(self) -> None:
        self.digests: list[Log] = []
        self.logs: list[Log] = []
        self.hashes: dict[str, Hashed] = {}
        self.unread: list[Unread] = []

    def add(self, one: Log | Unread) -> None:
        if isinstance(one, Unread):
            self.unread.append(one)
        elif is_digest(one):
            self.digests.append(one)
        elif one.data is None:
            self.logs.append(one)
        else:
            # What a bucket gave is let go once it is hashed: there may be more of it than memory.
            self.hashes[one.name] = hashed(one)
            self.logs.append(msgspec.structs.replace(one, data=None))


def keys_at_hand(public_keys: Path | None, sources: Sequence[str], cloud: Cloud) -> PublicKeys | None:
    """The keys in a file with answers of ListPublicKeys; None: there is no file.

    Raises UsageError, and MissingExtraError where signatures are to be verified and cannot be.
    """
    if public_keys is not None:
        return _read_keys(public_keys)
    if _asks_aws(sources, cloud):
        needs_cryptography()
    return None


def validation(
    sources: Sequence[str], wanted: Wanted, *, keys: PublicKeys | None, cloud: Cloud, progress: Progress
) -> Validation:
    """Validate the logs of these sources.

    `keys`: None: AWS is asked for them if the logs lie there, or if it was said whose credentials it is asked with.
    Raises UsageError, CredentialsError and EndpointError.
    """
    gathered = _Gathered()
    given = keys
    gathered.unread += (Unread(path=word, reason=why) for word, why in _NONE_HERE.items() if word in sources)
    gathered.unread += (Unread(path=word, reason=_SET) for word in sources if is_set(word))
    words = tuple(word for word in sources if word not in _NONE_HERE and not is_set(word))
    for one in logs_of(words, msgspec.structs.replace(wanted, kinds=_KINDS), _unheard, cloud):
        gathered.add(one)
    copies, unread = read_digests(gathered.digests)
    gathered.unread += unread
    if not copies:
        none = (Unread(path=", ".join(words), reason=_NO_DIGEST),) if words else ()
        return Validation(detections=(), unread=(*gathered.unread, *none), said=(), summary=_NOTHING)
    if given is None and _asks_aws(sources, cloud):
        given, missing = _live_keys(copies, cloud)
        gathered.unread += missing
    hidden = Hidden((one.path for one in gathered.unread), words)
    found = validate(copies, gathered.logs, given, wanted, gathered.hashes, hidden, now_and_then(progress, _COMPARED))
    return Validation(
        detections=found.detections,
        unread=(*gathered.unread, *found.unread),
        said=tuple(_said(found.counts)),
        summary=_summary(found.counts),
    )


def _asks_aws(sources: Sequence[str], cloud: Cloud) -> bool:
    return cloud.is_named or any(map(is_cloud, sources))


def _read_keys(path: Path) -> PublicKeys:
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_KEYS).decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or 'it cannot be read'}") from None
    return read_public_keys(text, str(path))


def _live_keys(copies: Sequence[Copy], cloud: Cloud) -> tuple[PublicKeys | None, list[Unread]]:
    since: dict[str, datetime] = {}
    for copy in copies:
        region, start = copy.told.chain.region, copy.told.end if copy.digest is None else copy.digest.start
        since[region] = min(start, since.get(region, start))
    with cloud.session() as session:
        from rootward.aws.public_keys import list_public_keys

        listed = list_public_keys(session, since)
    unread = [Unread(path=f"public keys of {region}", reason=why) for region, why in sorted(listed.unread.items())]
    keys: Mapping[str, bytes] = listed.by_fingerprint
    return PublicKeys(keys) if keys else None, unread


def _said(counts: Counts) -> Iterator[str]:
    digests = counts.signed + counts.chained
    how = f", {counts.signed:,} of them by their signatures" if counts.with_keys else ""
    yield (
        f"validated: {_files(digests, 'digest')}{how}, and {_files(counts.logs, 'log')}, "
        "are as CloudTrail delivered them"
    )
    if not counts.with_keys:
        yield (
            "not validated: signatures, for want of public keys: without them a chain that was written anew is not "
            "noticed; give --public-keys FILE, the answer of 'aws cloudtrail list-public-keys'"
        )
    for line in _not_validated(counts):
        yield f"not validated: {line}"


def _summary(counts: Counts) -> Validated:
    without = counts.chained + counts.newest
    if not counts.with_keys:
        signatures = "not verified: no public keys were given, so a chain that was written anew is not noticed"
    elif not counts.signed:
        signatures = "not verified: none of the public keys, or no signature, was there for any digest file"
    else:
        signatures = f"verified of {_files(counts.signed, 'digest')}, not of {without:,}" if without else "verified"
    return Validated(
        log_files=counts.logs,
        digests=counts.signed + counts.chained,
        signatures=signatures,
        not_validated=tuple(_not_validated(counts)),
    )


def _not_validated(counts: Counts) -> Iterator[str]:
    for count, kind, why in (
        (counts.newest, "digest", "after which none came that holds its hash"),
        (counts.doubtful, "log", "which only a digest lists that is wrong"),
        (counts.outside, "log", "of times that no digest tells of"),
        (counts.nameless, "other", "by whose names no digest can list them"),
    ):
        if count:
            yield f"{_files(count, kind)}, {why}"
    yield from counts.awaited[:_MOST_AWAITED]
    if (more := len(counts.awaited) - _MOST_AWAITED) > 0:
        yield f"the newest hour of {more:,} more regions"


def _files(count: int, kind: str) -> str:
    return f"{count:,} {kind} {'file' if count == 1 else 'files'}"


def _unheard(_place: Place) -> None:
    """The report has heard it already."""
