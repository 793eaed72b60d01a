"""Keys on a machine for people at a terminal: root's first, then who can read them, then the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from rootward.model.key_place import FoundKey, KeyPlace, KeysFound, PlaceKind, ProofState
from rootward.reports.evidence import told
from rootward.reports.names import safe
from rootward.reports.sheet import Sheet

_KINDS: dict[PlaceKind, str] = {
    "aws-credentials": "credentials file",
    "aws-config": "config file",
    "aws-cache": "cache of AWS CLI",
    "environment": "environment",
    "env-file": "variables file",
    "shell-startup": "shell startup",
    "shell-history": "shell history",
    "downloaded": "downloaded",
    "terraform": "Terraform",
    "terraform-state": "Terraform state",
    "docker": "Docker",
    "kubernetes": "Kubernetes",
    "ci": "CI",
    "boto": "boto",
    "s3-tool": "S3 tool",
    "named": "file",
}
_WIDEST = max(map(len, _KINDS.values()))

_STATES: dict[ProofState, str] = {
    "alive": "works",
    "refused": "AWS refuses it: deleted, inactive, seconds old, or of another partition",
    "wrong_secret": "the secret beside it is another key's",
    "expired": "expired",
    "not_asked": "not asked",
    "unknown": "unknown",
}

_ROOT = (
    "Whoever has this key owns the account, and no policy can take anything from it. Delete it, in a session of root's "
    "own: rootward explain root-access-key-present says how."
)
_OPEN = "Others who use this machine can read what stands in files marked so. Take that from them: --fix-permissions."
_ALONE = "No secret stands beside them, so nobody can sign with what lies here: they are names, as in logs."
_MOST_ALONE = 20


def render(found: KeysFound, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Plain text, or with ANSI colours. No line holds a secret."""
    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.add(", ".join(map(safe, found.looked_in)), lead="Looked in ", label="plain")
    if not found.keys:
        sheet.blank()
        sheet.add("No access keys were found." if not found.unread else "No access keys were found in what was read.")
    for name, keys in (
        ("Root's", [key for key in found.keys if key.is_root]),
        ("Long-lived", [key for key in found.keys if not key.is_root and not key.temporary]),
        ("Temporary", [key for key in found.keys if not key.is_root and key.temporary]),
    ):
        if keys:
            sheet.heading(f"{name}: {_several(len(keys), 'key')}")
            if name == "Root's":
                sheet.add(_ROOT, lead="  ", style="critical")
            for key in keys:
                _key(sheet, key)
    if any(place.readable_by == "others" and place.secret for key in found.keys for place in key.places):
        sheet.blank()
        sheet.add(_OPEN, style="high")
    if found.ids_alone:
        sheet.heading(f"Ids alone: {len(found.ids_alone):,}")
        sheet.add(_ALONE, lead="  ", style="label")
        _alone(sheet, found.ids_alone)
    return sheet.text()


def summary(found: KeysFound) -> str:
    """`3 keys in 5 places, 1 of them root's; 2 places can be read by others`."""
    places = [place for key in found.keys for place in key.places]
    roots = sum(key.is_root for key in found.keys)
    others = sum(place.readable_by == "others" and place.secret for place in places)
    of_root = f", {roots:,} of them root's" if roots else ""
    parts = [f"{_several(len(found.keys), 'key')} in {_several(len(places), 'place')}{of_root}"]
    if others:
        parts.append(f"{_several(others, 'place')} can be read by others")
    return "; ".join(parts)


def _key(sheet: Sheet, key: FoundKey) -> None:
    account = f"account {key.account}" if key.account else "its id tells no account"
    sheet.add(account, lead=f"  {key.key_id}  ", label="heading")
    if key.proof is not None:
        sheet.add("; ".join(_proof(key)), lead="    ", style="critical" if key.is_root else "plain")
    for place in key.places:
        lead = f"    {_KINDS[place.kind]:<{_WIDEST}}  "
        _line(sheet, place, lead, "" if place.secret else "id alone")


def _line(sheet: Sheet, place: KeyPlace, lead: str, remark: str = "") -> None:
    """The path whole, for it is to be copied: on a line of its own where there is no room for it."""
    where = safe(place.path) if place.line is None else f"{safe(place.path)}:{place.line}"
    remarks = ", ".join(filter(None, (f"[{told(place.profile)}]" if place.profile else "", remark, *_readers(place))))
    style = "high" if place.readable_by == "others" and place.secret else "plain"
    text = f"{where}, {remarks}" if remarks else where
    if cell_len(lead) + cell_len(text) <= sheet.width:
        sheet.add(text, lead=lead, style=style)
        return
    sheet.add(remarks, lead=lead, style=style)
    sheet.whole(where, indent=6)


def _proof(key: FoundKey) -> Iterator[str]:
    proof = key.proof
    if proof is None:
        return
    yield f"{'ROOT, ' if proof.root else ''}{_STATES[proof.state]}{': ' + told(proof.arn) if proof.arn else ''}"
    if proof.account is not None and key.account not in {None, proof.account}:
        yield f"AWS says account {proof.account}, its id {key.account}: AWS is right"
    if proof.state in {"unknown", "not_asked"}:
        yield told(proof.detail)


def _readers(place: KeyPlace) -> Iterator[str]:
    if place.mode_was is not None:
        yield f"was {place.mode_was}, is now {place.mode}: its owner's alone"
    elif place.readable_by == "others":
        yield f"others can read it ({place.mode})"


def _alone(sheet: Sheet, keys: Sequence[FoundKey]) -> None:
    for key in keys[:_MOST_ALONE]:
        first, *more = key.places
        _line(sheet, first, f"  {key.key_id}  ", f"and {_several(len(more), 'place')} more" if more else "")
    if len(keys) > _MOST_ALONE:
        sheet.add(f"and {len(keys) - _MOST_ALONE:,} more: --format json has all", lead="  ")


def _several(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
