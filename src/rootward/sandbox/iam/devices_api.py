"""IAM's operations on MFA devices.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html. Messages as recorded from AWS by LocalStack's
validated tests (https://github.com/localstack/localstack, tests/aws/services/iam/test_iam_mfa.snapshot.json); the
operations file says which ones no source confirms.
"""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.models import VirtualMfaDevice

from rootward.sandbox.iam.addressee import addressee
from rootward.sandbox.iam.api import IamApi
from rootward.sandbox.iam.constraint import Constraints
from rootward.sandbox.iam.root_user import ROOT, RootUser

_LONGEST_NAME = 226
"""A longer name would make a serial number that no operation takes (256 characters)."""


class DevicesApi(IamApi):
    """The operations on MFA devices."""

    def create_virtual_mfa_device(self) -> ActionResult:
        """A new device, with its seed, which is shown this once.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html
        """
        path, name = self._get_param("Path", "/"), self._get_param("VirtualMFADeviceName")
        constraints = Constraints()
        constraints.text("virtualMFADeviceName", name, most=_LONGEST_NAME)
        constraints.enforce()
        device = self.backend.create_virtual_mfa_device(name, path, self._get_param("Tags"))
        shown: dict[str, object] = {
            "SerialNumber": device.serial_number,
            "Base32StringSeed": device.base32_string_seed,
            "QRCodePNG": device.qr_code_png,
        }
        if device.tags:
            shown["Tags"] = list(device.tags.values())
        return ActionResult({"VirtualMFADevice": shown})

    def enable_mfa_device(self) -> ActionResult:
        """Give a device to a user.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html
        """
        self.backend.enable_mfa_device(*self._user_device_codes())
        return EmptyResult()

    def resync_mfa_device(self) -> ActionResult:
        """Bring a device's clock and AWS's idea of it together.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResyncMFADevice.html
        """
        self.backend.resync_mfa_device(*self._user_device_codes())
        return EmptyResult()

    def deactivate_mfa_device(self) -> ActionResult:
        """Take a device from a user, or from the caller.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html
        """
        self.backend.deactivate_mfa_device(addressee(self), self._serial_number())
        return EmptyResult()

    def delete_virtual_mfa_device(self) -> ActionResult:
        """Delete a virtual device that nobody has.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html
        """
        self.backend.delete_virtual_mfa_device(self._serial_number())
        return EmptyResult()

    def get_mfa_device(self) -> ActionResult:
        """A passkey or security key: the only kinds that this operation knows.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetMFADevice.html
        """
        owner, device = self.backend.passkey(self._serial_number(), self._get_param("UserName"))
        shown = _with_user_name({"SerialNumber": device.serial_number, "EnableDate": device.enable_date}, owner.name)
        return ActionResult(shown)

    def list_mfa_devices(self) -> ActionResult:
        """The devices of a user, or of the caller: of every kind.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html
        """
        user_name = self.addressed_user_name()
        devices = [
            _with_user_name({"SerialNumber": device.serial_number, "EnableDate": device.enable_date}, user_name)
            for device in self.backend.list_mfa_devices(user_name)
        ]
        return ActionResult({"MFADevices": devices})

    def list_virtual_mfa_devices(self) -> ActionResult:
        """The virtual devices with their owners, and without their seeds and tags.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html
        """
        status = self._get_param("AssignmentStatus", "Any")
        devices, _ = self.backend.list_virtual_mfa_devices(status, None, 1_000_000)
        return ActionResult({"VirtualMFADevices": devices})

    def tag_mfa_device(self) -> ActionResult:
        """Put tags on a virtual device.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagMFADevice.html
        """
        self.backend.tag_mfa_device(self._serial_number(), self._get_param("Tags", []))
        return EmptyResult()

    def untag_mfa_device(self) -> ActionResult:
        """Take tags off a virtual device.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagMFADevice.html
        """
        self.backend.untag_mfa_device(self._serial_number(), self._get_param("TagKeys", []))
        return EmptyResult()

    def list_mfa_device_tags(self) -> ActionResult:
        """The tags of a virtual device, by key.

        https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADeviceTags.html
        """
        tags = self.backend.virtual_device(self._serial_number()).tags
        return ActionResult({"Tags": [tag for _, tag in sorted(tags.items())]})

    def _serial_number(self) -> str:
        serial: str = self._get_param("SerialNumber")
        return serial

    def _user_device_codes(self) -> tuple[str, str, str, str]:
        codes = self._get_param("AuthenticationCode1"), self._get_param("AuthenticationCode2")
        return self._get_param("UserName"), self._serial_number(), *codes


def shown_virtual_device(device: VirtualMfaDevice) -> dict[str, object]:
    """What ListVirtualMFADevices shows of a device."""
    owner: Any = device.user
    shown: dict[str, object] = {"SerialNumber": device.serial_number, "EnableDate": device.enable_date}
    if isinstance(owner, RootUser):
        # In published answers root has no user name and no path, and the account's number as its id.
        shown["User"] = {"UserId": owner.account_id, "Arn": owner.arn, "CreateDate": owner.create_date}
    elif owner is not None:
        shown["User"] = owner
    return shown


def _with_user_name(shown: dict[str, object], user_name: str) -> dict[str, object]:
    """With the user's name; root has none."""
    return shown if user_name == ROOT else {"UserName": user_name, **shown}
