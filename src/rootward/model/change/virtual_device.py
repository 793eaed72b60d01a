"""A virtual MFA device that belongs to nobody, deleted."""

from __future__ import annotations

import msgspec

from rootward.model.account import Account
from rootward.model.change.api_call import ApiCall
from rootward.model.change.edit import AccountEdit, Other, Risk
from rootward.model.unknown import Unknown


class VirtualDeviceChange(AccountEdit, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="virtual-device"):
    """A device that is there before and not after. Its seed is gone with it.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html
    """

    serial: str
    """Its ARN."""
    before: bool = True
    after: bool = False

    @property
    def resource(self) -> str:
        """The device."""
        return self.serial

    @property
    def target(self) -> tuple[str, ...]:
        """The device."""
        return ("virtual-device", self.serial)

    @property
    def risk(self) -> Risk:
        """Nothing brings its seed back."""
        return "irreversible"

    def calls(self) -> tuple[ApiCall, ...]:
        """DeleteVirtualMFADevice."""
        named = {"SerialNumber": self.serial}
        return (ApiCall(operation="DeleteVirtualMFADevice", parameters=named, resource=self.serial),)

    def inverse(self) -> None:
        """There is none."""

    def state(self, account: Account) -> bool | Unknown | Other:
        """Whether it is there and belongs to nobody; Other where it belongs to somebody."""
        devices = account.virtual_mfa_devices
        if isinstance(devices, Unknown):
            return devices
        device = next((one for one in devices if one.serial == self.serial), None)
        if device is None:
            return False
        return True if device.user_arn is None else Other()

    def effect(self, account: Account) -> Account:
        """The account without it. A device of somebody stays."""
        devices = account.virtual_mfa_devices
        if isinstance(devices, Unknown):
            return account
        kept = tuple(one for one in devices if one.serial != self.serial or one.user_arn is not None)
        return msgspec.structs.replace(account, virtual_mfa_devices=kept)
