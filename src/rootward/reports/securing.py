"""The way from a new account to a secured one, at a terminal: a chapter's head, a step for somebody, and the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.cells import cell_len, set_cell_size

from rootward.checks.registry import BY_ID
from rootward.model.audit import Audit, CheckOutcome
from rootward.model.finding import SEVERITIES, Finding
from rootward.model.plan import GuidedStep
from rootward.model.secured import Chapter, Secured
from rootward.reports.arrangement import PRACTICE_NAMES, Problem, counts, line, problems, root_sentence, with_status
from rootward.reports.evidence import told
from rootward.reports.names import last_part, safe
from rootward.reports.next_step import command_lines, filled, is_command
from rootward.reports.plan.words import several
from rootward.reports.sheet import Sheet

_CHAPTERS = len(PRACTICE_NAMES)
_MOST = 3
"""So many resources of one check are named at the end; the audit names all."""


def render_chapter(chapter: Chapter, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """Which practice comes, and, on one line each, what of it holds already and what does not."""
    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.heading(f"{chapter.number} of {_CHAPTERS}: {PRACTICE_NAMES[chapter.practice]}")
    judged = [one for one in chapter.audit.outcomes if one.status != "not_applicable"]
    holding, failing, unknown = (_with(judged, status) for status in ("pass", "fail", "unknown"))
    _line(sheet, f"Holds {len(holding)} of {len(judged)}: ", [BY_ID[one.check].holds for one in holding])
    _line(sheet, f"Open {len(failing)}: ", [BY_ID[one.check].title for one in failing])
    _line(sheet, f"Not known {len(unknown)}: ", [BY_ID[one.check].title for one in unknown])
    return sheet.text()


def render_step(step: GuidedStep, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """What is for a person to do, where, and why."""
    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.blank()
    sheet.apart("For you: ", _said(step), step.severity, step.severity)
    _do(sheet, step.instruction, step.gap.resource, "  Do:   ")
    check = BY_ID.get(step.gap.check)
    if check is not None:
        sheet.add(check.why, lead="  Why:  ")
    sheet.add(f"rootward explain {safe(step.gap.check)}", lead="  More: ")
    return sheet.text()


def render_secured(
    secured: Secured,
    command: Callable[[str], str] | None,
    *,
    width: int = 80,
    color: bool = False,
    unicode: bool = True,
) -> str:
    """Where somebody came to: the score before and after, what is left and for whom, where to go from here.

    `command`: the line of rootward for a word, as `undo`, for the same account; None: that account is gone.
    """
    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.heading("Where you are" if secured.is_through else "Where you left")
    if secured.after is None:
        sheet.add(f"score {_score(secured.before)} before; the account could not be read again")
    else:
        sheet.add(f"score {_score(secured.before)} before, {_score(secured.after)} now", style="heading")
        sheet.add(counts(secured.after.summary))
        sheet.add(root_sentence(secured.after))
        _left(sheet, secured, secured.after)
        _not_known(sheet, secured.after)
    if command is not None:
        _from_here(sheet, secured, command)
    return sheet.text()


def render_said(
    texts: Iterable[str], *, style: str = "plain", width: int = 80, color: bool = False, unicode: bool = True
) -> str:
    """What is said in between, a paragraph each. One that is indented is a command, and stays whole."""
    sheet = Sheet(width, color=color, unicode=unicode)
    for text in texts:
        if text.startswith(" "):
            sheet.whole(safe(text))
        else:
            sheet.add(told(text), style=style)
    return sheet.text()


# --- a chapter


def _with(outcomes: Iterable[CheckOutcome], status: str) -> list[CheckOutcome]:
    """Those of that status, what weighs most first."""
    of_status = (one for one in outcomes if one.status == status)
    return sorted(of_status, key=lambda one: SEVERITIES.index(one.severity))


def _line(sheet: Sheet, lead: str, said: list[str]) -> None:
    """One line: as much of it as there is room for."""
    if not said:
        return
    text, room = "; ".join(said), sheet.width - cell_len(lead)
    if cell_len(text) > room:
        text = f"{set_cell_size(text, room - len('...')).rstrip()}…"
    sheet.add(text, lead=lead)


# --- a step


def _said(step: GuidedStep) -> str:
    message, name = told(step.message), safe(last_part(step.gap.resource))
    return message if name in message or not _is_identity(step.gap.resource) else f"{message} ({name})"


def _do(sheet: Sheet, instruction: str, resource: str, lead: str) -> None:
    """Where to click; or a command, which stays as it is, to be copied."""
    instruction = safe(instruction)
    if not is_command(instruction):
        sheet.add(filled(instruction, resource), lead=lead)
        return
    for one in command_lines(instruction, resource, sheet.width - len(lead)):
        sheet.whole(f"{lead}{one}")
        lead = " " * len(lead)


def _is_identity(resource: str) -> bool:
    return ":user/" in resource or ":role/" in resource


# --- the end


def _score(audit: Audit) -> str:
    return "none" if audit.summary.score is None else str(audit.summary.score)


def _not_known(sheet: Sheet, after: Audit) -> None:
    found = with_status(after, "unknown")
    if found:
        sheet.heading("Not known")
    for finding in found:
        check = BY_ID.get(finding.check)
        sheet.add(f"{safe(check.title if check else finding.check)}? {line(finding)}", lead="  • ")


def _left(sheet: Sheet, secured: Secured, after: Audit) -> None:
    """What fails yet, by who has to do something about it, worst first."""
    left: dict[str, list[Problem]] = {}
    found = (problem for practice in problems(after) for problem in practice.problems)
    for problem in sorted(found, key=lambda one: SEVERITIES.index(one.severity)):
        left.setdefault(_whose(problem.findings), []).append(problem)
    for whose, several_problems in sorted(left.items(), key=lambda one: _ORDER.get(one[0], 1)):
        sheet.heading(f"Left for {whose}")
        for problem in several_problems:
            sheet.apart(f"{problem.severity.upper():<10}", safe(problem.title), problem.check, problem.severity)
            for finding in problem.findings[:_MOST]:
                sheet.add(line(finding), lead="  • ")
            if len(problem.findings) > _MOST:
                sheet.add(f"and {len(problem.findings) - _MOST} more: rootward audit", lead="    ", style="label")
            lead, text, resource = _what_to_do(secured, problem)
            _do(sheet, text, resource, lead)


_ROOT, _ADMINISTRATOR = "root", "an administrator"
_ORDER = {_ROOT: 0, _ADMINISTRATOR: 2}


def _whose(findings: tuple[Finding, ...]) -> str:
    """Who can do something about it."""
    owners = {finding.resource for finding in findings}
    if all(one.endswith(":root") for one in owners):
        return _ROOT
    if len(owners) == 1 and findings[0].practice == "mfa" and ":user/" in (only := next(iter(owners))):
        return safe(last_part(only))
    return _ADMINISTRATOR


def _what_to_do(secured: Secured, problem: Problem) -> tuple[str, str, str]:
    """A lead, what is to be done, and of which resource: as the last plan said it, else as the check does."""
    first = problem.findings[0].resource
    for step in secured.guided:
        if step.gap.check == problem.check:
            return "  Do:   ", step.instruction, step.gap.resource
    for one in secured.withheld:
        if one.gap.check == problem.check:
            return "  Held: ", told(one.reason), one.gap.resource
    return "  Next: ", problem.next_step, first


def _from_here(sheet: Sheet, secured: Secured, command: Callable[[str], str]) -> None:
    sheet.heading("From here")
    if secured.is_cut_off:
        sheet.add(
            f"{command('secure')} goes on: first it offers to take up the run that did not come to its end", lead="  • "
        )
        return
    if not secured.is_through:
        sheet.add(f"{command('secure')} goes on: what is done is not asked again", lead="  • ")
    elif secured.is_root:
        sheet.add(
            "sign out of root, in the console and here (aws logout); lock its password and devices away, and work as "
            "the administrator from now on (aws login)",
            lead="  • ",
        )
    sheet.add(f"{command('audit')} looks again, at any time", lead="  • ")
    if secured.journals:
        runs = several(len(secured.journals), "run")
        back = "takes it back" if len(secured.journals) == 1 else "takes the last one back, and each before it in turn"
        sheet.add(f"{runs} changed the account: {command('undo')} {back}", lead="  • ")
