"""A second factor on its way: the device that an authenticator app is to become, and what two of its codes tell.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import msgspec

from rootward.model.mfa_device import MfaDevice
from rootward.model.secret import Secret

DEVICES_A_USER = 8
"""Devices of any kind that root or a user may have.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

Kind = Literal["app", "passkey", "hardware"]
"""`app`: an authenticator app, a virtual device in AWS's words. `passkey`: a passkey or security key."""


class NewDevice(msgspec.Struct, frozen=True):
    """A virtual device that was made and belongs to nobody yet.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_VirtualMFADevice.html
    """

    serial: str
    seed: Secret
    """Base32 text, which AWS shows this once."""
    machine_ahead: timedelta
    """So far this machine's clock is ahead of AWS's; below zero: behind. To a second or two."""


class CodePair(msgspec.Struct, frozen=True):
    """Two codes that a device shows one after the other."""

    older: str
    newer: str

    def __repr__(self) -> str:
        return "CodePair(…)"


class Right(msgspec.Struct, frozen=True, tag=True):
    """They are two successive codes of the device, shown now."""

    pair: CodePair
    swapped: bool = False
    """Whether the newer one was given first."""


class Skewed(msgspec.Struct, frozen=True, tag=True):
    """They are two successive codes of the device, but of another time: a clock is off, or they were shown then."""

    pair: CodePair
    seconds: int
    """So far ahead of AWS's time; below zero: behind. Of the app in steps of thirty, of this machine to a second."""
    whose: Literal["app", "machine"]
    """`machine`: this machine's clock is off as far as the codes, so the app seems to run on it."""


class Same(msgspec.Struct, frozen=True, tag=True):
    """The same code twice."""


class Apart(msgspec.Struct, frozen=True, tag=True):
    """Both are the device's, and not successive: this many codes were shown between them."""

    between: int


class Wrong(msgspec.Struct, frozen=True, tag=True):
    """The device did not and will not show it, or one of the two, for a long time either way."""

    which: Literal["first", "second", "both"]


class Rejected(msgspec.Struct, frozen=True, tag=True):
    """AWS does not take them. It says no more: they may be wrong, too old, or used already."""


Verdict = Right | Skewed | Same | Apart | Wrong | Rejected


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """A device was registered, and AWS lists it."""

    user: str
    """The IAM user's name; `root` for root."""
    device: MfaDevice
    devices: tuple[MfaDevice, ...]
    """All that the user has now."""


class Guided(msgspec.Struct, frozen=True, kw_only=True):
    """What only the console can do."""

    user: str
    """The IAM user's name; `root` for root."""
    kind: Kind
    why: str
    """Why no call can do it, in one line."""
    places: tuple[str, ...]
    """Where to go in the console, a line each, in order."""
    source: str
    """AWS's own page about it."""
