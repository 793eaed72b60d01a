"""MFA devices of every kind: a call for each user of whom the account's lists leave open what there is.

The list of virtual devices and the credential report tell most of it. What they leave open is asked of `MOST_USERS`,
with `--deep` of everybody. In root's own session root's devices are listed too; to others AWS shows virtual ones alone.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import cast

import msgspec

from rootward.aws.call import MARKER, Call
from rootward.aws.crew import Crew
from rootward.aws.failure import UNREADABLE, UnreadError, failed
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Answer, Reading
from rootward.aws.session import AwsSession
from rootward.checks.report_users import users_without_row
from rootward.model.account import Account
from rootward.model.credential_report import ROOT_ROW, ReportRow
from rootward.model.mfa_device import MfaDevice, UserDevices
from rootward.model.unknown import Unknown

LIST_MFA_DEVICES = Call("iam", "ListMFADevices")

MOST_USERS = 100
"""So many are asked about without `--deep`."""

BEYOND = Unknown(
    "not_collected",
    LIST_MFA_DEVICES.action,
    f"{MOST_USERS} users are asked for all their devices; --deep asks everybody, --user one",
)
"""In place of the devices of each user beyond those."""

_ONE_SECONDS = 60.0


class _User(msgspec.Struct, frozen=True):
    name: str
    arn: str
    row: ReportRow | None


def read_mfa_devices(reading: Reading, account: Account) -> tuple[UserDevices, ...]:
    """The devices of root, in its own session, and of each chosen user, those who matter most first.

    What cannot be listed leaves its own user's devices unknown; where AWS denies all, the fact is denied.
    """
    of_root = [_entry(reading, ROOT_ROW)] if account.caller == account.root_arn else []
    arranged = _chosen(account, deep=reading.deep)
    if isinstance(arranged, Unknown):
        if not of_root:
            raise UnreadError(arranged)
        arranged = ()
    asked = arranged if reading.deep else arranged[:MOST_USERS]
    found = [*of_root, *reading.side_by_side(partial(_entry, reading), list(asked))]
    entries = [one for one in found if one is not None]
    whys = [one.devices for one in entries]
    if whys and all(isinstance(why, Unknown) and why.reason == "denied" for why in whys):
        raise UnreadError(cast("Unknown", whys[0]))
    return (*entries, *(UserDevices(user=name, devices=BEYOND) for name in arranged[len(asked) :]))


def devices_of(session: AwsSession, user: str) -> UserDevices | None:
    """The devices of one user, root's by the name `<root_account>`; None where there is no such user.

    Raises CredentialsError.
    """
    with Crew(1, "rootward-call") as crew:
        return _entry(Reading(session, crew, deadline_seconds=_ONE_SECONDS), user)


def _entry(reading: Reading, user: str) -> UserDevices | None:
    """None where the user was deleted since the lists were read."""
    try:
        return UserDevices(user=user, devices=_listed(reading, user))
    except UnreadError as error:
        if error.code == "NoSuchEntity":
            return None
        return UserDevices(user=user, devices=cast("Unknown", error.fact))  # a Blocked is of a region; IAM has none
    except UNREADABLE:
        unlike = failed(LIST_MFA_DEVICES, "the answer could not be read: it is not what AWS would send")
        return UserDevices(user=user, devices=cast("Unknown", unlike.fact))


def _listed(reading: Reading, user: str) -> tuple[MfaDevice, ...]:
    """Root has no name to be asked by: IAM takes whoever signs the request."""
    named = {} if user == ROOT_ROW else {"UserName": user}
    return tuple(_device(one) for one in reading.items(LIST_MFA_DEVICES, MARKER, "MFADevices", **named))


def _device(one: Answer) -> MfaDevice:
    return MfaDevice(serial=one["SerialNumber"], enabled_at=one.get("EnableDate"))


def _chosen(account: Account, *, deep: bool) -> tuple[str, ...] | Unknown:
    """The names of the users to ask about, by what their answer can change; Unknown where nobody is known.

    First come those whose device is not virtual, or of whom the report says nothing: only their own list tells what
    it is. Then those with a password and no device seen, who may have registered one since the report. Then those with
    one virtual device, beside which there may be another. With `deep` all others follow.
    """
    users = _users(account)
    if isinstance(users, Unknown):
        return users
    listed = account.virtual_mfa_devices
    virtual = Counter(() if isinstance(listed, Unknown) else (one.user_arn for one in listed))
    ranks = ((_rank(user.row, virtual[user.arn]), user.name) for user in users)
    return tuple(name for rank, name in sorted(ranks) if deep or rank < _SETTLED)


_SETTLED = 3
"""The rank of a user whose own list could change nothing."""


def _rank(row: ReportRow | None, virtual: int) -> int:
    if virtual:
        return _SETTLED if virtual > 1 else 2
    if row is None or row.mfa_active is not False:
        return 0
    if row.password_enabled is not False:
        return 1
    return _SETTLED


def _users(account: Account) -> tuple[_User, ...] | Unknown:
    """Those who are there, each with its row. Where they are not listed, those of the report."""
    identities, report = account.identities, account.credential_report
    rows = {} if isinstance(report, Unknown) else {row.user: row for row in report.users}
    if isinstance(identities, Unknown):
        return (
            identities if isinstance(report, Unknown) else tuple(_User(row.user, row.arn, row) for row in report.users)
        )
    missing = set() if isinstance(report, Unknown) else {one.name for one in users_without_row(account, report)}
    return tuple(
        _User(user.name, user.arn, None if user.name in missing else rows.get(user.name)) for user in identities.users
    )


READERS = (
    Reader(
        fact="mfa_devices",
        calls=(LIST_MFA_DEVICES,),
        needs=("identities", "credential_report", "virtual_mfa_devices"),
        ask=read_mfa_devices,
    ),
)
