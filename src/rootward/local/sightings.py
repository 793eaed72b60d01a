"""What plans on this machine saw, since when, and a later one rests on: MFA devices of nobody, credentials of root off.

Plans look now and then: a virtual device may have been somebody's in between. So a sighting of one counts for a week,
and a device that was not seen for longer begins anew. A key or certificate of root that is off waits longer than anyone
comes back each week: it counts from the first look to the next that sees it on or not at all, whatever lies between.
One owner-only file an account, beside the journals. It may be deleted at any time: then each waits anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from rootward.errors import JournalError, OutputError
from rootward.local.bounded_read import read_bounded
from rootward.local.damage import odd_dates, told
from rootward.local.files import write_owner_only
from rootward.local.state_folder import account_name, own_folder, state_folder, unusable
from rootward.model.journal import SeenDevice, SeenOffOfRoot

FOLDER = "sightings"

SCHEMA = 1

_MOST_BYTES = 1 << 24
"""A larger file is none of rootward's: a thousand devices make a tenth of a megabyte."""

_DELETE_IT = (
    "delete it: then each unassigned device waits 24 hours anew, and each key or certificate of root that is off its "
    "days of grace"
)

_LASTS = timedelta(days=7)
"""After a longer time without a sighting nobody knows what was meanwhile."""


class _Sighting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    endpoint: str | None
    """The endpoint override that it was seen through; None for AWS itself. Practice accounts have all one number."""
    serial: str
    since: datetime
    last: datetime


class _OffOfRoot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    endpoint: str | None
    id: str
    since: datetime


class _Sightings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    schema: int
    unassigned_devices: tuple[_Sighting, ...] = ()
    off_of_root: tuple[_OffOfRoot, ...] = ()


def sightings_file(account_id: str, folder: Path | None = None) -> Path:
    """Where the account's sightings are, whether there are any or not."""
    return state_folder(folder) / FOLDER / f"{account_name(account_id)}.json"


def unassigned_devices(
    account_id: str, endpoint: str | None, at: datetime, folder: Path | None = None
) -> tuple[SeenDevice, ...]:
    """The devices that plans saw unassigned, the last time within a week before `at`, each with the first time.

    Raises JournalError for a file of no use.
    """
    return tuple(
        SeenDevice(serial=one.serial, since=one.since)
        for one in _read(sightings_file(account_id, folder)).unassigned_devices
        if one.endpoint == endpoint and _counts(one, at)
    )


def note_unassigned(
    account_id: str, endpoint: str | None, serials: Iterable[str], at: datetime, folder: Path | None = None
) -> None:
    """Write down what is unassigned now: since before where it was so already, and nothing of what is so no more.

    Raises JournalError.
    """
    path = sightings_file(account_id, folder)
    known = _read(path)
    at = at.astimezone(UTC)
    before = {one.serial: one for one in known.unassigned_devices if one.endpoint == endpoint and _counts(one, at)}
    now = (
        _again(before[serial], at)
        if serial in before
        else _Sighting(endpoint=endpoint, serial=serial, since=at, last=at)
        for serial in sorted(set(serials))
    )
    others = (one for one in known.unassigned_devices if one.endpoint != endpoint)
    _write(path, msgspec.structs.replace(known, unassigned_devices=(*others, *now)), folder)


def off_of_root(account_id: str, endpoint: str | None, folder: Path | None = None) -> tuple[SeenOffOfRoot, ...]:
    """Root's keys and certificates that were off whenever a plan looked, each with the first time.

    Raises JournalError for a file of no use.
    """
    return tuple(
        SeenOffOfRoot(id=one.id, since=one.since)
        for one in _read(sightings_file(account_id, folder)).off_of_root
        if one.endpoint == endpoint
    )


def note_off_of_root(
    account_id: str, endpoint: str | None, ids: Iterable[str], at: datetime, folder: Path | None = None
) -> None:
    """Write down what of root's is off now: since before where it was so already, and nothing of what is so no more.

    Raises JournalError.
    """
    path = sightings_file(account_id, folder)
    known = _read(path)
    since = {one.id: one.since for one in known.off_of_root if one.endpoint == endpoint}
    at = at.astimezone(UTC)
    now = (_OffOfRoot(endpoint=endpoint, id=one, since=since.get(one, at)) for one in sorted(set(ids)))
    others = (one for one in known.off_of_root if one.endpoint != endpoint)
    _write(path, msgspec.structs.replace(known, off_of_root=(*others, *now)), folder)


def _counts(one: _Sighting, at: datetime) -> bool:
    return at - one.last <= _LASTS


def _again(one: _Sighting, at: datetime) -> _Sighting:
    """The sighting, the last time of it at `at`, or later where facts that are older were looked at."""
    return msgspec.structs.replace(one, last=max(one.last, at))


def _write(path: Path, sightings: _Sightings, folder: Path | None) -> None:
    try:
        own_folder(FOLDER, folder=folder)
        write_owner_only(path, msgspec.json.format(msgspec.json.encode(sightings)) + b"\n")
    except OSError as error:
        raise unusable(f"{path} cannot be written", error) from error
    except OutputError as error:
        raise JournalError(str(error)) from error


def _read(path: Path) -> _Sightings:
    try:
        data = read_bounded(path, _MOST_BYTES, wait_seconds=0)
    except FileNotFoundError:
        return _Sightings(schema=SCHEMA)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise JournalError(f"{path} cannot be read: {reason}", advice="look at its name and permissions") from None
    if len(data) > _MOST_BYTES:
        raise JournalError(
            f"{path} is larger than {_MOST_BYTES >> 20} MB: rootward did not write it", advice=_DELETE_IT
        )
    try:
        found = msgspec.json.decode(data, type=_Sightings)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise JournalError(f"{path} cannot be read: {told(error)}", advice=_DELETE_IT) from None
    if found.schema != SCHEMA:
        advice = "use the newer rootward that wrote it" if found.schema > SCHEMA else _DELETE_IT
        raise JournalError(f"{path} is of schema {found.schema}; this rootward understands {SCHEMA}", advice=advice)
    for damage in odd_dates(found, "$"):
        raise JournalError(f"{path} cannot be read: {damage}", advice=_DELETE_IT)
    return found
