"""Signing certificates by their ids, joined to the slots of the credential report, which knows none.

A slot's date is "created or last changed", so its certificate was uploaded at that moment, or before it. The report is
up to four hours old, the list is live.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import permutations

from rootward.model.account import Account
from rootward.model.credential import SigningCertificate
from rootward.model.credential_report import Moment, ReportRow
from rootward.model.unknown import Unknown


class Signing:
    """The signing certificates of all users, sorted once."""

    def __init__(self, account: Account) -> None:
        self._listed = account.signing_certificates
        self._by_user: dict[str, list[SigningCertificate]] = defaultdict(list)
        for one in () if isinstance(self._listed, Unknown) else self._listed:
            self._by_user[one.user].append(one)

    def certificate(self, row: ReportRow, slot: int) -> SigningCertificate | Unknown:
        """The active certificate that the slot must be; Unknown where it could be another."""
        if isinstance(self._listed, Unknown):
            told = self._listed.detail or self._listed.reason
            if self._listed.reason == "not_collected":
                told = "`rootward plan` reads them"
            return Unknown("failed", detail=f"the ids of {row.user}'s signing certificates were not read: {told}")
        possible = self._possible(row, slot)
        if len(possible) == 1:
            return next(iter(possible.values()))
        told = f"ListSigningCertificates shows no one that signing certificate {slot} of {row.user} must be"
        return Unknown("failed", detail=f"{told}: plan again with a newer report")

    def is_gone(self, row: ReportRow, slot: int) -> bool:
        """Whether the slot's certificate was switched off or deleted since the report, without doubt.

        A user of whom the list holds no certificate at all was perhaps not read.
        """
        own = self._by_user.get(row.user, [])
        if not own:
            return False
        active = [one for one in own if one.status == "Active"]
        if not active:
            return True
        off = [one for one in own if one.status != "Active"]
        at = row.certificates[slot - 1].last_rotated
        return at in {one.uploaded for one in off} and at not in {one.uploaded for one in active}

    def _possible(self, row: ReportRow, slot: int) -> dict[str, SigningCertificate]:
        """The certificates that are left for the slot in the likeliest ways to join all active slots and certificates.

        As many equal dates as there can be make a way the likeliest.
        """
        active = [one for one in self._by_user.get(row.user, ()) if one.status == "Active"]
        slots = {
            number: one.last_rotated
            for number, one in enumerate(row.certificates, start=1)
            if one.active is True and not self.is_gone(row, number)
        }
        found: dict[int, dict[str, SigningCertificate]] = defaultdict(dict)
        if slot not in slots or len(slots) != len(active):
            return {}
        for order in permutations(active):
            way = dict(zip(slots, order, strict=True))
            if all(_may_be(way[number], at) for number, at in slots.items()):
                certain = sum(way[number].uploaded == at for number, at in slots.items())
                found[certain][way[slot].id] = way[slot]
        return found[max(found)] if found else {}


def _may_be(one: SigningCertificate, changed: Moment) -> bool:
    return not isinstance(changed, datetime) or one.uploaded <= changed
