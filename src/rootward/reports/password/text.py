"""What a password is worth, for people at a terminal: the verdict, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rootward.model.password import Attack, HeldTo, PasswordVerdict, Sighting, Strength
from rootward.reports.evidence import told
from rootward.reports.sheet import Sheet

_RULES: dict[HeldTo, str] = {
    "root": "AWS's rules for root's password",
    "policy": "the account's password policy",
    "default": "AWS's default rules: the account has no password policy",
    "baseline": "the password policy that the baseline asks for",
}

_ATTACKS: dict[Attack, str] = {
    "sign_in": "at the sign-in page, 100 tries an hour",
    "stolen_slow_hash": "from a stolen slow hash, 10,000 a second",
    "stolen_fast_hash": "from a stolen fast hash, 10 billion a second",
}

_LEADS = len("Not judged") + 2


def render(verdict: PasswordVerdict, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Plain text, or with ANSI colours."""
    sheet = Sheet(width, color=color, unicode=unicode)
    said, style, more = _headline(verdict)
    sheet.add(
        f"This password, held to {_RULES[verdict.held_to]}.{more}", lead=f"{said}  ", style="heading", label=style
    )
    sheet.blank()
    _add(sheet, "Rules", verdict.broken or ("it keeps all that were judged",), "high" if verdict.broken else "plain")
    _add(sheet, "Not judged", verdict.unjudged)
    _add(sheet, "Strength", _strength(verdict), "plain" if _is_strong(verdict) else "high")
    _add(sheet, "To guess", () if verdict.strength is None else _times(verdict.strength))
    _add(sheet, "Breaches", _breaches(verdict.sightings))
    _add(sheet, "Take care", verdict.cautions)
    return sheet.text()


def _headline(verdict: PasswordVerdict) -> tuple[str, str, str]:
    """The verdict, its style, and what is to be added: while a list was not looked into, nothing is said to hold."""
    if not verdict.holds:
        return "DOES NOT HOLD", "high", ""
    if any(one.state == "not_looked_up" for one in verdict.sightings):
        return "NOT LOOKED UP", "high", " Nothing else speaks against it; whether it was in a breach is not known."
    return "HOLDS", "heading", ""


def _add(sheet: Sheet, lead: str, lines: Iterable[str], style: str = "plain") -> None:
    for number, line in enumerate(lines):
        sheet.add(line, lead=(lead if number == 0 else "").ljust(_LEADS), style=style)


def _is_strong(verdict: PasswordVerdict) -> bool:
    return verdict.strength is not None and verdict.strength.score >= verdict.least_score


def _strength(verdict: PasswordVerdict) -> Iterator[str]:
    strength = verdict.strength
    if strength is None:
        yield "not judged: AWS takes no password of this length"
        return
    asked = "" if _is_strong(verdict) else f", and {verdict.least_score} is asked for"
    yield f"{strength.score} of 4{asked}"
    if strength.reason:
        yield told(strength.reason)
    yield from map(told, strength.advice)


def _times(strength: Strength) -> Iterator[str]:
    for one in strength.crack_times:
        yield f"{_ATTACKS[one.attack]}: {one.words}"


def _breaches(sightings: tuple[Sighting, ...]) -> Iterator[str]:
    if not sightings:
        yield "not looked into: --breached FILE looks into a list of yours, --online into one on the web"
    for one in sightings:
        match one.state:
            case "found":
                often = f", seen {one.times:,} {'time' if one.times == 1 else 'times'}" if one.times else ""
                yield f"FOUND in {told(one.name)}{often}: whoever guesses tries it first"
            case "not_found":
                yield f"not in {told(one.name)}"
            case "not_looked_up":
                yield f"NOT LOOKED UP in {told(one.name)}: {told(one.reason)}"
