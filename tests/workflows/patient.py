"""Somebody who waits as long as it takes, by the practice account's own clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from rootward.local.journals import journals_of
from rootward.model.applied import StepOutcome
from rootward.model.journal import Journal
from rootward.model.plan import Plan, Step
from rootward.sandbox.cloudtrail.recorded import RecordedCall
from rootward.workflows.running.pace import Pace
from rootward.workflows.running.run import Ran, Setting
from tests.workflows.acting import Actor

PATIENCE, DOUBT = 60, 5

OK = 200


class Patient(Actor):
    """Its clock moves when it waits, and with it the practice account's."""

    def __init__(self, *given: Any, **baseline: Any) -> None:
        super().__init__(*given, **baseline)
        self.later = timedelta()
        """How far this machine's calendar is ahead."""
        self.while_waiting: Callable[[], None] = lambda: None
        """What happens meanwhile, each time that it waits."""
        self.on_step: Callable[[Step, StepOutcome], None] = lambda _step, _outcome: None

    @property
    def setting(self) -> Setting:
        """A run that waits by the account's clock."""
        pace = Pace(
            now=self.now,
            clock=self._clock,
            sleep=self._sleep,
            patience=PATIENCE,
            doubt=DOUBT,
        )
        return msgspec.structs.replace(super().setting, pace=pace, on_step=self.on_step)

    def now(self) -> datetime:
        return super().now() + self.later

    def journals(self) -> tuple[Journal, ...]:
        """The runs of this machine."""
        return journals_of(self.sandbox.account_id, self.folder)

    def _clock(self) -> float:
        return self.sandbox.now.timestamp()

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.sandbox.advance_clock(seconds)
        self.while_waiting()


def made(actor: Actor, plan: Plan) -> Counter[str]:
    """How often AWS took each of the plan's changes, by the account's history."""
    wanted = once_each(plan)
    history = actor.sandbox._application.backends.history
    taken = (one.call.operation for one in history if isinstance(one, RecordedCall) and one.status == OK)
    return Counter(operation for operation in taken if operation in wanted)


def once_each(plan: Plan) -> Counter[str]:
    """Every change of the plan made once."""
    return Counter(call.operation for step in plan.steps for call in step.change.calls())


def standings(actor: Patient) -> dict[int, str]:
    """How far each step is, by the last journal."""
    journal = actor.journals()[-1]
    return {step.number: journal.standing(step) for step in journal.steps}


def ends(ran: Ran) -> dict[int, str]:
    """How each step ended, by its number."""
    return {one.number: one.end for one in ran.applied.outcomes}


def statuses(ran: Ran) -> set[str]:
    """What the proofs came to."""
    return {proof.status for proof in ran.applied.proofs}
