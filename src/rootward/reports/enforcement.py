"""Whom binding users to MFA would cut off today, for people at a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rootward.model.enforcement import CutOff, Enforcement, Kind, Way
from rootward.reports.evidence import told
from rootward.reports.plan.words import several
from rootward.reports.sheet import Sheet

_NAMES = 30
_REASONS = 12
"""So many are shown."""

_KINDS: dict[Kind, str] = {
    "device": "without an MFA device",
    "bound": "without a device, and bound already or allowed nothing",
    "programs": "with programs at work in their name",
    "unknown": "of whom it is not known",
}

_WAYS: dict[Way, str] = {
    "open": "may register one: rootward mfa enroll, or console → account menu → Security credentials",
    "unsure": "may perhaps register one (a condition decides, or a policy was not read): let them try",
    "given": "may not register one: this plan lets them; then rootward mfa enroll, or the console",
    "shut": "cannot register one (the plan says why): register one for them, rootward mfa enroll --user NAME",
}


def render(enforcement: Enforcement, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Plain text, or with ANSI colours."""
    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.heading("Whom MFA would cut off today")
    for kind, words in _KINDS.items():
        of_kind = [one for one in enforcement.cut_off if one.kind == kind]
        if of_kind:
            _of_kind(sheet, of_kind, words)
    if not enforcement.cut_off:
        sheet.add("Nobody.")
    sheet.add(_closing(enforcement))
    sheet.blank()
    return sheet.text()


def _of_kind(sheet: Sheet, found: Sequence[CutOff], words: str) -> None:
    sheet.add(f"{several(len({one.user for one in found}), 'user')} {words}:", style="heading")
    for way, what in _WAYS.items():
        if names := [one.user for one in found if one.way == way]:
            sheet.add(f"{_listed(names)}: {what}", lead="  • ")
    reasons = [told(one.why) for one in found if one.way is None]
    for reason in reasons[:_REASONS]:
        sheet.add(reason, lead="  • ")
    if more := len(reasons[_REASONS:]):
        sheet.add(f"and {more:,} more: the plan names all", lead="  • ")


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES:,} more" if len(names) > _NAMES else ""
    return ", ".join(map(told, names[:_NAMES])) + more


def _closing(enforcement: Enforcement) -> str:
    if not enforcement.bound and not enforcement.left:
        return "Everybody with a console password who can be judged is bound already."
    bound, left = enforcement.bound, enforcement.left
    by_plan = f"{several(bound, 'user')} {_are(bound)} bound by this plan"
    rest = f"; {several(left, 'user')} {_are(left)} left as they are" if left else ""
    return f"None of them is bound. {by_plan}{rest}." if enforcement.cut_off else f"{by_plan}{rest}."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
