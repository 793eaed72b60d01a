"""A user's two access-key slots as they are now: those of the credential report, and what became of their keys since.

The report is up to four hours old and names no keys. `ListAccessKeys` is live and knows no slots. The two are joined
by user and date: a slot's date is "created or last changed", so its key was created at that moment, or before it.
Of all ways to join them the likeliest count: as many equal dates as there can be, then as few keys gone since the
report, then as few switched off.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyMetadata.html
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import product

import msgspec

from rootward.model.account import Account
from rootward.model.credential import AccessKey
from rootward.model.credential_report import Flag, KeySlot, ReportRow
from rootward.model.unknown import Unknown


class KeySlots:
    """The slots of all users of an account, its list of keys sorted once."""

    def __init__(self, account: Account) -> None:
        self._by_user: dict[str, list[AccessKey]] = defaultdict(list)
        for key in () if isinstance(account.access_keys, Unknown) else account.access_keys:
            self._by_user[key.user].append(key)

    def listed_of(self, user: str) -> tuple[AccessKey, ...]:
        """The user's keys in the list, in any state. A user of whom it holds none at all was perhaps not read."""
        return tuple(self._by_user.get(user, ()))

    def of(self, row: ReportRow) -> tuple[KeySlot, KeySlot]:
        """The user's slots. One that the report calls active is so no more where its key was switched off or deleted.

        `active` is Unknown where the list does not tell: then the user surely has an active key, in this slot or
        another. Without the list, and where it holds no key of the user, the slots are the report's own.
        """
        listed = self.listed_of(row.user)
        claimed = tuple(number for number, slot in enumerate(row.keys) if slot.active is True)
        if not listed or not claimed:
            return row.keys
        found = list(row.keys)
        readings = _likeliest(tuple(row.keys[number] for number in claimed), listed)
        for number, standings in zip(claimed, zip(*readings, strict=True), strict=True):
            active = _active(row, number + 1, set(standings))
            found[number] = msgspec.structs.replace(row.keys[number], active=active)
        return found[0], found[1]


def slots(account: Account, row: ReportRow) -> tuple[KeySlot, KeySlot]:
    """The slots of one user. Whoever asks about many asks `KeySlots`."""
    return KeySlots(account).of(row)


_Way = tuple[int | None, ...]
"""Of each slot, the place of its key in the list; None: it is gone."""

_Standing = bool | None
"""Whether a slot's key is active; None: it is not, but another key is, which no slot of the report holds."""


def _likeliest(claimed: tuple[KeySlot, ...], listed: tuple[AccessKey, ...]) -> tuple[tuple[_Standing, ...], ...]:
    """How the slots stand, by each of the likeliest ways to join them to the list."""
    places = (None, *range(len(listed)))
    ways = [way for way in product(places, repeat=len(claimed)) if _is_possible(way, claimed, listed)]
    best = max(_likelihood(way, claimed, listed) for way in ways)
    return tuple(_standings(way, listed) for way in ways if _likelihood(way, claimed, listed) == best)


def _is_possible(way: _Way, claimed: tuple[KeySlot, ...], listed: tuple[AccessKey, ...]) -> bool:
    """Whether no key stands in two slots, and none is younger than its slot's date."""
    there = [place for place in way if place is not None]
    return len(set(there)) == len(there) and not any(
        isinstance(slot.last_rotated, datetime) and listed[place].created > slot.last_rotated
        for slot, place in zip(claimed, way, strict=True)
        if place is not None
    )


def _likelihood(way: _Way, claimed: tuple[KeySlot, ...], listed: tuple[AccessKey, ...]) -> tuple[int, int, int]:
    """How many dates are equal, how many keys are still there, and how many are active, as the report has them."""
    found = [(slot, listed[place]) for slot, place in zip(claimed, way, strict=True) if place is not None]
    equal = sum(key.created == slot.last_rotated for slot, key in found)
    return equal, len(found), sum(key.status == "Active" for _, key in found)


def _standings(way: _Way, listed: tuple[AccessKey, ...]) -> tuple[_Standing, ...]:
    active = {place for place, key in enumerate(listed) if key.status == "Active"}
    elsewhere = None if active - set(way) else False
    return tuple(True if place in active else elsewhere for place in way)


def _active(row: ReportRow, number: int, standings: set[_Standing]) -> Flag:
    if standings == {True}:
        return True
    if standings == {False}:
        return False
    told = f"ListAccessKeys does not tell whether access key {number} of {row.user} is still active"
    return Unknown("failed", detail=told)
