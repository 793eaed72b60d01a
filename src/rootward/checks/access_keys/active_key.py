"""The active access keys of IAM users, as the credential report shows them: by owner, slot and date.

The report names no key ids, and its date is "created or last changed": a key that was switched off and on again looks
as young as that day. `ListAccessKeys` (`--deep`) knows ids and creation dates, and no slots; the two are joined here
by user, state and date. The list is live: a key that it shows switched off or deleted since the report is none any more
(`rootward.model.key_slots`).

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyMetadata.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from rootward.checks.report_cell import unclear
from rootward.checks.verdict import Verdict, read, reported, unknown
from rootward.model.account import Account
from rootward.model.credential import AccessKey
from rootward.model.credential_report import Moment, ReportRow
from rootward.model.finding import Evidence
from rootward.model.key_slots import KeySlots
from rootward.model.unknown import Unknown


class ActiveKey(msgspec.Struct, frozen=True, kw_only=True):
    """A slot of a user's row that holds an active key."""

    row: ReportRow
    slot: int
    """1 or 2."""
    last_rotated: Moment
    last_used: Moment
    doubt: Unknown | None = None
    """Why it may not be active any more. The user has an active key all the same, in this slot or another."""

    @property
    def name(self) -> str:
        """The key in words: `access key 1 of deploy-bot`."""
        return f"access key {self.slot} of {self.row.user}"


class Creation(msgspec.Struct, frozen=True, kw_only=True):
    """When a key was created, as far as is known."""

    at: datetime
    told: str
    """In words, with its date: `created 2025-10-07`, or `created or last changed 2025-10-07`."""
    evidence: Evidence


def active_keys(row: ReportRow) -> Iterator[ActiveKey | Unknown]:
    """Each slot of the row with an active key; for a slot that does not say whether its key is active, why."""
    for slot, key in enumerate(row.keys, start=1):
        if key.active is True:
            yield ActiveKey(row=row, slot=slot, last_rotated=key.last_rotated, last_used=key.last_used)
        elif key.active is not False:
            yield unclear(row, f"access_key_{slot}_active", key.active)


def if_active(key: ActiveKey, verdict: Verdict) -> Verdict:
    """The verdict on the key, where that is still active: what would fail then is unknown."""
    if key.doubt is None or verdict.status != "fail":
        return verdict
    return unknown(key.row.arn, key.doubt)


class KeyList:
    """ListAccessKeys' answer for all users, read once for a check: by user, joined to the report's slots."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._listed = account.access_keys
        self._slots = KeySlots(account)

    def active_keys(self, row: ReportRow) -> Iterator[ActiveKey | Unknown]:
        """As `active_keys`, without the keys that were switched off or deleted since the report."""
        now = self._slots.of(row)
        for key in active_keys(row):
            if isinstance(key, Unknown):
                yield key
            elif (active := now[key.slot - 1].active) is not False:
                yield msgspec.structs.replace(key, doubt=active) if isinstance(active, Unknown) else key

    def active_of(self, user: str) -> tuple[AccessKey, ...] | Unknown:
        """The active keys of `user`. A user of whom the list holds no key at all was not read."""
        if isinstance(self._listed, Unknown):
            return self._listed
        listed = self._slots.listed_of(user)
        if not listed:
            return Unknown("failed", detail=f"the list of access keys holds none of {user}")
        return tuple(key for key in listed if key.status == "Active")

    def creation(self, key: ActiveKey, limit: int) -> Creation | Unknown:
        """When the key was created, well enough to say whether that is more than `limit` days ago.

        The report's date is never earlier than the creation, so one beyond the limit decides alone. A later one
        decides only where ListAccessKeys was not asked for: where that was denied, it might have told of an old key.
        """
        by_report = _by_report(self._account, key)
        if isinstance(by_report, Creation) and self._days(by_report.at) > limit:
            return self._by_list(key, limit) or by_report
        if isinstance(self._listed, Unknown):
            return by_report if self._listed.reason == "not_collected" else self._listed
        return self._by_list(key, limit) or Unknown(
            "failed", detail=f"ListAccessKeys shows no one key that {key.name} in the credential report must be"
        )

    def said_once(self, verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
        """`verdicts`, with one account-level unknown for all that wait for nothing but this list."""
        waiting = False
        for verdict in verdicts:
            if isinstance(self._listed, Unknown) and verdict.unknowns == (self._listed,):
                waiting = True
            else:
                yield verdict
        if waiting and isinstance(self._listed, Unknown):
            yield unknown(self._account.resource, self._listed)

    def _by_list(self, key: ActiveKey, limit: int) -> Creation | None:
        """The creation that the list tells, if every key that this slot could be lies on one side of the limit."""
        possible = self._possible(key)
        if len({self._days(one.created) > limit for one in possible}) != 1:
            return None
        youngest = max(possible, key=lambda one: one.created)
        at = youngest.created
        told = f"created {at:%Y-%m-%d}" if len(possible) == 1 else f"created {at:%Y-%m-%d} or before"
        fact = f"{youngest.id} CreateDate" if len(possible) == 1 else "CreateDate"
        return Creation(at=at, told=told, evidence=read(self._account, "access-keys", fact, at))

    def _possible(self, key: ActiveKey) -> tuple[AccessKey, ...]:
        """The live keys that this slot could be: one created at the slot's very date is it, and is no other slot's."""
        live = self.active_of(key.row.user)
        if isinstance(live, Unknown):
            return ()
        since = key.last_rotated
        exact = tuple(one for one in live if one.created == since)
        if len(exact) == 1:
            return exact
        elsewhere = {other.last_rotated for slot, other in enumerate(key.row.keys, start=1) if slot != key.slot}
        return tuple(
            one
            for one in live
            if one.created not in elsewhere and (not isinstance(since, datetime) or one.created <= since)
        )

    def _days(self, moment: datetime) -> int:
        return (self._account.taken_at - moment).days


def _by_report(account: Account, key: ActiveKey) -> Creation | Unknown:
    column = f"access_key_{key.slot}_last_rotated"
    at = key.last_rotated
    if not isinstance(at, datetime):
        return unclear(key.row, column, at)
    return Creation(at=at, told=f"created or last changed {at:%Y-%m-%d}", evidence=reported(account, column, at))
