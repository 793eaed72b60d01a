"""Users whom the credential report does not show yet: what it would say of them, asked of the users themselves.

AWS makes a report at most every four hours, so somebody who was just made, or made again, has no row of their own. What
they hold is asked live. A user of whom any of it could not be read stays without a row, as if nobody had asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import msgspec

from rootward.aws.call import MARKER, Call
from rootward.aws.failure import UNREADABLE, UnreadError
from rootward.aws.readers.mfa_devices import LIST_MFA_DEVICES
from rootward.aws.readers.signing_certificates import LIST_SIGNING_CERTIFICATES
from rootward.aws.readers.user_keys import GET_LAST_USED, LIST_ACCESS_KEYS
from rootward.aws.reading import Answer, Reading
from rootward.checks.report_users import users_without_row
from rootward.model.account import Account
from rootward.model.credential_report import CertificateSlot, CredentialReport, KeySlot, Moment, ReportRow
from rootward.model.identity import User
from rootward.model.unknown import Absent, Unknown

GET_LOGIN_PROFILE = Call("iam", "GetLoginProfile")

CALLS = (LIST_MFA_DEVICES, GET_LOGIN_PROFILE, LIST_ACCESS_KEYS, GET_LAST_USED, LIST_SIGNING_CERTIFICATES)

MOST = 20
"""So many users are asked, four calls each and one for each active key; with `--deep` all of them."""

_NONE = Absent("N/A")
_NEVER = Absent("no_information")
_SLOTS = 2

Slot = TypeVar("Slot", KeySlot, CertificateSlot)


class _UnlikeReportError(Exception):
    """A user has what a row cannot hold."""


def completed(reading: Reading, account: Account) -> CredentialReport:
    """The account's credential report with rows for users whom it does not show, the newest of them.

    Raises CredentialsError.
    """
    report, identities = account.credential_report, account.identities
    if isinstance(report, Unknown):
        raise UnreadError(report)
    if isinstance(identities, Unknown):
        return report
    missing = {user.arn for user in users_without_row(account, report)}
    newest = sorted((user for user in identities.users if user.arn in missing), key=_newest_first)
    asked = newest if reading.deep else newest[:MOST]
    rows = [row for row in reading.side_by_side(partial(_row, reading), asked) if row is not None]
    told = {row.user for row in rows}
    others = tuple(row for row in report.rows if row.is_root or row.user not in told)
    return msgspec.structs.replace(report, rows=(*others, *rows)) if rows else report


def _newest_first(user: User) -> tuple[float, str]:
    return -user.created.timestamp(), user.name


def _row(reading: Reading, user: User) -> ReportRow | None:
    """What the report would say of the user; None where it is not there any more, or not all could be read."""
    try:
        return _read(reading, user)
    except (UnreadError, _UnlikeReportError, *UNREADABLE):
        return None


def _read(reading: Reading, user: User) -> ReportRow:
    """Devices are asked for first: AWS answers alike where there is no password, and where there is no user.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html (devices of every kind)
    """
    devices = list(reading.items(LIST_MFA_DEVICES, MARKER, "MFADevices", UserName=user.name))
    since = _password_since(reading, user.name)
    keys = list(reading.items(LIST_ACCESS_KEYS, MARKER, "AccessKeyMetadata", UserName=user.name))
    certificates = list(reading.items(LIST_SIGNING_CERTIFICATES, MARKER, "Certificates", UserName=user.name))
    return ReportRow(
        user=user.name,
        arn=user.arn,
        created=user.created,
        password_enabled=since is not None,
        password_last_used=_NONE if since is None else _NEVER,
        password_last_changed=_NONE if since is None else since,
        mfa_active=bool(devices),
        keys=_slots(keys, partial(_key, reading), KeySlot(active=False, last_rotated=_NONE, last_used=_NONE)),
        certificates=_slots(certificates, _certificate, CertificateSlot(active=False, last_rotated=_NONE)),
    )


def _password_since(reading: Reading, name: str) -> datetime | None:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html."""
    try:
        made: datetime = reading.read(GET_LOGIN_PROFILE, UserName=name)["LoginProfile"]["CreateDate"]
    except UnreadError as error:
        if error.code == "NoSuchEntity":
            return None
        raise
    return made


def _slots(listed: Sequence[Answer], read: Callable[[Any], Slot], empty: Slot) -> tuple[Slot, Slot]:
    """The active ones, oldest first: inactive ones and none look the same in a report."""
    active: list[Slot] = [read(one) for one in listed if one["Status"] == "Active"]
    if len(active) > _SLOTS:
        raise _UnlikeReportError
    active.extend([empty] * _SLOTS)
    return active[0], active[1]


def _key(reading: Reading, one: Answer) -> KeySlot:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html."""
    used = reading.read(GET_LAST_USED, AccessKeyId=one["AccessKeyId"])["AccessKeyLastUsed"].get("LastUsedDate")
    last_used: Moment = _NONE if used is None else used
    return KeySlot(active=True, last_rotated=one["CreateDate"], last_used=last_used)


def _certificate(one: Answer) -> CertificateSlot:
    return CertificateSlot(active=True, last_rotated=one["UploadDate"])
