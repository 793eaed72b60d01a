"""A virtual MFA device belongs to nobody.

## What it checks
Every virtual MFA device of `ListVirtualMFADevices` that has no user. It guards nothing. A device is created before it
is enabled, so an enrolment that is under way right now looks the same as one that was given up.

## Why it matters
The next enrolment under the same name fails on the leftover ("already exists"), and people give up before they have a
second factor. Its seed may also still lie in somebody's authenticator.

## How to fix it
Ask whether somebody is enrolling at this moment. If not: `aws iam delete-virtual-mfa-device --serial-number SERIAL`.

## How rootward fixes it
`rootward plan` notes each unassigned device in a file on this machine, and holds the deletion back the first time:
somebody may be enrolling at that moment. A plan that sees the same serial unassigned at least 24 hours later, on the
same machine, proposes to delete it (`DeleteVirtualMFADevice`). What a plan saw assigned meanwhile begins anew, and
so does what no plan saw for more than a week; one that was deleted and made again under its name looks the same as the
one before.
Just before the step the list is looked up live: a device that belongs to somebody by then is left alone.

No undo brings a device back, for its seed is gone: the step takes `--allow-irreversible`, and the account's alias or
number typed. Whoever was about to use it enrols again.

## References
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_VirtualMFADevice.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html>
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.mfa.leftover import deletions, propose
from rootward.checks.remedy import Remedy
from rootward.checks.verdict import Verdict, fails, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """A verdict for each virtual device."""
    devices = account.virtual_mfa_devices
    if isinstance(devices, Unknown):
        yield unknown(account.resource, devices)
        return
    if not devices:
        yield passes(account.resource, "there are no virtual MFA devices")
    for device in devices:
        if device.user_arn is None:
            message = f"virtual MFA device {device.serial.rsplit('/', 1)[-1]} belongs to nobody"
            yield fails(device.serial, message, read(account, "virtual-mfa-devices", "User", None))
        else:
            yield passes(device.serial)


CHECK = Check(
    id="mfa-device-unassigned",
    practice="mfa",
    severity="low",
    title="A virtual MFA device belongs to nobody",
    holds="every virtual MFA device belongs to somebody",
    why="the next enrolment under its name fails, and people give up before they have a second factor",
    next_step="aws iam delete-virtual-mfa-device --serial-number {resource}",
    facts=("virtual_mfa_devices",),
    no_controls="neither CIS nor Security Hub asks about leftover devices",
    judge=judge,
    fix="irreversible",
    remedy=Remedy(propose=propose, operations=("DeleteVirtualMFADevice",), later=deletions),
)
