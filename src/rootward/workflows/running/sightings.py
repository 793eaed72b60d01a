"""What plans on this machine saw earlier, and what this one sees, kept for those to come."""

from __future__ import annotations

from pathlib import Path

from rootward.errors import JournalError
from rootward.model.account import Account
from rootward.model.credential import RootCredentials
from rootward.model.journal import SeenDevice, SeenOffOfRoot
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


def seen_off_of_root(account: Account, folder: Path | None, progress: Progress) -> tuple[SeenOffOfRoot, ...]:
    """Root's keys and certificates that are off and were so when earlier plans looked; this sighting is written down.

    Where they were not read, as by anybody but root, nothing is learned, and nothing forgotten. Of notes that cannot be
    read or written the same holds as of devices.
    """
    from rootward.local.sightings import note_off_of_root, off_of_root

    own = account.root_credentials
    if not isinstance(own, RootCredentials):
        return ()
    now = own.ids_off
    try:
        before = off_of_root(account.id, account.endpoint, folder)
    except JournalError as error:
        progress(f"since when root's keys and certificates are off is not known: {error}; {error.advice}")
        return ()
    try:
        note_off_of_root(account.id, account.endpoint, now, account.taken_at, folder)
    except JournalError as error:
        progress(f"which of root's keys and certificates are off was not noted for later plans: {error}")
    return tuple(one for one in before if one.id in now)
