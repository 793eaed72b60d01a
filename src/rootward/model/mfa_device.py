"""MFA devices of every kind, as IAM lists them of one user, or of root in a session of its own.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_MFADevice.html
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from rootward.model.unknown import Unknown

DeviceKind = Literal["passkey", "virtual", "hardware", "sms", "other"]
"""`passkey`: a security key too, which IAM names alike. `virtual`: an authenticator app. `hardware`: a token that shows
codes. `sms`: AWS lets nobody register it any more. `other`: an ARN of a kind that rootward does not know."""

_ARN_PARTS = 6
_KINDS: dict[str, DeviceKind] = {"u2f": "passkey", "mfa": "virtual", "sms-mfa": "sms"}


class MfaDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A device that somebody has."""

    serial: str
    """An ARN, or of a hardware token the number that its maker gave it."""
    enabled_at: datetime | None = None

    @property
    def kind(self) -> DeviceKind:
        """What kind of device has such a serial number."""
        return kind_of(self.serial)


class UserDevices(msgspec.Struct, frozen=True, kw_only=True):
    """All devices of one user, or why they could not be listed."""

    user: str
    """The user's name; root's is `<root_account>`, as in the credential report."""
    devices: tuple[MfaDevice, ...] | Unknown


def kind_of(serial: str) -> DeviceKind:
    """What kind of device has such a serial number: AWS tells of it nowhere else.

    A user with one virtual device, one token and two security keys, as AWS lists them:
    https://docs.aws.amazon.com/cli/latest/reference/iam/list-mfa-devices.html
    The types of IAM's ARNs, `sms-mfa` among them:
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagement.html
    """
    if not serial.startswith("arn:"):
        return "hardware"
    parts = serial.split(":", _ARN_PARTS - 1)
    return _KINDS.get(parts[-1].partition("/")[0], "other") if len(parts) == _ARN_PARTS else "other"
