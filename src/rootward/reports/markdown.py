"""An audit as Markdown, for an issue or a pull request. What AWS or a person named stays text, in code spans.

A backslash keeps Markdown from acting, but not the site that shows it: GitHub turns `@name`, `#12` and a web address
in rendered text into a mention or a link, save inside code
(https://github.github.com/gfm/#code-spans, https://docs.github.com/en/get-started/writing-on-github).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from rootward.model.audit import Audit
from rootward.model.finding import Finding
from rootward.reports import arrangement
from rootward.reports.arrangement import PRACTICE_NAMES, REASONS, Problem
from rootward.reports.evidence import facts, minute, told
from rootward.reports.next_step import filled, has_place
from rootward.reports.permissions import policy
from rootward.reports.sheet import in_ascii

CAP = 10
"""So many findings of one check are listed; the rest only with `verbose`."""
_MARKUP = re.compile(r"([\\`*{}\[\]<>#|~!&@$]|(?<!\w)_|_(?!\w))")
"""An underscore within a word is no markup."""


def render(
    audit: Audit,
    *,
    width: int = 80,
    color: bool = False,
    verbose: bool = False,
    quiet: bool = False,
    unicode: bool = True,
) -> str:
    """GitHub-flavoured Markdown. `width` and `color` change nothing."""
    del width, color
    parts = [*_head(audit), *_practices(audit)]
    if not quiet:
        parts += [*_problems(audit, verbose=verbose), *_unknowns(audit, verbose=verbose), *_asides(audit)]
        if verbose:
            parts += _list("What holds", arrangement.with_status(audit, "pass"))
            parts += _list("Not applicable", arrangement.with_status(audit, "not_applicable"))
    text = "\n".join(parts) + "\n"
    return text if unicode else in_ascii(text)


def code(text: str) -> str:
    """`text` as a code span: nothing in it is markup. The fence is longer than any run of backticks inside."""
    if not text:
        return ""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    # A code span loses one space at each end where both have one, unless it is nothing but spaces, and it cannot begin
    # or end with a backtick.
    padding = " " if text.strip(" ") and (text[0] in "` " or text[-1] in "` ") else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def escaped(text: str) -> str:
    """Our own words, with what Markdown might read as markup escaped."""
    return _MARKUP.sub(r"\\\1", text)


def _head(audit: Audit) -> Iterator[str]:
    account = audit.account
    alias = f" ({code(told(account.alias))})" if account.alias else ""
    caller = f"as {code(told(account.caller))}" if account.caller else "from files"
    yield f"# Audit of account {code(told(account.id))}{alias}"
    yield ""
    yield f"Taken {minute(audit.taken_at)}, {caller}, by rootward {escaped(audit.rootward)}."
    if audit.endpoint:
        yield f"Read through {code(told(audit.endpoint))}, which is not AWS's own endpoint."
    yield ""
    state, exposed_by = arrangement.root_state(audit)
    yield f"**{state}**{f': {code(exposed_by)}' if exposed_by else ''}."
    yield f"{arrangement.totals(audit.summary)}."
    open_checks = arrangement.incomplete_checks(audit)
    if open_checks:
        yield f"Incomplete: denied or failed reads leave {open_checks} of the checks unknown, wholly or in part."


def _practices(audit: Audit) -> Iterator[str]:
    yield ""
    yield "| Practice | Score | |"
    yield "|---|---:|---|"
    for one in audit.practices:
        score = "-" if one.summary.score is None else str(one.summary.score)
        note = f"; {arrangement.MFA_LIMIT}" if one.practice == "mfa" else ""
        yield f"| {PRACTICE_NAMES[one.practice]} | {score} | {arrangement.counts(one.summary)}{note} |"


def _problems(audit: Audit, *, verbose: bool) -> Iterator[str]:
    for practice in arrangement.problems(audit):
        yield ""
        yield f"## {PRACTICE_NAMES[practice.practice]}"
        for problem in practice.problems:
            yield from _problem(problem, audit.taken_at, verbose=verbose)


def _problem(problem: Problem, taken_at: datetime, *, verbose: bool) -> Iterator[str]:
    yield ""
    yield f"### {problem.severity.capitalize()}: {escaped(problem.title)} ({code(told(problem.check))})"
    yield ""
    shown = problem.findings if verbose else problem.findings[:CAP]
    for finding in shown:
        weight = "" if finding.severity == problem.severity else f" ({finding.severity})"
        yield f"- {code(arrangement.line(finding))}{weight}"
        if verbose or len(problem.findings) == 1:
            yield from (f"  - {code(reading)}" for reading in facts(finding.evidence, taken_at))
    yield from _rest(len(problem.findings) - len(shown))
    yield ""
    if problem.why:
        yield f"Why: {escaped(problem.why)}."
    if problem.next_step:
        several = len(problem.findings) > 1 and has_place(problem.next_step)
        label = "Next, for each, as here for the first" if several else "Next"
        yield f"{label}: {code(filled(problem.next_step, problem.findings[0].resource))}"
    if problem.findings[0].controls:
        yield f"Asked by: {escaped(arrangement.controls(problem.findings[0].controls.items()))}."


def _unknowns(audit: Audit, *, verbose: bool) -> Iterator[str]:
    if not arrangement.with_status(audit, "unknown"):
        return
    yield ""
    yield "## Not known"
    for reason, meaning in REASONS.items():
        entries = arrangement.undecided(audit, reason)
        if not entries:
            continue
        yield ""
        yield f"{meaning}:"
        yield ""
        shown = entries if verbose else entries[:CAP]
        for entry in shown:
            listed = entry.open if verbose else entry.open[:CAP]
            more = len(entry.open) - len(listed)
            rest = f", and {more} more" if more else ""
            yield f"- {code(entry.message)}: leaves open {', '.join(code(one) for one in listed)}{rest}"
        yield from _rest(len(entries) - len(shown))
    missing = arrangement.missing_permissions(audit)
    if missing:
        yield from ("", "This IAM policy allows what is missing:", "", "```json", policy(missing).rstrip("\n"), "```")


def _asides(audit: Audit) -> Iterator[str]:
    yield from _list("Accepted risks", arrangement.with_status(audit, "accepted"))
    if audit.unmet_controls:
        yield from ("", "## Controls that this baseline does not meet", "")
        yield from (f"- {escaped(arrangement.unmet(control))}" for control in audit.unmet_controls)
    if audit.warnings:
        yield from ("", "## Warnings", "")
        yield from (f"- {code(told(warning))}" for warning in audit.warnings)


def _list(heading: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    if findings:
        yield from ("", f"## {heading}", "")
        yield from (f"- {code(told(finding.check))}: {code(arrangement.line(finding))}" for finding in findings)


def _rest(number: int) -> Iterator[str]:
    if number > 0:
        yield f"- and {number} more"
