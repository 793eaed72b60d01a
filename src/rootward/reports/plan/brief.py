"""A plan in few lines, for somebody who is led: what it changes and why. The whole of it is a key away."""

from __future__ import annotations

from rootward.model.plan import Plan, Step
from rootward.reports.evidence import told
from rootward.reports.plan import head
from rootward.reports.plan.alike import of_all, together
from rootward.reports.plan.change import mark
from rootward.reports.plan.subject import subject
from rootward.reports.plan.text import RISK_STYLES, by_reason
from rootward.reports.plan.words import several
from rootward.reports.sheet import Sheet

_APART = "; "
"""Stands between the reasons of a step."""


def render_brief(plan: Plan, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """A line for each change, those alike in several regions as one; each reason once; what is held back, and why."""
    sheet = Sheet(width, color=color, unicode=unicode)
    sheet.blank()
    head.title(sheet, plan)
    digits = len(str(plan.steps[-1].number)) if plan.steps else 0
    said: set[str] = set()
    for several_alike in together(plan.steps):
        if isinstance(several_alike, tuple):
            reasons = several_alike[0].why.split(_APART)
            new = [reason for reason in dict.fromkeys(reasons) if reason not in said]
            _step(sheet, several_alike, digits, why=_APART.join(new))
            said.update(reasons)
    for line in by_reason(list(plan.withheld)):
        sheet.add(line, lead=f"{'held back':>{digits + 2}}: ")
    if plan.live_proof:
        sheet.add(f"A live proof that you administer the account comes first: {told(plan.live_proof)}")
    if plan.guided:
        sheet.add(f"then {several(len(plan.guided), 'step')} for you: they come one at a time", lead=" " * (digits + 3))
    return sheet.text()


def _step(sheet: Sheet, alike: tuple[Step, ...], digits: int, *, why: str) -> None:
    step, change = alike[0], of_all(alike)
    last = f" to {alike[-1].number}" if len(alike) > 1 else ""
    lead = f"{step.number:>{digits + 1}}{last}. {mark(change)} "
    if step.risk == "safe":
        sheet.add(subject(change), lead=lead, label="plain")
    else:
        sheet.apart(lead, subject(change), step.risk, RISK_STYLES[step.risk])
    if why:
        sheet.add(told(why), lead=" " * (digits + 5))
