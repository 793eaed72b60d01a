"""The devices that somebody has, read live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.errors import GuardRefusedError, IncompleteError, UsageError
from rootward.model.mfa_device import MfaDevice
from rootward.model.unknown import Unknown
from rootward.reports.names import last_part
from rootward.workflows.running.pace import Pace

if TYPE_CHECKING:
    from rootward.aws.second_factor import SecondFactors

_FIRST_WAIT_SECONDS = 0.2
_LONGEST_WAIT_SECONDS = 5.0


def devices_of(factors: SecondFactors, user: str | None) -> tuple[MfaDevice, ...]:
    """What an IAM user has, or the caller (None).

    Raises UsageError where there is no such user, IncompleteError where it cannot be read, CredentialsError.
    """
    found = factors.devices(user)
    if found is None:
        raise UsageError(
            f"the account has no user '{user}'",
            advice="'rootward list users' shows them; root registers its own devices, in the console",
        )
    if isinstance(found, Unknown):
        advice = f"allow {found.action}: without it nothing can be proved" if found.reason == "denied" else "try again"
        raise IncompleteError(f"the MFA devices of {user or 'root'} cannot be read: {found.detail}", advice=advice)
    return found


def awaited(
    factors: SecondFactors, user: str, serial: str, pace: Pace, patience_seconds: float
) -> tuple[MfaDevice, ...] | None:
    """What the user has, once the device of that serial is among it; None where that did not come about in time.

    IAM is eventually consistent: a read just after a write may tell of the time before it.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
    """
    end, wait = pace.clock() + patience_seconds, _FIRST_WAIT_SECONDS
    while True:
        found = factors.devices(user)
        if isinstance(found, tuple) and any(device.serial == serial for device in found):
            return found
        left = end - pace.clock()
        if left <= 0:
            return None
        pace.sleep(min(wait, left))
        wait = min(2 * wait, _LONGEST_WAIT_SECONDS)


def full(user: str | None, devices: tuple[MfaDevice, ...]) -> GuardRefusedError:
    """The error of a user who has as many as AWS allows."""
    names = ", ".join(last_part(device.serial) for device in devices)
    return GuardRefusedError(
        f"{user or 'root'} has {len(devices)} MFA devices, and AWS allows no more: {names}",
        advice="remove one that is not used any more: console → Security credentials → Multi-factor authentication",
    )
