"""MFA devices: those of IAM's own making (virtual ones), and those that were delivered (hardware tokens, passkeys).

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html
A hardware token is known by its serial number alone, and AWS knows its seed from whoever made it. Here nobody does, so
each such serial number has a seed that follows from it (`seed_of`): a test can play the token. Passkeys show no codes,
and AWS lets nobody register one through the API.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_cliapi.html
"""

from __future__ import annotations

import base64
import hashlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

from moto.core.utils import utcnow
from moto.iam.models import IAMBackend, MFADevice, VirtualMfaDevice

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.authenticator import Authenticator

if TYPE_CHECKING:
    from rootward.sandbox.iam.backend import PracticeIamBackend
    from rootward.sandbox.iam.user import PracticeUser

DEVICES_A_USER = 8
"""Devices of any kind that root or a user may have.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

TAGS_A_DEVICE = 50
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

_PIXELS = 4
"""Of the picture of a seed, for each module."""

DELIVERED = ("passkey", "hardware")
"""The kinds of devices that IAM does not make itself."""

Tag = dict[str, str]


class PracticeDevice(VirtualMfaDevice):
    """A virtual MFA device with tags and a picture of its seed."""

    def __init__(self, account_id: str, region_name: str, path: str, name: str) -> None:
        super().__init__(account_id, region_name, path + name)
        self.tags: dict[str, Tag] = {}
        """By key in lower case: the case of a key does not tell tags apart."""
        # AWS: "AccountName is the user name if set (otherwise, the account ID)"; no user is set when a device is made.
        # https://docs.aws.amazon.com/IAM/latest/APIReference/API_VirtualMFADevice.html
        self.otpauth = f"otpauth://totp/{name}@{account_id}?secret={self.base32_string_seed}"

    @property
    def qr_code_png(self) -> bytes:
        """The picture that an authenticator app reads, drawn when it is asked for."""
        from segno import make_qr

        picture = BytesIO()
        make_qr(self.otpauth, error="m").save(picture, kind="png", scale=_PIXELS)
        return picture.getvalue()

    @qr_code_png.setter
    def qr_code_png(self, picture: bytes) -> None:
        """Take no notice of moto's random bytes."""


