"""What people do in the console, where AWS has no API for it: sign in, register a passkey.

As JSON for the control endpoint: `{"do": "sign-in", "user": "root"}`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import msgspec

from rootward.sandbox.iam.constraint import NAME

if TYPE_CHECKING:
    from rootward.sandbox.backends import Backends
    from rootward.sandbox.door.principal import Principal
    from rootward.sandbox.iam.backend import PracticeIamBackend
    from rootward.sandbox.iam.user import PracticeUser

_MAIN = "123456789012"
_NAME = re.compile(NAME, re.ASCII)
_SHORTEST_SERIAL = 9
"""https://docs.aws.amazon.com/IAM/latest/APIReference/API_MFADevice.html"""


class ConsoleError(ValueError):
    """The console would not let it happen; the message says why."""


class _Deed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """Who does it, and in which account."""

    user: str = "root"
    """The name of an IAM user, or `root`."""
    account: str = _MAIN


class SignIn(_Deed, frozen=True, tag="sign-in"):
    """A sign-in with the password, and with the second factor where there is one."""

    success: bool = True
    """False: the password was wrong."""


class RegisterDevice(_Deed, frozen=True, tag="register-device"):
    """A passkey or a hardware token is registered. Virtual devices have an API."""

    name: str
    """Of a hardware token: its serial number, as the maker put it on, such as GAHT12345678."""
    device: str = "passkey"
    """`passkey` or `hardware`."""


class RemoveDevice(_Deed, frozen=True, tag="remove-device"):
    """An MFA device is taken away."""

    name: str


Deed = SignIn | RegisterDevice | RemoveDevice


def do(deed: Deed, backends: Backends) -> None:
    """Do it, at the account's own time. Its state must be in place.

    Raises:
        ConsoleError: there is no such account, user, password or device, or no room for one more.

    """
    iam = _iam(deed.account)
    owner = _owner(deed, iam)
    match deed:
        case SignIn(success=success):
            _sign_in(owner, deed.account, backends, success=success)
        case RegisterDevice(name=name, device=kind):
            _note(owner, deed.account, backends, "EnableMFADevice", _register(iam, owner, name, kind))
        case RemoveDevice(name=name):
            _note(owner, deed.account, backends, "DeactivateMFADevice", _remove(iam, owner, name))


def _iam(account: str) -> PracticeIamBackend:
    from moto.iam.models import iam_backends

    if account not in iam_backends:
        message = f"there is no account {account}"
        raise ConsoleError(message)
    return cast("PracticeIamBackend", iam_backends[account]["aws"])


def _owner(deed: Deed, iam: PracticeIamBackend) -> PracticeUser:
    owner = iam.root if deed.user == "root" else iam.users.get(deed.user)
    if owner is None:
        message = f"there is no user {deed.user} in account {deed.account}"
        raise ConsoleError(message)
    return owner


def _sign_in(owner: PracticeUser, account_id: str, backends: Backends, *, success: bool) -> None:
    from rootward.sandbox.cloudtrail.recording import record
    from rootward.sandbox.cloudtrail.sign_in import sign_in_event

    if not owner.password:
        message = f"{owner.arn} has no console password"
        raise ConsoleError(message)
    now = backends.clock.now()
    if success:
        owner.password_last_used = now
    serial = next(iter(owner.mfa_devices), None)
    principal = _principal(owner, account_id)
    record(sign_in_event(principal, mfa_used=serial is not None, at=now, success=success, mfa_serial=serial), backends)


def _note(owner: PracticeUser, account_id: str, backends: Backends, name: str, serial: str) -> None:
    """Record what happened to a device. In such records root's name is `AWS ROOT USER`."""
    from rootward.sandbox.cloudtrail.console_event import console_event
    from rootward.sandbox.cloudtrail.recording import record
    from rootward.sandbox.iam.root_user import ROOT

    parameters = {"userName": "AWS ROOT USER" if owner.name == ROOT else owner.name, "serialNumber": serial}
    happened = console_event(_principal(owner, account_id), "iam", name, parameters, at=backends.clock.now())
    record(happened, backends)


def _principal(owner: PracticeUser, account_id: str) -> Principal:
    from rootward.sandbox.door.principal import Principal
    from rootward.sandbox.iam.root_user import ROOT

    return Principal(
        account_id=account_id,
        kind="root" if owner.name == ROOT else "user",
        arn=owner.arn,
        user_id=owner.id,
        key_id="",
        user_name=owner.name,
    )


def _register(iam: PracticeIamBackend, owner: PracticeUser, name: str, kind: str) -> str:
    from moto.core.utils import utcnow
    from moto.iam.models import MFADevice

    from rootward.sandbox.iam.devices import DELIVERED, DEVICES_A_USER, delivered_serial

    if kind not in DELIVERED:
        message = f"a device is a passkey or hardware, not {kind}"
        raise ConsoleError(message)
    serial = delivered_serial(kind, name, owner)
    if not _NAME.fullmatch(name) or len(serial) < _SHORTEST_SERIAL:
        message = f"{name!r} is no name of a device: letters, digits and +=,.@_-; nine or more of a hardware token"
        raise ConsoleError(message)
    if len(owner.mfa_devices) >= DEVICES_A_USER:
        message = f"{owner.arn} has eight devices"
        raise ConsoleError(message)
    if any(serial in somebody.mfa_devices for somebody in (iam.root, *iam.users.values())):
        message = f"{serial} is in use already"
        raise ConsoleError(message)
    device = MFADevice(serial, "", "")
    device.enable_date = utcnow()
    owner.mfa_devices[serial] = device
    return serial


def _remove(iam: PracticeIamBackend, owner: PracticeUser, name: str) -> str:
    serial = next((serial for serial in owner.mfa_devices if serial.rpartition("/")[2] == name), None)
    if serial is None:
        message = f"{owner.arn} has no device {name}"
        raise ConsoleError(message)
    iam.deactivate_mfa_device(owner.name, serial)
    return serial
