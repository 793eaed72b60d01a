"""Whether one principal may do something, for people at a terminal: the verdict, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rootward.model.access import Can, Grounds, Way
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
    told_whole: list[Grounds] = []
    for heading, listed in _sections(answer):
        told_whole.extend(_statements(sheet, heading, listed))
    _not_read(sheet, answer)
    _elsewhere(sheet, answer, told_whole)
    return sheet.text()


def _sections(answer: Can) -> Iterator[tuple[str, tuple[Grounds, ...]]]:
    sure = tuple(one for one in answer.allowed_by if one.applies == "yes")
    yield "Denied by", tuple(one for one in answer.denied_by if one.applies == "yes")
    yield "Would allow it" if answer.verdict == "deny" else "Allowed by", sure
    yield "Allowed under circumstances by", tuple(one for one in answer.allowed_by if one.applies != "yes")
    yield "Denied under circumstances by", tuple(one for one in answer.denied_by if one.applies != "yes")


def _because(answer: Can) -> str:
    if answer.verdict == "allow":
        return words.statement(answer.allowed_by[0]) if answer.allowed_by else words.NO_POLICY
    if answer.explicit:
        sure = [one for one in answer.denied_by if one.applies == "yes"]
        return f"denied by {words.statement(sure[0])}" if sure else "denied"
    if answer.verdict == "deny":
        return "only on some resources" if answer.on_some_resources else _not_allowed(answer)
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


def _statements(sheet: Sheet, heading: str, listed: tuple[Grounds, ...]) -> Iterator[Grounds]:
    """Each by name; the first of each layer whole: these are given back."""
    if listed:
        sheet.heading(heading)
    for number, one in enumerate(listed):
        under = words.circumstances(one.depends_on, with_mfa=False)
        sheet.add(f"{words.statement(one)}{f': {under}' if under else ''}", lead="  • ")
        if all(each.layer != one.layer for each in listed[:number]):
            sheet.whole(statement_text(one.statement), indent=4)
            yield one


def _not_read(sheet: Sheet, answer: Can) -> None:
    if answer.unread:
        sheet.heading("Not read")
        for one in answer.unread:
            sheet.add(words.unread(one), lead="  • ")


def _elsewhere(sheet: Sheet, answer: Can, told_whole: list[Grounds]) -> None:
    """The ways, each with the statements that it names whole, unless they stand above."""
    if answer.on_some_resources:
        sheet.heading("On some resources")
        for way in answer.on_some_resources:
            _way(sheet, way, "", told_whole)
    if answer.by_assuming:
        sheet.heading("Not by itself, but by a role" if answer.verdict == "deny" else "Or by a role")
        for way in answer.by_assuming:
            _way(sheet, way, "yes, " if way.answer == "yes" else "perhaps, ", told_whole)
            _doors(sheet, (one for one in answer.let_in_by if one.policy in way.through), told_whole)


def _way(sheet: Sheet, way: Way, answer: str, told_whole: list[Grounds]) -> None:
    sheet.add(f"{answer}{words.way(way, whose=True)}", lead="  • ")
    for one in words.named_in(way):
        if not any(_is_same(one, other) for other in told_whole):
            sheet.whole(statement_text(one.statement), indent=4)
            told_whole.append(one)


def _doors(sheet: Sheet, listed: Iterable[Grounds], told_whole: list[Grounds]) -> None:
    for one in listed:
        sheet.add(f"let in by {words.statement(one)}", lead="    ")
        if not any(_is_same(one, other) for other in told_whole):
            sheet.whole(statement_text(one.statement), indent=4)
            told_whole.append(one)


def _is_same(one: Grounds, other: Grounds) -> bool:
    return (one.layer, one.policy, one.inline_of, one.number) == (
        other.layer,
        other.policy,
        other.inline_of,
        other.number,
    )
