"""Whether a virtual MFA device is there, and belongs to nobody."""

from __future__ import annotations

from rootward.aws.call import MARKER
from rootward.aws.looks.look import Look
from rootward.aws.readers.credentials import LIST_VIRTUAL_MFA_DEVICES
from rootward.aws.reading import Reading
from rootward.model.change import Other, VirtualDeviceChange


def read_device(reading: Reading, change: VirtualDeviceChange) -> bool | Other:
    """Whether it is there; Other where it belongs to somebody by now.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html
    """
    for device in reading.items(LIST_VIRTUAL_MFA_DEVICES, MARKER, "VirtualMFADevices"):
        if device["SerialNumber"] == change.serial:
            return Other() if device.get("User") else True
    return False


LOOK = Look(calls={"DeleteVirtualMFADevice": (LIST_VIRTUAL_MFA_DEVICES,)}, read=read_device)
