"""Access keys of an account for people at a terminal: root's, then administrators', then the others."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from rootward.model.key_list import KeyList, Leaked, ListedKey
from rootward.reports.access.words import account
from rootward.reports.evidence import minute, told
from rootward.reports.names import safe
from rootward.reports.sheet import Sheet

_WIDEST = 24
"""Longer names stand on a line of their own."""
_ID = 20
"""An access key's id has so many characters."""
_NO_ID = "(id not shown)"

_ROOT = (
    "No policy can take anything from whoever has this key. Delete it, as root: rootward explain "
    "root-access-key-present says how."
)
_ADMINISTRATORS = "Whoever has one of these controls the account: rootward explain access-key-of-admin."
_ROOT_HIDDEN = "AWS shows root's keys to root alone; sign in as root, without a key, to see their ids."

_LEAKED: dict[Leaked, tuple[str, str]] = {
    "leaked": ("leaked, with its secret: rootward keys revoke {}", "critical"),
    "id_found": ("a scan found its id, without its secret", "label"),
}

_OFF = ("leaked; switched off: delete it when all is over (rootward keys delete {})", "high")
_SWITCHED_OFF = {"Inactive", "Expired"}

_REPORTED = (
    "From the credential report of these facts: it shows active keys alone, without their ids. AWS itself shows all: "
    "leave --from out."
)


def render(listing: KeyList, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Plain text, or with ANSI colours. Each key has one line, and one more where there is more to say of it."""
    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.add(f"{account(listing.account)}, taken {minute(listing.taken_at)}", lead="Account ", label="plain")
    if not listing.keys:
        sheet.blank()
        sheet.add(_nothing(listing))
    active = [key for key in listing.keys if not key.root and key.status == "Active"]
    for name, keys in (
        ("Root's", [key for key in listing.keys if key.root]),
        ("Administrators'", [key for key in active if key.administrator]),
        ("Active", [key for key in active if not key.administrator]),
        ("Switched off", [key for key in listing.keys if not key.root and key.status != "Active"]),
    ):
        if keys:
            sheet.heading(f"{name}: {_several(len(keys), 'key')}")
            if keys[0].root:
                sheet.add(_ROOT, lead="  ", style="critical")
                if any(key.key_id is None for key in keys):
                    sheet.add(_ROOT_HIDDEN, lead="  ", style="label")
            elif keys[0] in active and keys[0].administrator:
                sheet.add(_ADMINISTRATORS, lead="  ", style="high")
            _table(sheet, keys)
    if any(key.key_id is None and not key.root for key in listing.keys):
        sheet.blank()
        sheet.add(_REPORTED, style="label")
    if listing.keys:
        sheet.blank()
        sheet.add(_told_of_leaks(listing), style="label")
    return sheet.text()


def summary(listing: KeyList) -> str:
    """`14 keys of 9 owners: 11 active, 3 switched off; 1 leaked`, or `leaked or not: not scanned`."""
    active = sum(key.status == "Active" for key in listing.keys)
    off = sum(key.status in {"Inactive", "Expired"} for key in listing.keys)
    unclear = len(listing.keys) - active - off
    counts = ((active, "active"), (off, "switched off"), (unclear, "in a state that is not shown"))
    parts = ", ".join(f"{number:,} {words}" for number, words in counts if number)
    owners = len({key.user for key in listing.keys})
    of_whom = f" of {_several(owners, 'owner')}: {parts}" if listing.keys else ""
    return f"{_several(len(listing.keys), 'key')}{of_whom}; {_leaked(listing)}"


def _leaked(listing: KeyList) -> str:
    several = [key.leaked for key in listing.keys]
    if number := several.count("leaked"):
        return f"{number:,} leaked"
    if "not_found" in several or "id_found" in several:
        return "leaked: none that a joined scan found"
    return "leaked or not: not known" if "unknown" in several else "leaked or not: not scanned"


def _told_of_leaks(listing: KeyList) -> str:
    several = {key.leaked for key in listing.keys}
    if several == {"not_scanned"}:
        return "Leaked or not: nobody has looked for them. rootward scan --join looks."
    hidden = any(key.leaked == "unknown" and key.key_id is None for key in listing.keys)
    if several == {"unknown"}:
        return f"Leaked or not: {'keys without an id' if hidden else 'what scans found'} cannot be told about."
    others = "of the others " if several & {"leaked", "id_found"} else ""
    found = f"Leaked or not: {others}the scans joined with this account found none where they looked."
    return f"{found} Of keys without an id nobody can tell." if hidden else found


def _nothing(listing: KeyList) -> str:
    whose = f"{told(listing.user)} has no access key" if listing.user else "There are no access keys"
    older = f" older than {listing.older_than_days:,} days" if listing.older_than_days is not None else ""
    return f"{whose}{older}{' among what was read' if listing.unread else ''}."


def _table(sheet: Sheet, keys: Sequence[ListedKey]) -> None:
    names = [told(key.user) for key in keys]
    widest = max((cell_len(name) for name in names if cell_len(name) <= _WIDEST), default=0)
    ages = [_age(key) for key in keys]
    oldest = max(map(len, ages))
    for key, name, age in zip(keys, names, ages, strict=True):
        lead = f"  {name}{' ' * (widest - cell_len(name))}"
        if cell_len(name) > widest:
            sheet.add(name, lead="  ", style="heading")
            lead = " " * (2 + widest)
        shown = f"{lead}  {safe(key.key_id) if key.key_id else _NO_ID:<{_ID}}  {age:>{oldest}}  "
        sheet.add(_use(key), lead=shown, label="plain")
        if key.leaked in _LEAKED:
            words, style = _OFF if key.leaked == "leaked" and key.status in _SWITCHED_OFF else _LEAKED[key.leaked]
            sheet.add(words.format(safe(key.key_id or "")), lead=" " * (4 + widest), style=style)
        if key.places:
            sheet.add(f"on this machine: {', '.join(map(told, key.places))}", lead=" " * (4 + widest), style="label")


def _age(key: ListedKey) -> str:
    return "?" if key.age_days is None else f"{key.age_days:,} d"


def _use(key: ListedKey) -> str:
    use = key.last_use
    if use is None:
        return "last use not known"
    if use.at is None:
        return "never used"
    where = " ".join(told(word) for word in (use.service, use.region) if word)
    return f"used {use.at:%Y-%m-%d}{' ' + where if where else ''}"


def _several(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
