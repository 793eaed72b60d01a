"""What plans on this machine saw earlier, and what this one sees, kept for those to come."""

from __future__ import annotations

from pathlib import Path

from rootward.errors import JournalError
from rootward.model.account import Account
from rootward.model.journal import SeenDevice
from rootward.model.unknown import Unknown
from rootward.workflows.source import Progress


def seen_unassigned(account: Account, folder: Path | None, progress: Progress) -> tuple[SeenDevice, ...]:
    """The devices that are unassigned and were so when earlier plans looked; this sighting is written down.

    Where the devices were not read nothing is learned, and nothing forgotten. Notes that cannot be read or written are
    told, and left as they are: the plan then knows of none, and deletes none.
    """
    from rootward.local.sightings import note_unassigned, unassigned_devices

    devices = account.virtual_mfa_devices
    if isinstance(devices, Unknown):
        return ()
    now = {device.serial for device in devices if device.user_arn is None}
    try:
        before = unassigned_devices(account.id, account.endpoint, account.taken_at, folder)
    except JournalError as error:
        progress(f"which MFA devices belonged to nobody before is not known: {error}; {error.advice}")
        return ()
    try:
        note_unassigned(account.id, account.endpoint, now, account.taken_at, folder)
    except JournalError as error:
        progress(f"which MFA devices belong to nobody was not noted for later plans: {error}")
    return tuple(one for one in before if one.serial in now)
