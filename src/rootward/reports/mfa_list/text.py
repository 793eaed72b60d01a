"""MFA devices for people at a terminal: root, then who has not enough, then everybody else, the worst first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import msgspec
from rich.cells import cell_len

from rootward.model.device_list import DeviceList, Enough, HeldDevice, Holder
from rootward.reports.access.words import account
from rootward.reports.evidence import minute, told
from rootward.reports.sheet import Sheet

_WIDEST = 24
"""Longer names stand on a line of their own."""
_MOST, _SHOWN = 50, 20
"""Of more names than the first, so many are shown."""
_KIND = len("hardware")
_DAY = len("2026-01-31")

_ENOUGH = {"yes": "enough", "no": "not enough", "not_needed": "needs none", "unknown": "unknown"}
_COUNTED: dict[Enough, str] = {"no": "not enough", "unknown": "unknown", "yes": "enough", "not_needed": "need none"}
_STYLES = {"yes": "plain", "no": "high", "not_needed": "plain", "unknown": "medium"}

_PHISHABLE = (
    "A virtual device's code can be typed into a page that looks like AWS's. A passkey answers to AWS alone: register "
    "one, then remove the virtual device."
)
_SINGLE = (
    "Whoever loses it is locked out. Up to eight may be registered: a second one, kept elsewhere, is the way back."
)
_MISSING = (
    "A console password alone: phished or reused, it is somebody else's. Each registers a device, in the console "
    "or by rootward mfa enroll."
)
_ONE_MISSING = (
    "A console password alone: phished or reused, it is somebody else's. Only its owner can register a device, in the "
    "console or by rootward mfa enroll."
)
_ROOT_MISSING = "Only root can register one, in the console: rootward explain root-mfa-missing says where."
_UNSEEN = "not listed"

_LEFT_OVER = "Left over from registrations, or of one that is under way: rootward explain mfa-device-unassigned."
_ASKED = "AWS lists them with --user NAME or --deep; a file has them by collect --deep."

_PASSKEY_ID = re.compile(r"-[A-Z0-9]{20,}$")
"""What AWS puts behind the name that somebody gave to a passkey."""


class _Section(msgspec.Struct, frozen=True):
    """Users of whom the same is to be said."""

    name: str
    whom: str
    says: str
    takes: Callable[[Holder], bool]
    add: Callable[[Sheet, Sequence[Holder]], None]


def render(listing: DeviceList, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Plain text, or with ANSI colours."""
    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.add(f"{account(listing.account)}, taken {minute(listing.taken_at)}", lead="Account ", label="plain")
    roots = () if listing.root is None else (listing.root,)
    if listing.user is not None:
        for one in (*roots, *listing.users):
            sheet.heading("Root" if one.root else f"User {told(one.user)}")
            _alone(sheet, one)
        return sheet.text()
    for root in roots:
        sheet.heading("Root")
        _alone(sheet, root, whole=False)
    _everybody(sheet, listing.users)
    if listing.unassigned:
        sheet.heading(f"Nobody's: {_several(len(listing.unassigned), 'virtual device')}")
        sheet.add(_LEFT_OVER, lead="  ", style="label")
        sheet.add(_names([_short(_nobodys(serial)) for serial in listing.unassigned]), lead="  ")
    return sheet.text()


def _everybody(sheet: Sheet, users: Sequence[Holder]) -> None:
    if not users:
        sheet.blank()
        sheet.add("There are no IAM users.")
    left = list(users)
    for section in _SECTIONS:
        taken = [one for one in left if section.takes(one)]
        left = [one for one in left if not section.takes(one)]
        if taken:
            sheet.heading(f"{section.name}: {_several(len(taken), section.whom)}")
            if section.says:
                sheet.add(section.says, lead="  ", style="label")
            section.add(sheet, taken)


def _alone(sheet: Sheet, one: Holder, *, whole: bool = True) -> None:
    """All that is known of one. `whole`: device ARNs in full, to be copied."""
    sheet.add(told(one.why), lead=f"  {_ENOUGH[one.enough]:<12}", label=_STYLES[one.enough])
    for device in one.devices:
        lead = f"  {_kind_and_day(device, since='since ')}"
        serial = told(device.serial) if whole else _short(device)
        if not whole or cell_len(lead) + cell_len(serial) <= sheet.width:
            sheet.add(serial, lead=lead, label="plain")
        else:
            sheet.add(lead)
            sheet.whole(serial, indent=4)
    if one.unseen == "some":
        sheet.add(_not_told(one), lead="  ")
    elif one.unseen == "perhaps" and one.enough == "yes":
        sheet.add(_beside(one), lead="  ", style="label")
    for advice in _advice(one):
        sheet.add(advice, lead="  ", style="medium")


def _advice(one: Holder) -> Iterator[str]:
    whose = "An administrator. " if one.administrator and not one.root else ""
    if one.enough == "no":
        yield _ROOT_MISSING if one.root else f"{whose}{_ONE_MISSING}"
    if "phishable" in one.remarks:
        yield f"{whose}{_PHISHABLE}"
    if "single" in one.remarks:
        yield f"The only device. {_SINGLE}"


