"""List MFA devices: the account's lists, the devices of those of whom they leave something open, and a judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from rootward import __version__
from rootward.engine.device_list import Person, device_list, people
from rootward.errors import IncompleteError, SnapshotError, UsageError
from rootward.model.account import Account
from rootward.model.credential_report import ROOT_ROW
from rootward.model.device_list import DeviceList
from rootward.model.unknown import Unknown
from rootward.model.user_arn import user_in
from rootward.workflows.no_such import no_such
from rootward.workflows.source import Collecting, Live, Practice, Progress, Source, obtain, opened

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession

FACTS = (
    "alias",
    "identities",
    "credential_report",
    "summary",
    "organization",
    "virtual_mfa_devices",
)
"""What is read of the account as a whole. The organisation tells whether root can be without a password."""

DEVICES_OF_USERS = "mfa_devices"
"""What is read of some users, with `--deep` of all."""


def list_source(
    source: Source, user: str | None, *, collecting: Collecting, progress: Progress, announce: Progress
) -> DeviceList:
    """Obtain the facts and list. Of `user` alone, a live account is asked for that user's own devices.

    Raises what `obtain` and `list_account` raise.
    """
    if user is None or not isinstance(source, Live | Practice):
        return list_account(obtain(source, (*FACTS, DEVICES_OF_USERS), collecting, progress, announce), user)
    from rootward.workflows.collect import collect_account

    with opened(source, progress, announce) as session:
        account = collect_account(session, FACTS, deadline_seconds=collecting.deadline_seconds, progress=progress)
        return list_account(_asked(session, account, user), user)


def list_account(account: Account, user: str | None = None) -> DeviceList:
    """What is known of everybody's devices; with `user` (a name, an ARN, or `root`) of that one's.

    Raises UsageError where there is no such user, SnapshotError where a file tells of nobody, and IncompleteError where
    AWS did.
    """
    found = people(account)
    if user is None:
        if isinstance(found, Unknown):
            raise _nobody_known(found)
        return device_list(account, __version__, users=found, root=True, about=None)
    if _means_root(account, found, user):
        return device_list(account, __version__, users=(), root=True, about=ROOT_ROW)
    one = _named(account, found, user)
    return device_list(account, __version__, users=(one,), root=False, about=one.name)


def _asked(session: AwsSession, account: Account, user: str) -> Account:
    """The account, with the devices of that user, as far as they may be listed."""
    from rootward.aws.readers.mfa_devices import devices_of

    found = people(account)
    if _means_root(account, found, user):
        name = ROOT_ROW
        if account.caller != account.root_arn:
            return account
    else:
        name = _named(account, found, user, is_asked=True).name
    devices = devices_of(session, name)
    if devices is None:
        raise _no_such(user, found)
    return msgspec.structs.replace(account, mfa_devices=(devices,))


def _means_root(account: Account, found: tuple[Person, ...] | Unknown, user: str) -> bool:
    """`root` is root unless a user is called so."""
    if user in {ROOT_ROW, account.root_arn}:
        return True
    return user == "root" and (isinstance(found, Unknown) or all(one.name != user for one in found))


def _named(account: Account, found: tuple[Person, ...] | Unknown, user: str, *, is_asked: bool = False) -> Person:
    """The user of that name or ARN. Where nobody lists the users, whoever was asked for their devices is there."""
    if not isinstance(found, Unknown):
        for one in found:
            if user in {one.name, one.arn, f"user/{one.name}"}:
                return one
        raise _no_such(user, found)
    name = user.rpartition("/")[2]
    listed = () if isinstance(account.mfa_devices, Unknown) else account.mfa_devices
    if is_asked or any(one.user == name and not isinstance(one.devices, Unknown) for one in listed):
        return Person(name, _arn(account, user, name))
    raise _nobody_known(found)


def _arn(account: Account, user: str, name: str) -> str | None:
    """A name alone does not tell the path."""
    if user.startswith("arn:"):
        return user
    return account.caller if user_in(account.caller) == name else None


def _no_such(user: str, found: tuple[Person, ...] | Unknown) -> UsageError:
    return no_such("user", user, () if isinstance(found, Unknown) else (one.name for one in found))


def _nobody_known(why: Unknown) -> SnapshotError | IncompleteError:
    if why.reason == "not_collected":
        return SnapshotError(
            "the facts hold no users",
            advice="collect them: rootward collect --deep -o FILE, which asks for devices too",
        )
    advice = "try again, or give it longer with --deadline"
    if why.reason == "denied" and why.action:
        advice = f"allow {why.action}; your own devices alone: rootward mfa list --user NAME"
    return IncompleteError(f"users could not be listed: {why.detail}", advice=advice)
