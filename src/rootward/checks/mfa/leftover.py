"""The deletion of a virtual MFA device that belongs to nobody: once it was so for a day, and no enrolment is under way.

A device is made before it is enabled, and AWS tells no date of its making: only what was seen earlier tells a leftover
from an enrolment. https://docs.aws.amazon.com/IAM/latest/APIReference/API_VirtualMFADevice.html
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from rootward.checks.remedy import Proposal, Proposed, Refused
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import VirtualDeviceChange
from rootward.model.credential import VirtualMfaDevice
from rootward.model.finding import Finding
from rootward.model.journal import History
from rootward.model.unknown import Unknown

_LEFT_LYING = timedelta(hours=24)


def propose(finding: Finding, account: Account, _baseline: Baseline) -> Iterator[Proposed]:
    """That it is not yet time; `deletions` says when it is."""
    devices = account.virtual_mfa_devices
    if isinstance(devices, Unknown):
        yield Refused(f"the virtual devices were not read: {devices.detail or devices.reason}", lacks_facts=True)
        return
    name = finding.resource.rsplit("/", 1)[-1]
    if finding.resource not in _unassigned(devices):
        yield Refused(f"virtual MFA device {name} belongs to somebody by now, or is gone")
        return
    seen = "no plan of this machine saw it unassigned 24 hours ago or earlier, and somebody may be enrolling now"
    yield Refused(f"virtual MFA device {name}: {seen}; a plan in 24 hours deletes it", waits=True)


def deletions(history: History, account: Account, _baseline: Baseline) -> Iterator[Proposal]:
    """Each device that is unassigned, and was seen so a day ago or earlier: deleted."""
    devices = account.virtual_mfa_devices
    unassigned = () if isinstance(devices, Unknown) else _unassigned(devices)
    for seen in history.unassigned_devices:
        lain = account.taken_at - seen.since
        if lain < _LEFT_LYING or seen.serial not in unassigned:
            continue
        why = f"seen unassigned since {seen.since:%Y-%m-%d %H:%M} UTC, {lain // timedelta(hours=1)} hours: left lying"
        yield Proposal(batches=((VirtualDeviceChange(serial=seen.serial),),), why=why)


def _unassigned(devices: tuple[VirtualMfaDevice, ...]) -> frozenset[str]:
    return frozenset(device.serial for device in devices if device.user_arn is None)
