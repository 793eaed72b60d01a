"""MFA devices from the making to the deletion."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.iam.models import MFADevice

from rootward.sandbox import Sandbox
from tests.sandbox.people import as_user, codes, enable, iam_of

SERIAL = "arn:aws:iam::123456789012:mfa/walk/phone"
ROOTS = "arn:aws:iam::123456789012:mfa/root-account-mfa-device"
PASSKEY = "arn:aws:iam::123456789012:u2f/user/tomas.novak/key"


def walk(sandbox: Sandbox, client: Any) -> None:
    iam = client(sandbox, "iam")
    iam.create_virtual_mfa_device(VirtualMFADeviceName="phone", Path="/walk/", Tags=[{"Key": "Team", "Value": "ops"}])
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        iam.create_virtual_mfa_device(VirtualMFADeviceName="phone", Path="/walk/")
    with pytest.raises(ClientError, match="ValidationError"):
        iam.create_virtual_mfa_device(VirtualMFADeviceName="phone", Path="walk")
    _tags(iam)
    with pytest.raises(ClientError, match="InvalidAuthenticationCode"):
        enable_with(iam, codes(sandbox, SERIAL, 0, 0))
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.enable_mfa_device(
            UserName="nobody", SerialNumber=SERIAL, AuthenticationCode1="123456", AuthenticationCode2="654321"
        )
    enable(iam, sandbox, "tomas.novak", SERIAL)
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        enable_with(iam, codes(sandbox, SERIAL, 1, 2))
    _reads(sandbox, iam)
    sandbox.advance_clock(60)
    first, second = codes(sandbox, SERIAL, -1, 0)
    both = {"AuthenticationCode1": first, "AuthenticationCode2": second}
    iam.resync_mfa_device(UserName="tomas.novak", SerialNumber=SERIAL, **both)
    with pytest.raises(ClientError, match="InvalidAuthenticationCode"):
        iam.resync_mfa_device(UserName="tomas.novak", SerialNumber=SERIAL, **both)
    with pytest.raises(ClientError, match="DeleteConflict"):
        iam.delete_virtual_mfa_device(SerialNumber=SERIAL)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.deactivate_mfa_device(UserName="maya.chen", SerialNumber=SERIAL)
    iam.deactivate_mfa_device(UserName="tomas.novak", SerialNumber=SERIAL)
    iam.delete_virtual_mfa_device(SerialNumber=SERIAL)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.delete_virtual_mfa_device(SerialNumber=SERIAL)


def enable_with(iam: Any, pair: list[str]) -> None:
    iam.enable_mfa_device(
        UserName="tomas.novak", SerialNumber=SERIAL, AuthenticationCode1=pair[0], AuthenticationCode2=pair[1]
    )


def _tags(iam: Any) -> None:
    iam.tag_mfa_device(SerialNumber=SERIAL, Tags=[{"Key": "Floor", "Value": "2"}])
    assert len(iam.list_mfa_device_tags(SerialNumber=SERIAL)["Tags"]) == 2
    iam.untag_mfa_device(SerialNumber=SERIAL, TagKeys=["Floor"])
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.list_mfa_device_tags(SerialNumber=SERIAL + "-2")


def _reads(sandbox: Sandbox, iam: Any) -> None:
    assert iam.list_mfa_devices(UserName="tomas.novak")["MFADevices"]
    iam.create_virtual_mfa_device(VirtualMFADeviceName="root-account-mfa-device")
    first, second = codes(sandbox, ROOTS, 0, 1)
    with iam_of(sandbox) as backend:
        # As the console does it: no call can.
        backend.enable_mfa_device("<root_account>", ROOTS, first, second)
        for owner in (backend.root, backend.users["tomas.novak"]):
            owner.mfa_devices[PASSKEY] = MFADevice(PASSKEY, "", "")
    assert iam.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"]
    assert as_user(sandbox, "<root_account>").list_mfa_devices()["MFADevices"]
    assert iam.get_mfa_device(SerialNumber=PASSKEY, UserName="tomas.novak")["SerialNumber"] == PASSKEY
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.get_mfa_device(SerialNumber=SERIAL)
