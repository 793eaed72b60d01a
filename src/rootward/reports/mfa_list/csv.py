"""MFA devices as CSV: a row for each device, and one for whoever has none."""

from __future__ import annotations

from collections.abc import Iterator

from rootward.model.device_list import DeviceList, HeldDevice, Holder
from rootward.reports.csv_table import flag, table
from rootward.reports.evidence import second, told

COLUMNS = (
    "account",
    "taken_at",
    "user",
    "arn",
    "kind",
    "serial",
    "since",
    "enough",
    "remarks",
    "why",
    "unseen",
    "password",
    "active_keys",
    "administrator",
)


def render(listing: DeviceList, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """A header line, then root, users, and the virtual devices that nobody has, whose user is empty.

    Every cell is quoted; one that could be a formula begins with `'`. What is not known is empty. The options change
    nothing.
    """
    del width, color, unicode
    return table(COLUMNS, _rows(listing))


def _rows(listing: DeviceList) -> Iterator[tuple[str, ...]]:
    head = (listing.account.id, second(listing.taken_at))
    for holder in (*(() if listing.root is None else (listing.root,)), *listing.users):
        for device in holder.devices or (None,):
            yield (*head, *_row(holder, device))
    for serial in listing.unassigned:
        yield (*head, "", "", "virtual", serial, *("" for _ in COLUMNS[6:]))


def _row(holder: Holder, device: HeldDevice | None) -> tuple[str, ...]:
    since = None if device is None else device.since
    return (
        holder.user,
        holder.arn or "",
        "" if device is None else device.kind,
        "" if device is None else device.serial,
        "" if since is None else second(since),
        holder.enough,
        "; ".join(holder.remarks),
        told(holder.why),
        holder.unseen,
        flag(holder.password),
        "" if holder.active_keys is None else str(holder.active_keys),
        flag(holder.administrator),
    )
