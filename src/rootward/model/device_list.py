"""Who has which MFA devices, and whether they are enough: what `rootward mfa list` answers.

The structs are the keys of the JSON format, schema 1: keys and their order do not change within a schema number.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from rootward.model.access import AskedAccount
from rootward.model.mfa_device import DeviceKind

DEVICE_LIST_SCHEMA = 1

Enough = Literal["yes", "no", "not_needed", "unknown"]
Remark = Literal["phishable", "single"]
"""`phishable`: an administrator, or root, whose code can be typed into a false page. `single`: there is no other device
to sign in with when this one is lost."""
Unseen = Literal["none", "some", "perhaps"]
"""Whether there are devices beside those listed: all were listed, some were not, or nobody knows."""


class HeldDevice(msgspec.Struct, frozen=True, kw_only=True):
    """One device."""

    serial: str
    kind: DeviceKind
    since: datetime | None
    """When it was enabled; None where AWS did not say."""


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """A user or root, and what they sign in with."""

    user: str
    """The name; root's is `<root_account>`, as in the credential report."""
    arn: str | None
    """None where nothing that was read tells it."""
    root: bool
    password: bool | None
    """Whether there is a console password; None: not known."""
    active_keys: int | None
    """Active access keys; of root 1 for any, for AWS does not count them; None: not known."""
    administrator: bool | None
    """Whether it controls IAM, before service control policies; None: not known."""
    devices: tuple[HeldDevice, ...]
    """Oldest first."""
    unseen: Unseen
    enough: Enough
    remarks: tuple[Remark, ...] = ()
    why: str
    """Why it is enough or not, in words."""


class DeviceList(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody, or the one who was asked about."""

    schema: int = DEVICE_LIST_SCHEMA
    rootward: str
    taken_at: datetime
    account: AskedAccount
    user: str | None
    """The one who was asked about."""
    reported_at: datetime | None
    """When AWS made the credential report, by which passwords and keys are known."""
    root: Holder | None
    """None where another was asked about."""
    users: tuple[Holder, ...]
    """By name."""
    unassigned: tuple[str, ...]
    """Serial numbers of the virtual devices that nobody has."""
    unread: tuple[str, ...]
    """What was denied or failed, and is not told for it."""