def _not_told(one: Holder) -> str:
    return "Which it is, AWS shows to root alone." if one.root else "Which it is was not listed."


def _beside(one: Holder) -> str:
    if one.root:
        return "Devices of other kinds beside it AWS shows to root alone."
    return "Devices of other kinds beside it were not listed."


def _table(sheet: Sheet, users: Sequence[Holder]) -> None:
    """A line for each device: whose, of what kind, since when, which."""
    names = [told(one.user) for one in users]
    widest = max((cell_len(name) for name in names if cell_len(name) <= _WIDEST), default=0)
    for one, name in zip(users, names, strict=True):
        lead = f"  {name}{' ' * (widest - cell_len(name))}"
        if cell_len(name) > widest:
            sheet.add(name, lead="  ", style="heading")
            lead = " " * (2 + widest)
        for device in one.devices:
            only = " (the only one)" if "single" in one.remarks and "phishable" in one.remarks else ""
            sheet.add(f"{_short(device)}{only}", lead=f"{lead}  {_kind_and_day(device)}", label="plain")
            lead = " " * (2 + widest)
        if not one.devices:
            sheet.add(_UNSEEN, lead=f"{lead}  {'?':<{_KIND}}  {'':<{_DAY}}  ", label="plain")


def _with_unseen(sheet: Sheet, users: Sequence[Holder]) -> None:
    _table(sheet, users)
    if perhaps := sum(one.unseen != "none" for one in users):
        whose = "" if perhaps == len(users) else f" of {_several(perhaps, 'user')}"
        more = f"Not listed{whose}: devices of other kinds. {_ASKED}"
        sheet.add(more, lead="  ", style="label")


def _missing(sheet: Sheet, users: Sequence[Holder]) -> None:
    """Administrators apart."""
    for what, some in (
        ("administrator", [one for one in users if one.administrator]),
        ("user", [one for one in users if not one.administrator]),
    ):
        if some:
            lead = f"  {_several(len(some), what)}  " if len(some) > 1 else f"  {what}  "
            sheet.add(_names([told(one.user) for one in some]), lead=lead, style="high")


def _by_why(sheet: Sheet, users: Sequence[Holder]) -> None:
    """Those of whom the same is said together."""
    for why in dict.fromkeys(one.why for one in users):
        alike = [told(one.user) for one in users if one.why == why]
        sheet.add(f"{told(why)}:" if len(alike) == 1 else f"{told(why)} ({len(alike):,}):", lead="  ")
        sheet.add(_names(alike), lead="    ")


def _names(names: Sequence[str]) -> str:
    shown = names if len(names) <= _MOST else names[:_SHOWN]
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f", and {rest:,} more: --format json has all" if rest else "")


def _kind_and_day(device: HeldDevice, *, since: str = "") -> str:
    """`virtual   2025-04-06  `."""
    day = "" if device.since is None else f"{since}{device.since:%Y-%m-%d}"
    kind = "?" if device.kind == "other" else device.kind
    return f"{kind:<{_KIND}}  {day:<{len(since) + _DAY}}  "


def _short(device: HeldDevice) -> str:
    """The name that somebody gave to the device; of a hardware token its number."""
    if device.kind in {"hardware", "other"}:
        return told(device.serial)
    resource = device.serial.split(":", 5)[-1].partition("/")[2]
    if device.kind == "passkey":
        return told(_PASSKEY_ID.sub("", resource.rpartition("/")[2]))
    return told(resource)


def _several(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _nobodys(serial: str) -> HeldDevice:
    return HeldDevice(serial=serial, kind="virtual", since=None)


def _is(enough: str, remark: str = "") -> Callable[[Holder], bool]:
    return lambda one: one.enough == enough and (not remark or remark in one.remarks)


_SECTIONS = (
    _Section("Not enough", "user", _MISSING, _is("no"), _missing),
    _Section("Not known", "user", "", _is("unknown"), _by_why),
    _Section("Can be phished", "administrator", _PHISHABLE, _is("yes", "phishable"), _with_unseen),
    _Section("One device alone", "user", _SINGLE, _is("yes", "single"), _table),
    _Section("Enough", "user", "", _is("yes"), _with_unseen),
    _Section("Need none", "user", "", _is("not_needed"), _by_why),
)
"""In this order; a user stands in the first that takes it."""


def summary(listing: DeviceList) -> str:
    """`root: not enough; 12 users: 4 not enough, 4 enough, 4 need none`; what is true of nobody is left out."""
    counts = Counter(one.enough for one in listing.users)
    parts = [f"{counts[enough]:,} {words}" for enough, words in _COUNTED.items() if counts[enough]]
    of_users = f"{_several(len(listing.users), 'user')}{': ' if parts else ''}{', '.join(parts)}"
    return of_users if listing.root is None else f"root: {_ENOUGH[listing.root.enough]}; {of_users}"
