"""Whether one principal may do something, for people at a terminal: the verdict, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from rootward.model.access import Can, Grounds
from rootward.reports.access import words
from rootward.reports.access.json import statement_text
from rootward.reports.evidence import minute, told
from rootward.reports.sheet import Sheet

_STYLES = {"allow": "heading", "deny": "high", "depends": "medium"}


def render(answer: Can, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Plain text, or with ANSI colours."""
    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.add(f"{words.account(answer.account)}, taken {minute(answer.taken_at)}", lead="Account ", label="plain")
    sheet.blank()
    verb = {"allow": "may do", "deny": "may not do", "depends": "may or may not do"}[answer.verdict]
    said = f"{answer.kind} {told(answer.name)} {verb} {words.asked(answer.question, answer.about)}"
    style = _STYLES[answer.verdict]
    sheet.add(f"{said}: {_because(answer)}.", lead=f"{answer.verdict.upper()}  ", style="heading", label=style)
    if told_of := words.given(answer.question):
        sheet.add(told_of, lead="where  ", style="label")
    if answer.before_scps:
        sheet.add(words.BEFORE_SCPS, style="medium")
    _statements(sheet, "Denied by", (one for one in answer.denied_by if one.applies == "yes"))
    _statements(
        sheet,
        "Would allow it" if answer.verdict == "deny" else "Allowed by",
        (one for one in answer.allowed_by if one.applies == "yes"),
    )
    _statements(sheet, "Allowed under circumstances by", (one for one in answer.allowed_by if one.applies != "yes"))
    _statements(sheet, "Denied under circumstances by", (one for one in answer.denied_by if one.applies != "yes"))
    _not_read(sheet, answer)
    _elsewhere(sheet, answer)
    return sheet.text()


def _because(answer: Can) -> str:
    if answer.verdict == "allow":
        return words.statement(answer.allowed_by[0]) if answer.allowed_by else "nothing denies it"
    if answer.explicit:
        sure = [one for one in answer.denied_by if one.applies == "yes"]
        return f"denied by {words.statement(sure[0])}" if sure else "denied"
    if answer.verdict == "deny":
        return _not_allowed(answer)
    under = words.circumstances(answer.depends_on, with_mfa=answer.with_mfa)
    if answer.with_mfa:
        return f"allowed {under}, denied without it"
    if answer.before_scps:
        return "all that was read allows it"
    missing = f"on {len(answer.unread)} policies that were not read" if len(answer.unread) > 1 else ""
    if len(answer.unread) == 1:
        missing = f"on {words.unread_name(answer.unread[0])}, not read"
    return "it depends " + " and ".join(part for part in (under.removeprefix("depending "), missing) if part)


def _not_allowed(answer: Can) -> str:
    layer = answer.layer
    if layer == "identity":
        count = len(answer.held)
        if not count:
            return "it holds no policy"
        return "none of its policies allows it" if count > 1 else f"{words.held(answer.held[0])} does not allow it"
    if layer == "resource":
        return f"the trust policy of {words.policy_name(answer.question.resource)} does not let it in"
    name = f" {words.policy_name(answer.boundary)}" if answer.boundary and layer == "boundary" else ""
    return f"its {words.LAYERS[layer]}{name} does not allow it"


def _statements(sheet: Sheet, heading: str, found: Iterable[Grounds]) -> None:
    """Each by name; the first of each layer whole."""
    listed = tuple(found)
    if listed:
        sheet.heading(heading)
    for number, one in enumerate(listed):
        under = words.circumstances(one.depends_on, with_mfa=False)
        sheet.add(f"{words.statement(one)}{f': {under}' if under else ''}", lead="  • ")
        if all(each.layer != one.layer for each in listed[:number]):
            sheet.whole(statement_text(one.statement), indent=4)


def _not_read(sheet: Sheet, answer: Can) -> None:
    if answer.unread:
        sheet.heading("Not read")
        for one in answer.unread:
            sheet.add(words.unread(one), lead="  • ")


def _elsewhere(sheet: Sheet, answer: Can) -> None:
    if answer.on_some_resources:
        sheet.heading("On some resources")
        for way in answer.on_some_resources:
            sheet.add(words.way(way), lead="  • ")
    if answer.by_assuming:
        sheet.heading("Not by itself, but by a role" if answer.verdict == "deny" else "Or by a role")
        for way in answer.by_assuming:
            sheet.add(f"{'yes' if way.answer == 'yes' else 'perhaps'}, {words.way(way)}", lead="  • ")
