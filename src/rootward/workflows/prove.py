"""Prove: look again, later, at what a plan changed and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.engine.proving import proofs
from rootward.errors import IncompleteError
from rootward.model.applied import Applied, StepOutcome
from rootward.model.plan import Plan, Step
from rootward.model.unknown import Unknown
from rootward.workflows.apply import refuse_other_account
from rootward.workflows.running.befores import Makings, makings_of
from rootward.workflows.running.facts import checks_of, collected, facts_to_run
from rootward.workflows.running.live import looked_at
from rootward.workflows.running.run import Setting
from rootward.workflows.source import Live, Practice, Progress, opened

if TYPE_CHECKING:
    from rootward.aws.reading import Reading

_READING_SECONDS = 3600.0


def prove(source: Live | Practice, plan: Plan, *, setting: Setting, announce: Progress) -> Applied:
    """Read the account, and say of each step whether it is so, and of each gap whether it is closed. Read calls only.

    A step that cannot be undone and is not so counts as left out: nothing tells whether it was allowed.

    Raises GuardRefusedError: the plan is for another account. CredentialsError. IncompleteError: a look was denied.
    """
    from rootward.aws.crew import Crew
    from rootward.aws.reading import Reading
    from rootward.aws.session import PARALLEL_CALLS

    with opened(source, setting.progress, announce) as session, Crew(PARALLEL_CALLS, "rootward-look") as crew:
        refuse_other_account(plan, session)
        reading = Reading(session, crew, deadline_seconds=_READING_SECONDS)
        makings = makings_of(plan.steps, undoing=plan.undoes is not None)
        outcomes = reading.side_by_side(lambda step: _seen(reading, step, makings), list(plan.steps))
        account = collected(session, facts_to_run(plan), setting.progress, setting.collect_seconds)
        account = looked_at(reading, account, (step.change for step in plan.steps))
        left_out = {one.number for one in outcomes if one.end == "left out"}
        gaps = [gap for step in plan.steps if step.number not in left_out for gap in step.closes]
        return Applied(
            plan=plan,
            journal="",
            outcomes=tuple(outcomes),
            proofs=proofs(account, gaps, checks_of(plan), plan.baseline) if gaps else (),
            ending="complete",
        )


def _seen(reading: Reading, step: Step, makings: Makings) -> StepOutcome:
    from rootward.aws.looks import look

    seen = look(reading, step.change)
    if isinstance(seen, Unknown):
        raise IncompleteError(
            f"step {step.number} could not be looked at: {seen.detail}",
            advice=f"allow {seen.action}" if seen.action else "try again",
        )
    if makings.is_after(step.change, seen):
        return StepOutcome(number=step.number, end="found")
    if "irreversible" in {step.risk, step.change.risk}:
        return StepOutcome(number=step.number, end="left out", detail="it is not so")
    return StepOutcome(number=step.number, end="not begun", detail="it is not so")
