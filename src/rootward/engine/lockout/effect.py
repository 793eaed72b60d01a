"""What the guard takes an account for once changes are made."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from rootward.model.account import Account
from rootward.model.change import AccessKeyChange, Change
from rootward.model.credential_report import ReportRow
from rootward.model.unknown import Unknown


def made(changes: Iterable[Change], account: Account) -> Account:
    """The account once the changes are made, in their order."""
    for change in changes:
        account = _switched(change, account) if isinstance(change, AccessKeyChange) else change.effect(account)
    return account


def _switched(change: AccessKeyChange, account: Account) -> Account:
    """A deleted key stays in the list as an inactive one: a list without any key of a user would say nothing of them.

    Where the list says nothing of the user, the report does, and after the change it counts for no key of theirs.
    """
    listed = account.access_keys
    if not isinstance(listed, Unknown) and any(key.user == change.user for key in listed):
        return msgspec.structs.replace(change, after=change.after or "Inactive").effect(account)
    report = account.credential_report
    if change.after == "Active" or isinstance(report, Unknown):
        return account
    rows = tuple(_without_keys(row) if row.user == change.user else row for row in report.rows)
    return msgspec.structs.replace(account, credential_report=msgspec.structs.replace(report, rows=rows))


def _without_keys(row: ReportRow) -> ReportRow:
    first, second = (msgspec.structs.replace(slot, active=False) for slot in row.keys)
    return msgspec.structs.replace(row, keys=(first, second))
