"""A plan for people at a terminal: each step with what is before and after it, what stays open, and the sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rootward.model.change import RISKS, Change, EventRuleChange, MembershipChange, Risk
from rootward.model.plan import GuidedStep, Plan, Step, Withheld
from rootward.reports.aws_cli import command_lines as aws_lines
from rootward.reports.evidence import minute, told
from rootward.reports.names import last_part, safe
from rootward.reports.next_step import command_lines, filled, is_command
from rootward.reports.plan import head
from rootward.reports.plan.alike import Shown, of_all, regions, together
from rootward.reports.plan.change import api_call, mark
from rootward.reports.plan.difference import difference
from rootward.reports.plan.subject import subject
from rootward.reports.plan.words import is_whole, several
from rootward.reports.sheet import Sheet

RISK_STYLES: dict[Risk, str] = {"safe": "plain", "disruptive": "medium", "irreversible": "critical"}

_ROOM = 20
"""So many columns a line of a document keeps, however deep it is nested."""

_MANY = 40
"""More steps than that nobody reads without knowing what they are for."""

_BY = {
    "guard": "By a guard of the check",
    "lockout": "By the lockout guard",
    "facts": "For want of facts",
}


def render_plan(
    plan: Plan,
    *,
    width: int = 80,
    color: bool = False,
    unicode: bool = True,
    show_cli: bool = False,
    is_account_asked: bool = False,
    hint: str = "",
) -> str:
    """The plan. `show_cli`: the AWS CLI's lines in place of the calls; `hint`: the command that comes next.

    `is_account_asked`: for what is irreversible the account's name is asked for, with or without an option.

    No line is wider than `width` but one that is to be copied. Without `unicode` all is ASCII, names aside.
    """
    sheet = Sheet(width, color=color, unicode=unicode)
    _head(sheet, plan)
    if plan.is_empty:
        sheet.blank()
        sheet.add(f"Nothing to {'take back' if plan.undoes else 'change'}: {_why_empty(plan)}.", style="heading")
    _overview(sheet, plan)
    _steps(sheet, plan, show_cli=show_cli)
    _withheld(sheet, plan)
    _closing(sheet, plan, hint, is_account_asked=is_account_asked)
    return sheet.text()


def _head(sheet: Sheet, plan: Plan) -> None:
    head.title(sheet, plan)
    sheet.add(f"by {told(plan.account.caller)}", lead=head.INDENT)
    sheet.add(f"made {minute(plan.made_at)}, valid until {minute(plan.expires_at)}", lead=head.INDENT)
    head.through(sheet, plan.account)


def _why_empty(plan: Plan) -> str:
    left = [
        *([f"{several(len(plan.guided), 'step')} for people"] if plan.guided else []),
        *([f"{several(len(plan.withheld), 'gap')} withheld"] if plan.withheld else []),
    ]
    if left:
        return f"what is left is {' and '.join(left)}"
    if plan.undoes:
        return "no step of that journal changed anything that is still so"
    if plan.score_before is None:
        return "nothing could be decided"
    return "no check that was asked found a gap that it can close"


def _overview(sheet: Sheet, plan: Plan) -> None:
    """Of a plan of many screens first which check asks for how many steps, most first."""
    if len(plan.steps) <= _MANY:
        return
    counts = Counter(check for step in plan.steps for check in {gap.check for gap in step.closes} or {""})
    sheet.heading("What for")
    for check, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        sheet.add(f"{several(count, 'step')} for {safe(check) or 'what was asked for'}", lead="  • ")


def _steps(sheet: Sheet, plan: Plan, *, show_cli: bool) -> None:
    """Steps and guided steps by their numbers, under a heading for each stage; guided ones stay where they come."""
    both: tuple[Step | GuidedStep, ...] = (*plan.steps, *plan.guided)
    numbered = sorted(both, key=lambda one: one.number)
    digits = len(str(numbered[-1].number)) if numbered else 0
    under: str | None = None
    said: set[str] = set()
    caught: dict[str, int] = {}
    for shown in _shown(numbered, show_cli=show_cli):
        step = shown if isinstance(shown, GuidedStep) else shown[0]
        heading = _stage(step.stage) if isinstance(step, Step) else under or "By hand"
        if heading != under:
            sheet.heading(heading)
        else:
            sheet.blank()
        under = heading
        if isinstance(step, GuidedStep):
            _guided(sheet, step, digits)
        elif not isinstance(shown, GuidedStep):
            is_known = step.why in said and not _binds(step.change)
            known = caught.setdefault(_pattern(step.change), step.number)
            _step(
                sheet,
                shown,
                digits,
                why="" if is_known else step.why,
                caught_in=known if known != step.number else None,
                show_cli=show_cli,
            )
            said.add(step.why)


def _shown(numbered: list[Step | GuidedStep], *, show_cli: bool) -> Iterator[Shown]:
    """What is the same in several regions once, unless each line is wanted to be copied."""
    if not show_cli:
        return together(numbered)
    return iter(one if isinstance(one, GuidedStep) else (one,) for one in numbered)


def _binds(change: Change) -> bool:
    """Whether this is the step that people feel: it says why each time, whatever stood at the steps that lead to it."""
    return isinstance(change, MembershipChange) and change.after and change.needs_mfa


def _pattern(change: Change) -> str:
    """The event pattern that the change shows; empty for any other change."""
    settings = (change.after or change.before) if isinstance(change, EventRuleChange) else None
    return "" if settings is None else settings.pattern


def _stage(stage: int) -> str:
    return f"Stage {stage}" if stage <= 1 else f"Stage {stage}, once the one before is made and read back"


def _step(
    sheet: Sheet, steps: tuple[Step, ...], digits: int, *, why: str, caught_in: int | None, show_cli: bool
) -> None:
    """One step, or several that differ in their regions alone.

    `why`: their reason; empty where an earlier step said it, and that is enough. `caught_in`: the earlier step that
    shows the event pattern.
    """
    step, change = steps[0], of_all(steps)
    last = f" to {steps[-1].number}" if len(steps) > 1 else ""
    left = f"{step.number:>{digits + 1}}{last}. {mark(change)} "
    sheet.apart(left, subject(change), step.risk, RISK_STYLES[step.risk])
    indent = " " * (digits + len(" . + "))
    deepest = max(sheet.width - len(indent) - _ROOM, 0)
    if last:
        sheet.add(f"in {', '.join(safe(region) for region in regions(steps))}", lead=indent)
    for line in difference(change, caught_in=caught_in):
        text = line.lstrip(" ")
        sheet.add(text, lead=indent + " " * min(len(line) - len(text), deepest))
    if show_cli:
        _whole(sheet, (line for call in change.calls() for line in aws_lines(call, sheet.width - len(indent))), left)
    else:
        _listed(sheet, f"{indent}Call:   ", [api_call(call) for call in change.calls()])
    checks = ", ".join(dict.fromkeys(gap.check for gap in step.closes))
    _listed(sheet, f"{indent}Closes: ", [safe(checks)] if checks else [])
    _listed(sheet, f"{indent}Why:    ", [told(why)] if why else [])


def _guided(sheet: Sheet, step: GuidedStep, digits: int) -> None:
    left = f"{step.number:>{digits + 1}}. ! "
    sheet.apart(left, _said(step), "by hand", step.severity)
    indent = " " * len(left)
    instruction, resource = safe(step.instruction), step.gap.resource
    if is_command(instruction):
        _whole(sheet, iter(command_lines(instruction, resource, sheet.width - len(indent))), left)
    else:
        sheet.add(filled(instruction, resource), lead=f"{indent}Do:     ")
    sheet.add(f"{safe(step.gap.check)} ({step.severity})", lead=f"{indent}Closes: ")


def _said(step: GuidedStep) -> str:
    message, name = told(step.message), safe(last_part(step.gap.resource))
    return message if name in message or is_whole(step.gap.resource) else f"{message} ({name})"


def _whole(sheet: Sheet, lines: Iterator[str], left: str) -> None:
    """Lines to be copied, as they are."""
    for line in lines:
        sheet.whole(line, indent=len(left))


def _listed(sheet: Sheet, lead: str, texts: list[str]) -> None:
    for text in texts:
        sheet.add(text, lead=lead)
        lead = " " * len(lead)


def _withheld(sheet: Sheet, plan: Plan) -> None:
    if not plan.withheld:
        return
    sheet.heading("Withheld")
    for by, heading in _BY.items():
        found = [one for one in plan.withheld if one.by == by]
        if found:
            sheet.add(f"{heading}:", style="heading")
        for line in by_reason(found):
            sheet.add(line, lead="  • ")


def by_reason(found: list[Withheld]) -> Iterator[str]:
    """`mfa-not-enforced (dave, erin): the reason`: what is withheld alike stands together."""
    about: dict[tuple[str, str], list[str]] = {}
    for one in found:
        names = about.setdefault((safe(one.gap.check), told(one.reason)), [])
        if not is_whole(one.gap.resource):
            names.append(safe(last_part(one.gap.resource)))
    for (check, reason), names in about.items():
        listed = ", ".join(dict.fromkeys(names))
        about_whom = f"{check} ({listed})" if check and listed else check or listed
        yield f"{about_whom}: {reason}"


def _closing(sheet: Sheet, plan: Plan, hint: str, *, is_account_asked: bool) -> None:
    risks = [step.risk for step in plan.steps]
    by_risk = ", ".join(f"{risks.count(risk)} {risk}" for risk in RISKS)
    sheet.blank()
    if plan.live_proof:
        sheet.add(f"A live proof that you administer the account comes first: {told(plan.live_proof)}")
    sheet.add(
        f"{several(len(risks), 'change')} ({by_risk}), {several(len(plan.guided), 'guided step')}, "
        f"{len(plan.withheld)} withheld",
        style="heading",
    )
    if "irreversible" in risks:
        left_out = "the account's name is typed" if is_account_asked else "--allow-irreversible is given"
        sheet.add(f"What is irreversible is left out unless {left_out}.", style="label")
    score = _score(plan)
    if score:
        sheet.add(score)
    if hint and (plan.steps or plan.guided):
        sheet.whole(f"next: {safe(hint)}")


def _score(plan: Plan) -> str:
    now, then = plan.score_before, plan.score_after
    if now is None and then is None:
        return "no score: nothing could be decided" if plan.checks and not plan.undoes else ""
    if plan.is_empty:
        return f"score {now} now"
    known = ("not known" if score is None else str(score) for score in (now, then))
    return "score {} now, {} once these changes are made".format(*known)
