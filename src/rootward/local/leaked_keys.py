"""What joined scans found of an account's access keys, kept on this machine: ids, owners and places, and no secret.

One owner-only file an account, beside the journals. It may be deleted at any time: then nobody has looked, until a scan
is joined again. Practice accounts have all one number, so what was found is kept by the endpoint as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from rootward.errors import JournalError, OutputError
from rootward.local.bounded_read import read_bounded
from rootward.local.damage import odd_dates, told
from rootward.local.files import write_owner_only
from rootward.local.state_folder import account_name, own_folder, state_folder, unusable
from rootward.model.leaked_key import MOST_PLACES, KeyLeak, LeakPlace

FOLDER = "leaks"

SCHEMA = 1

_MOST_BYTES = 1 << 26
"""A larger file is none of rootward's: a thousand keys, each in as many places as are kept, make eight megabytes."""

_MOST_ENDPOINTS = 20
"""Of so many the last are kept: each practice account has one of its own."""

_WAIT_SECONDS = 10

_DELETE_IT = "delete it, and join a scan again: rootward scan --join"


class UnusableLeaksError(JournalError):
    """What is remembered cannot be used. `reason` says why without the path, which may hold somebody's name."""

    def __init__(self, path: Path, reason: str, *, advice: str) -> None:
        super().__init__(f"{path} {reason}", advice=advice)
        self.reason = reason


class FoundByScans(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What scans found that were joined with one account."""

    endpoint: str | None
    """The endpoint override that AWS was asked through; None for AWS itself."""
    scans: int
    last_scan: datetime
    keys: tuple[KeyLeak, ...] = ()
    """By their ids."""
    counts: dict[str, dict[str, int]] = {}
    """Of each key's id: in how many places at least it was seen below each root, those included that are not kept."""


class _Leaks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    schema: int
    accounts: tuple[FoundByScans, ...] = ()
    """The last joined one last."""


def leaks_file(account_id: str, folder: Path | None = None) -> Path:
    """Where the account's are, whether there are any or not."""
    return state_folder(folder) / FOLDER / f"{account_name(account_id)}.json"


def found_by_scans(account_id: str, endpoint: str | None, folder: Path | None = None) -> FoundByScans | None:
    """What is remembered; None: no scan on this machine was joined with the account.

    Raises UnusableLeaksError.
    """
    leaks = _read(leaks_file(account_id, folder))
    return next((one for one in leaks.accounts if one.endpoint == endpoint), None)


def remember(
    account_id: str,
    endpoint: str | None,
    keys: Iterable[KeyLeak],
    at: datetime,
    *,
    gone: Iterable[str] = (),
    folder: Path | None = None,
) -> None:
    """Write down that a scan was joined at that time, and what it found. Keys of the ids `gone` are forgotten.

    Raises JournalError.
    """
    from filelock import FileLock, Timeout

    path = leaks_file(account_id, folder)
    try:
        lock = FileLock(own_folder(FOLDER, folder=folder) / f"{account_id}.lock", mode=0o600)
        with lock.acquire(timeout=_WAIT_SECONDS):
            _write(path, _joined(_read(path), endpoint, keys, at, frozenset(gone)))
    except Timeout:
        raise JournalError(f"{path} is in use by another rootward", advice="wait for it, and join again") from None
    except OSError as error:
        raise unusable(f"{path} cannot be written", error) from error


def _joined(leaks: _Leaks, endpoint: str | None, keys: Iterable[KeyLeak], at: datetime, gone: frozenset[str]) -> _Leaks:
    before = next((one for one in leaks.accounts if one.endpoint == endpoint), None)
    known = {} if before is None else {key.id: key for key in before.keys}
    counts = {} if before is None else {key: dict(seen) for key, seen in before.counts.items()}
    for key in keys:
        seen = counts.setdefault(key.id, {})
        _count(seen, key.places, key.further_places)
        known[key.id] = _together(known[key.id], key, seen) if key.id in known else key
    now = FoundByScans(
        endpoint=endpoint,
        scans=1 if before is None else before.scans + 1,
        last_scan=at if before is None else max(at, before.last_scan),
        keys=tuple(key for key_id, key in sorted(known.items()) if key_id not in gone),
        counts={key_id: seen for key_id, seen in sorted(counts.items()) if key_id not in gone},
    )
    others = [one for one in leaks.accounts if one.endpoint != endpoint]
    aws_itself = [one for one in others if one.endpoint is None]
    kept = [one for one in others if one.endpoint is not None][1 - _MOST_ENDPOINTS :]
    return msgspec.structs.replace(leaks, accounts=(*aws_itself, *kept, now))


def _together(before: KeyLeak, found: KeyLeak, seen: dict[str, int]) -> KeyLeak:
    """One of both. A line that moved is the same place."""
    places: dict[tuple[object, ...], LeakPlace] = {}
    for place in (*before.places, *found.places):
        places[place.root, place.path, place.commit, place.fingerprint] = place
    _count(seen, places.values(), 0)
    kept = tuple(places.values())[:MOST_PLACES]
    return KeyLeak(
        id=found.id,
        user=found.user,
        with_secret=before.with_secret or found.with_secret,
        places=kept,
        further_places=sum(seen.values()) - len(kept),
        first_found=min(before.first_found, found.first_found),
        last_found=max(before.last_found, found.last_found),
    )


def _count(seen: dict[str, int], places: Iterable[LeakPlace], further: int) -> None:
    """How often it was seen below each root. Which places the further ones are is not kept: they are of the last root.

    A scan that is made again finds the same ones, so what it counts is not added to what was counted.
    """
    counts = Counter(place.root for place in places)
    if further and counts:
        counts[next(reversed(counts))] += further
    for root, count in counts.items():
        seen[root] = max(seen.get(root, 0), count)


def _write(path: Path, leaks: _Leaks) -> None:
    try:
        write_owner_only(path, msgspec.json.format(msgspec.json.encode(leaks)) + b"\n")
    except OutputError as error:
        raise JournalError(str(error)) from error


def _read(path: Path) -> _Leaks:
    try:
        data = read_bounded(path, _MOST_BYTES, wait_seconds=0)
    except FileNotFoundError:
        return _Leaks(schema=SCHEMA)
    except (OSError, ValueError) as error:
        reason = f"cannot be read: {getattr(error, 'strerror', None) or error}"
        raise UnusableLeaksError(path, reason, advice="look at its name and permissions") from None
    if len(data) > _MOST_BYTES:
        reason = f"is larger than {_MOST_BYTES >> 20} MB: rootward did not write it"
        raise UnusableLeaksError(path, reason, advice=_DELETE_IT)
    try:
        found = msgspec.json.decode(data, type=_Leaks)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnusableLeaksError(path, f"cannot be read: {told(error)}", advice=_DELETE_IT) from None
    if found.schema != SCHEMA:
        advice = "use the newer rootward that wrote it" if found.schema > SCHEMA else _DELETE_IT
        reason = f"is of schema {found.schema}; this rootward understands {SCHEMA}"
        raise UnusableLeaksError(path, reason, advice=advice)
    for damage in odd_dates(found, "$"):
        raise UnusableLeaksError(path, f"cannot be read: {damage}", advice=_DELETE_IT)
    return found
