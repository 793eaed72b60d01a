"""What stands above and below the code, as comments: which plan it is, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rootward.model.change import BucketPolicyChange, InlinePolicyChange
from rootward.model.plan import GuidedStep, Plan, Step
from rootward.reports.aws_cli import command_line
from rootward.reports.evidence import minute, told
from rootward.reports.names import safe
from rootward.reports.next_step import filled
from rootward.reports.plan.as_code.division import Division, Left
from rootward.reports.plan.change import mark
from rootward.reports.plan.difference import difference
from rootward.reports.plan.subject import subject
from rootward.reports.plan.words import gap_name, several

_DIGITS = 12


def heading(plan: Plan, language: str) -> Iterator[str]:
    """What stands above: which plan, for which account, through what."""
    account = plan.account
    alias = f" ({told(account.alias)})" if account.alias else ""
    undone = f", undoing journal {safe(plan.undoes)}" if plan.undoes else ""
    yield f"Plan {safe(short_digest(plan))} for account {told(account.id)}{alias}{undone}, written as {language}."
    yield f"Made {minute(plan.made_at)} by {told(account.caller)}, valid until {minute(plan.expires_at)}."
    if account.endpoint:
        yield f"The facts were read through {told(account.endpoint)}, which is not AWS's own endpoint."
    if plan.live_proof:
        yield f"A live proof that you administer the account comes first: {told(plan.live_proof)}"


def short_digest(plan: Plan) -> str:
    """What tells the plan from others."""
    return plan.digest[:_DIGITS]


def step_lines(step: Step) -> tuple[str, ...]:
    """`Step 3: + Group require-mfa`; of a step that may hurt, how and why as well."""
    line = f"Step {step.number}: {mark(step.change)} {subject(step.change)}"
    if step.risk == "safe":
        return (line,)
    return (f"{line} ({step.risk})", *([f"  {told(step.why)}"] if step.why else []))


def rest(plan: Plan, division: Division, tool: str, run: str) -> Iterator[str]:
    """What the code does not do, in the plan's order: a section for each kind, and nothing where there is none."""
    if division.first:
        yield from _section(f"To be done before {run}: {tool} cannot, and what stands above waits for it")
        for one in division.first:
            yield from _left(one)
    if division.afterwards:
        yield from _section(f"To be done after {run}: {tool} cannot")
        for one in division.afterwards:
            yield from _left(one)
    if plan.guided:
        yield from _section("By hand: no API can")
        for guided in plan.guided:
            yield from _guided(guided)
    if plan.withheld:
        yield from _section("Withheld: the plan does not close these")
        for withheld in plan.withheld:
            yield f"{gap_name(withheld.gap)}: {told(withheld.reason)}"


def _section(title: str) -> Iterator[str]:
    yield ""
    yield f"--- {title}"


def _left(left: Left) -> Iterator[str]:
    change = left.step.change
    yield ""
    yield from step_lines(left.step)
    if not isinstance(change, InlinePolicyChange | BucketPolicyChange):  # the line itself holds the document
        yield from (f"  {line}" for line in difference(change))
    yield f"  {left.reason}"
    for call in change.calls():
        yield f"  {command_line(call)}"


def _guided(step: GuidedStep) -> Iterator[str]:
    yield ""
    yield f"Step {step.number}: {told(step.message)} ({gap_name(step.gap)})"
    yield f"  {filled(safe(step.instruction), step.gap.resource)}"


def comment(lines: Iterable[str]) -> str:
    """The lines as comments of HCL or YAML."""
    return "".join(f"# {line}\n" if line else "#\n" for line in lines)


def counted(division: Division) -> str:
    """`7 of 10 changes stand here; 3 are left, and listed at the end`."""
    here, left = len(division.expressed), len(division.first) + len(division.afterwards)
    verb = "stands" if here == 1 else "stand"
    rest_of_it = f"{left} {'is' if left == 1 else 'are'} left, and listed at the end" if left else "none is left"
    return f"{here} of {several(here + left, 'change')} {verb} here; {rest_of_it}."
