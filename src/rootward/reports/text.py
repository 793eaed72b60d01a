"""An audit for people at a terminal: root first, then what is wrong, worst first, then what is not known."""

from __future__ import annotations

from datetime import datetime

from rootward.model.audit import Audit
from rootward.model.finding import Finding
from rootward.reports import arrangement
from rootward.reports.arrangement import PRACTICE_NAMES, REASONS, Problem
from rootward.reports.evidence import facts, minute, told
from rootward.reports.next_step import command_lines, filled, has_place, is_command
from rootward.reports.permissions import policy
from rootward.reports.sheet import Sheet

CAP = 10
"""So many findings of one check are listed; the rest only with `verbose`."""


def render(
    audit: Audit,
    *,
    width: int = 80,
    color: bool = False,
    verbose: bool = False,
    quiet: bool = False,
    unicode: bool = True,
) -> str:
    """Plain text, or with ANSI colours. `quiet` leaves the account, root's state, the practices and the totals."""
    sheet = Sheet(width, color=color, unicode=unicode)
    _account(sheet, audit)
    if not quiet:
        _problems(sheet, audit, verbose=verbose)
    _practices(sheet, audit)
    if not quiet:
        _unknowns(sheet, audit, verbose=verbose)
        _accepted(sheet, audit, verbose=verbose)
        _unmet(sheet, audit)
        if verbose:
            _holding(sheet, audit)
    _totals(sheet, audit, quiet=quiet)
    return sheet.text()


def _account(sheet: Sheet, audit: Audit) -> None:
    account = audit.account
    alias = f" ({told(account.alias)})" if account.alias else ""
    caller = f"by {told(account.caller)}" if account.caller else "from files"
    sheet.add(f"{told(account.id)}{alias}, taken {minute(audit.taken_at)}", lead="Account ", label="plain")
    sheet.add(caller, lead=" " * len("Account "), label="plain")
    if audit.endpoint:
        endpoint = f"{told(audit.endpoint)}, which is not AWS's own endpoint"
        sheet.add(endpoint, lead="through ", style="medium", label="plain")
    sheet.blank()
    style = {"exposed": "critical", "unknown": "medium"}.get(account.root_state, "heading")
    sheet.add(arrangement.root_sentence(audit), style=style)


def _problems(sheet: Sheet, audit: Audit, *, verbose: bool) -> None:
    found = arrangement.problems(audit)
    for practice in found:
        sheet.heading(PRACTICE_NAMES[practice.practice])
        for number, problem in enumerate(practice.problems):
            if number:
                sheet.blank()
            _problem(sheet, problem, audit.taken_at, verbose=verbose)
    if not found:
        decided = audit.summary.passed or audit.summary.accepted
        sheet.blank()
        sheet.add("Nothing that could be decided is wrong." if decided else "Nothing could be decided.")


def _problem(sheet: Sheet, problem: Problem, taken_at: datetime, *, verbose: bool) -> None:
    sheet.apart(f"{problem.severity.upper():<8}  ", problem.title, problem.check, problem.severity)
    shown = problem.findings if verbose else problem.findings[:CAP]
    for finding in shown:
        weight = "" if finding.severity == problem.severity else f" ({finding.severity})"
        sheet.add(f"{arrangement.line(finding)}{weight}", lead="  • ")
        if verbose or len(problem.findings) == 1:
            for reading in facts(finding.evidence, taken_at):
                sheet.add(reading, lead="    ", style="label")
    _rest(sheet, len(problem.findings) - len(shown))
    if problem.why:
        sheet.add(problem.why, lead="  Why:  ")
    if problem.next_step:
        _next(sheet, problem)
    if verbose and problem.findings[0].controls:
        sheet.add(arrangement.controls(problem.findings[0].controls.items()), lead="  Asks: ")


