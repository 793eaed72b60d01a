"""Who is an administrator, for people at a terminal; then who could become one, and how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rootward.model.access import Administrator, Administrators, Outsider, Permission, Step, WouldBe
from rootward.reports.access import principals, words
from rootward.reports.evidence import minute, told
from rootward.reports.sheet import Sheet


def render(answer: Administrators, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Plain text, or with ANSI colours."""
    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.add(f"{words.account(answer.account)}, taken {minute(answer.taken_at)}", lead="Account ", label="plain")
    if answer.before_scps:
        sheet.blank()
        sheet.add(words.BEFORE_SCPS, style="medium")
    sure = [one for one in answer.administrators if one.way.answer == "yes"]
    rest = [one for one in answer.administrators if one.way.answer != "yes"]
    _section(sheet, "Administrators", sure)
    _section(sheet, "Administrators under circumstances", [one for one in rest if not one.way.unread])
    _section(sheet, "Not known: policies were not read", [one for one in rest if one.way.unread])
    _outsiders(sheet, answer.outsiders)
    _paths(sheet, "Could become an administrator", answer.would_be)
    _paths(sheet, "Possible: it rests on what was not read", answer.possible)
    sheet.blank()
    if not answer.administrators:
        sheet.add("No user and no role is an administrator.")
    sheet.add(words.ROOT, style="label")
    return sheet.text()


def _section(sheet: Sheet, heading: str, listed: Iterable[Administrator]) -> None:
    lines = [principals.Line(one.kind, one.name, _said(one), bool(one.way.through)) for one in listed]
    principals.add_principals(sheet, heading, lines)


def _said(one: Administrator) -> str:
    under = words.circumstances(one.way.depends_on, with_mfa=one.way.with_mfa)
    power = "everything" if one.power == "everything" else "control of IAM"
    by = words.listing(words.held(each, whose=False) for each in one.policies) or "its policies between them"
    if one.way.unread:
        by = f"not read: {words.listing(words.unread(each) for each in one.way.unread)}"
    how = ", ".join(part for part in (words.roles(one.way), under) if part)
    return f"{power}{f', {how}' if how else ''}: {by}"


def _outsiders(sheet: Sheet, listed: tuple[Outsider, ...]) -> None:
    if listed:
        sheet.heading("From outside the account")
    for one in listed:
        under = words.circumstances(one.depends_on, with_mfa=False)
        perhaps = f", {under}" if under else "" if one.answer == "yes" else ", perhaps: policies were not read"
        sheet.add(f"{_who(one.who)} may assume {words.policy_name(one.role)}{perhaps}", lead="  • ")


def _who(outsider: str) -> str:
    if outsider == "*":
        return "anybody in any AWS account"
    return told(outsider) if outsider.startswith("arn:") else f"account {told(outsider)}"


def _paths(sheet: Sheet, heading: str, listed: Iterable[WouldBe]) -> None:
    """Each path once, under all who can go it."""
    together: dict[tuple[tuple[str, str], ...], list[WouldBe]] = {}
    for one in listed:
        together.setdefault(tuple(_lines(one)), []).append(one)
    for number, group in enumerate(together.values()):
        sheet.heading(heading) if number == 0 else sheet.blank()
        for kind in dict.fromkeys(one.kind for one in group):
            names = [one.name for one in group if one.kind == kind]
            principals.add_names(sheet, kind, names, indent=2, style="heading")
        for place, (lead, said) in enumerate(_lines(group[0])):
            sheet.add(said, lead=lead)
            if place < len(group[0].steps):
                for line in _permissions([one.steps[place] for one in group]):
                    sheet.add(line, lead=" " * len(lead), style="label")


def _lines(one: WouldBe) -> Iterator[tuple[str, str]]:
    """What stands before a line, and the line: the steps, then what they depend on."""
    for place, step in enumerate(one.steps, start=1):
        actor = "" if step.principal == one.principal else f"{words.policy_name(step.principal)}: "
        yield f"    {place}. ", f"{actor}{told(step.why)} {_what(step)}({step.path})"
    if under := words.circumstances(one.depends_on, with_mfa=False):
        yield "    ", under
    for reason in one.reasons:
        yield "    possible: ", told(reason)
    for each in one.unread:
        yield "    not read: ", words.unread(each)


def _permissions(alike: list[Step]) -> Iterator[str]:
    """The permissions of a step; of one that several take by policies that differ, the actions alone."""
    first = dict.fromkeys(_permission(one) for one in alike[0].permissions)
    if all(dict.fromkeys(_permission(one) for one in step.permissions) == first for step in alike):
        yield from first
    else:
        yield f"{words.listing(dict.fromkeys(one.action for one in alike[0].permissions))} by policies that differ"


def _what(step: Step) -> str:
    """`→ lambda-orders `, or what is changed or passed on the way."""
    reached = words.policy_name(step.target) if step.target != step.principal else ""
    said = [one for one in (reached, words.policy_name(step.policy or ""), words.policy_name(step.helper or "")) if one]
    if step.group:
        said.append(f"group {told(step.group)}")
    return f"→ {', '.join(said)} " if said else ""


def _permission(one: Permission) -> str:
    """`iam:PassRole by deploy, statement 2`."""
    if one.policy is None:
        return f"{one.action} on {told(one.resource)}"
    number = f", statement {one.number}" if one.number else ""
    group = f", through group {told(one.group)}" if one.group else ""
    return f"{one.action} by {words.policy_name(one.policy)}{number}{group}"
