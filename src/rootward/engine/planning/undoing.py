"""The plan that takes back what a run did: the inverses of its changes, last one first."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from rootward.model.change import RoleChange, UserChange
from rootward.model.journal import Journal
from rootward.model.plan import PLAN_HOURS, Gap, Plan, PlannedAccount, Step, Withheld, sealed


def undo_plan(journal: Journal, account: PlannedAccount, *, now: datetime, version: str) -> Plan:
    """The plan of the undo: of the run's own steps. One that may have happened is in it: a look before it tells.

    What cannot be taken back is withheld, with the reason.
    """
    made = [step for step in reversed(journal.steps) if journal.is_own(step)]
    inverses = [(step, inverse) for step in made if (inverse := step.change.inverse()) is not None]
    stages = sorted({step.stage for step, _ in inverses}, reverse=True)
    steps = (
        Step(
            number=number,
            stage=stages.index(step.stage) + 1,
            change=inverse,
            risk=inverse.risk,
            why=_why(step, account),
        )
        for number, (step, inverse) in enumerate(inverses, start=1)
    )
    withheld = (
        Withheld(gap=_gap(step), reason=step.change.stays or f"step {step.number} cannot be undone", by="guard")
        for step in made
        if step.change.inverse() is None
    )
    return sealed(
        msgspec.structs.replace(
            journal.plan,
            rootward=version,
            made_at=now,
            expires_at=now + timedelta(hours=PLAN_HOURS),
            account=account,
            score_before=None,
            score_after=None,
            steps=tuple(steps),
            guided=(),
            withheld=tuple(withheld),
            live_proof="",
            undoes=journal.id,
        )
    )


def _gap(step: Step) -> Gap:
    return step.closes[0] if step.closes else Gap(check="", resource=step.change.resource)


def leaves_root_alone(plan: Plan) -> str:
    """What root must know before it approves: whom the undo takes away, who may be the only administrators.

    Empty for whoever else acts, whom the lockout guard keeps from it, and where nobody of these goes.
    """
    going = [
        f"{step.change.target[0]} {step.change.name}"
        for step in plan.steps
        if isinstance(step.change, UserChange | RoleChange) and step.why.endswith(_ONLY_ROOT)
    ]
    if not going:
        return ""
    return f"you are root, and this takes away {', '.join(going)}: {_ONLY_ROOT}"


_ONLY_ROOT = "unless somebody else became an administrator since, only root can administer the account then"


def _why(step: Step, account: PlannedAccount) -> str:
    told = f"takes back step {step.number}"
    made_administrators = any(gap.check == "admin-identity-missing" for gap in step.closes)
    is_root = account.caller == f"arn:{account.partition}:iam::{account.id}:root"
    if is_root and made_administrators and isinstance(step.change, UserChange | RoleChange):
        return f"{told}; {_ONLY_ROOT}"
    return told