def _next(sheet: Sheet, problem: Problem) -> None:
    step, first = problem.next_step, problem.findings[0]
    if len(problem.findings) > 1 and has_place(step):
        sheet.add("for each, as here for the first:", lead="  Next: ")
        lead = " " * 8
    else:
        lead = "  Next: "
    if not is_command(step):
        sheet.add(filled(step, first.resource), lead=lead)
        return
    for line in command_lines(step, first.resource, sheet.width - len(lead)):
        sheet.whole(line, indent=len(lead)) if not lead.strip() else sheet.add(line, lead=lead)
        lead = " " * len(lead)


def _practices(sheet: Sheet, audit: Audit) -> None:
    sheet.heading("Practices")
    for one in audit.practices:
        score = "-" if one.summary.score is None else str(one.summary.score)
        lead = f"  {PRACTICE_NAMES[one.practice]:<12}{score:>3}  "
        sheet.add(arrangement.counts(one.summary), lead=lead, label="plain")
        if one.practice == "mfa":
            sheet.add(arrangement.MFA_LIMIT, lead=" " * len(lead), style="label")


def _unknowns(sheet: Sheet, audit: Audit, *, verbose: bool) -> None:
    if not arrangement.with_status(audit, "unknown"):
        return
    sheet.heading("Not known")
    for reason, meaning in REASONS.items():
        entries = arrangement.undecided(audit, reason)
        if not entries:
            continue
        sheet.add(f"{meaning}:", style="heading")
        shown = entries if verbose else entries[:CAP]
        for entry in shown:
            sheet.add(entry.message, lead="  • ")
            listed = entry.open if verbose else entry.open[:CAP]
            more = len(entry.open) - len(listed)
            rest = f", and {more} more: --verbose" if more else ""
            sheet.add(f"leaves open: {', '.join(listed)}{rest}", lead="    ", style="label")
        _rest(sheet, len(entries) - len(shown))
    missing = arrangement.missing_permissions(audit)
    if missing:
        sheet.blank()
        sheet.add("This IAM policy allows what is missing:", style="heading")
        sheet.whole(policy(missing), indent=2)


def _accepted(sheet: Sheet, audit: Audit, *, verbose: bool) -> None:
    accepted = arrangement.with_status(audit, "accepted")
    if accepted:
        sheet.heading("Accepted risks")
        _findings(sheet, accepted, verbose=verbose)


def _holding(sheet: Sheet, audit: Audit) -> None:
    holding = arrangement.with_status(audit, "pass")
    if holding:
        sheet.heading("What holds")
        _findings(sheet, holding, verbose=True)
    idle = arrangement.with_status(audit, "not_applicable")
    if idle:
        sheet.heading("Not applicable")
        _findings(sheet, idle, verbose=True)


def _findings(sheet: Sheet, findings: tuple[Finding, ...], *, verbose: bool) -> None:
    shown = findings if verbose else findings[:CAP]
    for finding in shown:
        sheet.add(f"{finding.check}: {arrangement.line(finding)}", lead="  • ")
    _rest(sheet, len(findings) - len(shown))


def _unmet(sheet: Sheet, audit: Audit) -> None:
    if audit.unmet_controls:
        sheet.heading("Controls that this baseline does not meet")
        for control in audit.unmet_controls:
            sheet.add(arrangement.unmet(control), lead="  • ")


def _totals(sheet: Sheet, audit: Audit, *, quiet: bool) -> None:
    sheet.blank()
    sheet.add(f"{arrangement.totals(audit.summary)}.", style="heading")
    open_checks = arrangement.incomplete_checks(audit)
    if open_checks:
        noun = "1 check" if open_checks == 1 else f"{open_checks} checks"
        sheet.add(f"Incomplete: a denied or failed read leaves {noun} unknown, wholly or in part.")
    if not quiet and audit.summary.fail:
        sheet.add("More on a check: rootward explain CHECK", style="label")


def _rest(sheet: Sheet, number: int) -> None:
    if number > 0:
        sheet.add(f"and {number} more: --verbose", lead="    ", style="label")