class DeviceBackend(IAMBackend):
    """The MFA devices of an account."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.authenticators: dict[str, Authenticator] = {}
        """What was learnt of each device that showed a code, by serial number."""

    def create_virtual_mfa_device(self, device_name: str, path: str, tags: list[Tag] | None = None) -> PracticeDevice:
        """Make a device that nobody has yet.

        Raises:
            PracticeError: EntityAlreadyExists: there is one of that path and name.

        """
        verified = self._tag_verification(tags or [])
        device = PracticeDevice(self.account_id, self.region_name, path or "/", device_name)
        if device.serial_number in self.virtual_mfa_devices:
            raise PracticeError("EntityAlreadyExists", "MFA device already exists.")
        device.tags = verified
        self.virtual_mfa_devices[device.serial_number] = device
        return device

    def enable_mfa_device(
        self, user_name: str, serial_number: str, authentication_code_1: str, authentication_code_2: str
    ) -> None:
        """Give a device to a user; to root by the name `<root_account>`, which no call of the API can give.

        Raises:
            PracticeError: NoSuchEntity; EntityAlreadyExists: somebody has it; LimitExceeded: the user has eight;
                InvalidAuthenticationCode: the codes are not two consecutive ones that were never used.

        """
        user = self.get_user(user_name)
        virtual = self.virtual_mfa_devices.get(serial_number)
        if virtual is None and not _is_hardware(serial_number):
            raise _no_such_device(serial_number)
        if any(serial_number in somebody.mfa_devices for somebody in _everybody(self)):
            raise PracticeError("EntityAlreadyExists", "MFA Device is already in use.")
        if len(user.mfa_devices) >= DEVICES_A_USER:
            raise PracticeError("LimitExceeded", f"Cannot exceed quota for MFADevicesPerUser: {DEVICES_A_USER}")
        self._synchronise(serial_number, authentication_code_1, authentication_code_2)
        enabled = MFADevice(serial_number, "", "")
        user.mfa_devices[serial_number] = enabled
        if virtual is not None:
            virtual.user, virtual.enable_date = user, enabled.enable_date

    def resync_mfa_device(self, user_name: str, serial_number: str, first: str, second: str) -> None:
        """Learn how far a device's clock is off, from two consecutive codes.

        Raises:
            PracticeError: NoSuchEntity: it is not the user's; InvalidAuthenticationCode.

        """
        self._device_of(user_name, serial_number)
        self._synchronise(serial_number, first, second)

    def deactivate_mfa_device(self, user_name: str, serial_number: str) -> None:
        """Take a device from a user; a virtual one stays, unassigned.

        Raises:
            PracticeError: NoSuchEntity: it is not the user's.

        """
        self._device_of(user_name, serial_number)
        del self.get_user(user_name).mfa_devices[serial_number]
        virtual = self.virtual_mfa_devices.get(serial_number)
        if virtual is not None:
            virtual.user = virtual.enable_date = None

    def delete_virtual_mfa_device(self, serial_number: str) -> None:
        """Forget a virtual device that nobody has.

        Raises:
            PracticeError: NoSuchEntity; DeleteConflict: somebody has it.

        """
        device = self.virtual_device(serial_number)
        if device.user is not None:
            raise PracticeError("DeleteConflict", "MFA VirtualDevice in use. Must deactivate first.")
        del self.virtual_mfa_devices[serial_number]
        self.authenticators.pop(serial_number, None)

    def virtual_device(self, serial_number: str) -> PracticeDevice:
        """The virtual device of that serial number.

        Raises:
            PracticeError: NoSuchEntity.

        """
        device = self.virtual_mfa_devices.get(serial_number)
        if not isinstance(device, PracticeDevice):
            raise _no_such_device(serial_number)
        return device

    def passkey(self, serial_number: str, user_name: str | None) -> tuple[PracticeUser, MFADevice]:
        """The passkey or security key of that ARN, and who has it.

        Raises:
            PracticeError: NoSuchEntity: there is none, it is of another kind, or it is not the named user's.

        """
        owners: list[Any] = [self.get_user(user_name)] if user_name else _everybody(self)
        for owner in owners:
            if is_passkey(serial_number) and serial_number in owner.mfa_devices:
                return owner, owner.mfa_devices[serial_number]
        raise _no_such_device(serial_number)

    def tag_mfa_device(self, serial_number: str, tags: list[Tag]) -> None:
        """Put tags on a virtual device; those of a key that it has are replaced.

        Raises:
            PracticeError: NoSuchEntity; LimitExceeded: more than fifty.

        """
        device = self.virtual_device(serial_number)
        merged = device.tags | self._tag_verification(tags)
        if len(merged) > TAGS_A_DEVICE:
            raise PracticeError("LimitExceeded", "The number of tags has reached the maximum limit.")
        device.tags = merged

    def untag_mfa_device(self, serial_number: str, keys: list[str]) -> None:
        """Take tags off a virtual device; a key that it has not is passed over.

        Raises:
            PracticeError: NoSuchEntity.

        """
        device = self.virtual_device(serial_number)
        for key in keys:
            self._validate_tag_key(key, exception_param="tagKeys")
            device.tags.pop(key.lower(), None)

    def authenticator(self, serial_number: str) -> Authenticator:
        """What is known of the codes of a device."""
        if serial_number not in self.authenticators:
            self.authenticators[serial_number] = Authenticator(_seed(self, serial_number))
        return self.authenticators[serial_number]

    def _synchronise(self, serial_number: str, first: str, second: str) -> None:
        if is_passkey(serial_number) or not self.authenticator(serial_number).take_pair(first, second, utcnow()):
            raise PracticeError("InvalidAuthenticationCode", "Authentication code for device is not valid.")

    def _device_of(self, user_name: str, serial_number: str) -> None:
        user = self.get_user(user_name)
        if serial_number in user.mfa_devices:
            return
        if serial_number in self.virtual_mfa_devices:
            raise PracticeError("NoSuchEntity", "MFA Device invalid for user.")
        raise _no_such_device(serial_number)


def code_is_right(iam: PracticeIamBackend, owner: PracticeUser, serial_number: str, code: str) -> bool:
    """Whether the code is right for a device of the owner, a user or root, by the account's clock. It is used up."""
    if serial_number not in owner.mfa_devices or is_passkey(serial_number):
        return False
    return iam.authenticator(serial_number).take(code, utcnow())


def seed_of(iam: PracticeIamBackend, serial_number: str) -> str:
    """The seed (base32 text) of a virtual device or of a hardware token, with which a test makes codes.

    Raises:
        LookupError: a passkey or security key has none.

    """
    if is_passkey(serial_number):
        message = f"{serial_number} is a passkey and shows no codes"
        raise LookupError(message)
    return _seed(iam, serial_number)


def is_passkey(serial_number: str) -> bool:
    """Whether it is the ARN of a passkey or security key (FIDO2, formerly U2F)."""
    return serial_number.startswith("arn:") and ":u2f/" in serial_number


def delivered_serial(kind: str, name: str, owner: PracticeUser) -> str:
    """The serial number of a passkey or of a hardware token of that name: an ARN, or what stands on the token.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html ("such as GAHT12345678")
    """
    if kind == "hardware":
        return name
    path = f"user/{owner.name}/" if ":user/" in owner.arn else ""
    return f"arn:aws:iam::{owner.account_id}:u2f/{path}{name}"


def _seed(iam: DeviceBackend, serial_number: str) -> str:
    virtual = iam.virtual_mfa_devices.get(serial_number)
    if virtual is not None:
        return virtual.base32_string_seed
    return base64.b32encode(hashlib.sha256(serial_number.encode()).digest()[:20]).decode()


def _is_hardware(serial_number: str) -> bool:
    """Whether it can be the serial number of a hardware token: the maker's own, so no ARN."""
    return not serial_number.startswith("arn:")


def _everybody(iam: Any) -> list[Any]:  # noqa: ANN401 - the backend that this one is part of
    return [iam.root, *iam.users.values()]


def _no_such_device(serial_number: str) -> PracticeError:
    return PracticeError("NoSuchEntity", f"MFA Device with serial number {serial_number} does not exist.")
