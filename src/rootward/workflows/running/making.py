"""Making one step: look, ask the guard, write down what is meant, call, wait until a read agrees, write down what came.

Did a call happen that had no answer? A look tells, and only where it did not happen is it made again.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import msgspec

from rootward.engine.lockout import Guard, Refusal, Unproven
from rootward.errors import CredentialsError, GuardRefusedError, JournalError, OutputError, RootwardError
from rootward.model.account import Account
from rootward.model.applied import StepEnd, StepOutcome
from rootward.model.change import Change
from rootward.model.journal import Outcome
from rootward.model.plan import Step
from rootward.model.unknown import Unknown
from rootward.workflows.running.befores import Makings, told_change, told_foreign
from rootward.workflows.running.company import TAKE_OUT_FIRST, Company, group_losing
from rootward.workflows.running.pace import Pace

if TYPE_CHECKING:
    from rootward.aws.executor import Executor, Made, Refused, Unsure
    from rootward.aws.reading import Reading
    from rootward.local.journal_writer import JournalWriter

_TRIES = 4
"""So often a call is made that AWS throttles, or that did not happen."""

_WAIT_SECONDS = 2.0
"""Before a second try; twice as long before each further one."""


_Failure = tuple[StepEnd, str, RootwardError | None]
"""How a step ended that was not made, why, and the error with an exit code of its own that it is."""


class StepError(Exception):
    """A step came to an end that is not its own; the run stops."""

    def __init__(self, outcome: StepOutcome, cause: RootwardError | None = None) -> None:
        super().__init__(outcome.detail)
        self.outcome = outcome
        self.cause = cause
        """An error with an exit code of its own."""


class Maker:
    """Makes steps. Safe to use from several threads."""

    def __init__(
        self,
        *,
        reading: Reading,
        executor: Executor,
        writer: JournalWriter,
        guard: Guard,
        account: Account,
        makings: Makings,
        company: Company | None,
        pace: Pace,
    ) -> None:
        self._reading = reading
        self._executor = executor
        self._writer = writer
        self._guard = guard
        self._account = account
        self._makings = makings
        self._company = company
        self._pace = pace
        self._one_at_a_time = threading.Lock()

    def make(self, step: Step, *, lost: bool = False) -> StepOutcome:
        """Make the step. Raises StepError where it could not be made, or not be written down.

        `lost`: a run before began it, and nobody knows whether it happened.
        """
        try:
            if self._is_made_already(step):
                return self._done(step, "found", "it was so already")
            self._ask_the_guard(step)
            self._writer.intend(step, self._pace.now())
        except (CredentialsError, JournalError) as error:
            raise StepError(StepOutcome(number=step.number, end="not begun", detail=str(error)), error) from error
        try:
            failure = self._called(step, lost=lost)
        except CredentialsError as error:
            raise self._failed(step, f"the credentials ran out: {error}", "unsure", error) from error
        except OutputError as error:  # a password is kept for its user before the call is sent
            raise self._failed(step, str(error), "failed", error) from error
        if failure is None:
            return self._done(step, "done")
        end, detail, cause = failure
        raise self._failed(step, detail, end, cause)

    def find(self, step: Step) -> StepOutcome:
        """Look whether a run before made the step, and make it in no case. Raises StepError where nobody can tell."""
        try:
            seen = self._seen(step.change, self._pace.doubt)
        except CredentialsError as error:
            raise StepError(StepOutcome(number=step.number, end="unsure", detail=str(error)), error) from error
        if isinstance(seen, Unknown):
            raise StepError(StepOutcome(number=step.number, end="unsure", detail=f"not looked at: {seen.detail}"))
        if self._makings.is_after(step.change, seen):
            return self._done(step, "found", "the run before made it")
        told = "the run before began it, and it is not so"
        return StepOutcome(number=step.number, end="left out", detail=told)

    def _is_made_already(self, step: Step) -> bool:
        from rootward.aws.looks import look

        seen = look(self._reading, step.change)
        if isinstance(seen, Unknown):
            raise _not_looked_at(step, seen)
        is_after = self._makings.is_after(step.change, seen)
        if is_after and not self._makings.is_foreign(step.change):
            return True
        against = self._objection(step.change, seen, is_after=is_after)
        if isinstance(against, Unknown):
            raise _not_looked_at(step, against)
        if against:
            refusal = self._refusal(step, against)
            raise StepError(StepOutcome(number=step.number, end="not begun", detail=against), refusal)
        return False

    def _objection(self, change: Change, seen: object, *, is_after: bool) -> str | Unknown | None:
        from rootward.aws.looks import objection

        if is_after:
            return told_foreign(change)
        if not self._makings.is_before(change, seen):
            return told_change(change, seen)
        against = objection(self._reading, change)
        if against is not None or self._company is None:
            return against
        return self._company.against(self._reading, change)

    def _ask_the_guard(self, step: Step) -> None:
        with self._one_at_a_time:
            ruling = self._guard.of_step(self._account, step.change)
        if isinstance(ruling, Refusal | Unproven):
            advice = ruling.advice if isinstance(ruling, Refusal) else "sign in as one of these administrators"
            refusal = GuardRefusedError(f"step {step.number}: {ruling.reason}", advice=advice)
            raise StepError(StepOutcome(number=step.number, end="not begun", detail=ruling.reason), refusal)

    def _called(self, step: Step, *, lost: bool) -> _Failure | None:
        """Make the change's calls; None once a read agrees, else how it ended and why.

        Once an answer was lost, a refusal may be that of a second call, where the lost one did it. Before a second
        call all is looked at again: meanwhile somebody else may have changed it.
        """
        from rootward.aws.executor import Made, Refused

        change = step.change
        ended: _Failure | None = None
        for attempt in range(_TRIES):
            if attempt:
                self._pace.sleep(_WAIT_SECONDS * 2 ** (attempt - 1))
                seen = self._seen(change, 0)
                if self._is_made(change, seen, lost=lost):
                    return None
                if against := self._against_another(step, seen):
                    return "unsure" if lost else "failed", *against
            last = self._answer(change)
            if isinstance(last, Made):
                return self._read_back(change)
            if isinstance(last, Refused) and last.call != change.calls()[0]:
                lost = True  # the calls before it were made
                self._own(change)
            lost = lost or not isinstance(last, Refused)
            if self._is_made(change, self._seen(change, self._pace.doubt if lost else 0), lost=lost):
                return None
            ended = ("unsure" if lost else "failed", f"{last.call.action}: {last.detail}", None)
            if isinstance(last, Refused) and not self._may_pass(last):
                return ended
        return ended

    def _own(self, change: Change) -> None:
        """Take what the change makes for this run's own from now on: some of it is there."""
        if change.makes is not None:
            with self._one_at_a_time:
                own = self._makings.own | {change.makes}
                self._makings = msgspec.structs.replace(self._makings, own=own)

    def _read_back(self, change: Change) -> _Failure | None:
        if change.agrees(self._seen(change, self._pace.patience), change.after):
            return None
        return "unsure", f"AWS took it, and no read says so after {self._pace.patience:g} seconds", None

    def _is_made(self, change: Change, seen: object, *, lost: bool) -> bool:
        """Whether it is so, though no answer says that it was made."""
        return self._makings.is_after(change, seen) and (lost or not self._makings.is_foreign(change))

    def _against_another(self, step: Step, seen: object) -> tuple[str, RootwardError | None] | None:
        """What speaks against a second call, and the error that it is."""
        against: str | Unknown | None
        if isinstance(seen, Unknown):
            against = seen
        else:
            against = self._objection(step.change, seen, is_after=self._makings.is_after(step.change, seen))
        if isinstance(against, Unknown):
            return f"not made again, for it could not be looked at: {against.detail}", None
        return (f"not made again: {against}", self._refusal(step, against)) if against else None

    def _refusal(self, step: Step, against: str) -> GuardRefusedError:
        is_company = self._company is not None and group_losing(step.change) is not None
        advice = TAKE_OUT_FIRST if is_company else "make a new plan: rootward plan"
        return GuardRefusedError(f"step {step.number}: {against}", advice=advice)

    def _may_pass(self, refused: Refused) -> bool:
        """Whether the same call may be taken later. A new group is not known everywhere at once.

        Nor is a new role, and until then AWS finds that nobody may be given it.
        https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html
        """
        is_new = refused.kind == "missing" and refused.call.resource in self._makings.made
        passes_new = refused.kind == "invalid" and any(to in self._makings.made for _, to in refused.call.also)
        return is_new or passes_new or refused.kind in {"throttled", "conflict"}

    def _answer(self, change: Change) -> Made | Refused | Unsure:
        """What came of the calls: of the last, or of the first that was not made."""
        from rootward.aws.executor import Made

        first, *more = change.calls()
        answer = self._executor.run(first)
        for call in more:
            if not isinstance(answer, Made):
                break
            answer = self._executor.run(call)
        return answer

    def _seen(self, change: Change, seconds: float) -> object:
        """What a look says, once it says what is after the change, or this long from now."""
        from rootward.aws.agreement import agreed

        return agreed(self._reading, change, patience_seconds=seconds, clock=self._pace.clock, sleep=self._pace.sleep)

    def _done(self, step: Step, end: StepEnd, detail: str = "") -> StepOutcome:
        with self._one_at_a_time:
            self._account = step.change.effect(self._account)
        try:
            self._writer.result(step, self._pace.now(), "done", detail)
        except JournalError as error:
            told = f"it is done, but the journal does not say so: {error}"
            raise StepError(StepOutcome(number=step.number, end=end, detail=told), error) from error
        return StepOutcome(number=step.number, end=end, detail=detail)

    def _failed(self, step: Step, detail: str, end: StepEnd, cause: RootwardError | None = None) -> StepError:
        outcome: Outcome = "failed" if end == "failed" else "unsure"
        try:
            self._writer.result(step, self._pace.now(), outcome, detail)
        except JournalError as error:  # the journal then holds the intent alone, which says the same: nobody knows
            cause = cause or error
        return StepError(StepOutcome(number=step.number, end=end, detail=detail), cause)


def _not_looked_at(step: Step, unread: Unknown) -> StepError:
    return StepError(StepOutcome(number=step.number, end="not begun", detail=f"not looked at: {unread.detail}"))
