"""MFA devices as JSON, schema 1."""

from __future__ import annotations

import msgspec

from rootward.model.device_list import DeviceList, HeldDevice, Holder
from rootward.reports.evidence import told
from rootward.reports.json_text import escaped
from rootward.reports.names import without_surrogates


def render(listing: DeviceList, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """JSON, indented by two; names as `reports.json` writes them. `width` and `color` change nothing."""
    del width, color
    account = msgspec.structs.replace(listing.account, alias=_or_none(listing.account.alias))
    told_of = msgspec.structs.replace(
        listing,
        account=account,
        user=_or_none(listing.user),
        root=None if listing.root is None else _holder(listing.root),
        users=tuple(_holder(one) for one in listing.users),
        unassigned=tuple(without_surrogates(serial) for serial in listing.unassigned),
        unread=tuple(told(line) for line in listing.unread),
    )
    return escaped(msgspec.json.format(msgspec.json.encode(told_of), indent=2).decode() + "\n", unicode=unicode)


def _holder(one: Holder) -> Holder:
    return msgspec.structs.replace(
        one,
        user=without_surrogates(one.user),
        arn=_or_none(one.arn),
        devices=tuple(_device(device) for device in one.devices),
        why=told(one.why),
    )


def _device(one: HeldDevice) -> HeldDevice:
    return msgspec.structs.replace(one, serial=without_surrogates(one.serial))


def _or_none(text: str | None) -> str | None:
    return None if text is None else without_surrogates(text)
