"""One run of a plan: all looked at first, then stage after stage, then read anew and proved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from rootward.engine.proving import proofs
from rootward.errors import CredentialsError, OutputError, RootwardError, UsageError
from rootward.model.account import Account
from rootward.model.applied import Applied, Proof, StepOutcome
from rootward.model.change import LoginProfileChange
from rootward.model.journal import Ending, Journal, Opened
from rootward.model.plan import Plan, Step
from rootward.workflows.running.befores import makings_of
from rootward.workflows.running.company import company_of
from rootward.workflows.running.facts import checks_of, collected, facts_to_run
from rootward.workflows.running.journals import journals_here, own_makings
from rootward.workflows.running.live import looked_at
from rootward.workflows.running.making import Maker, StepError
from rootward.workflows.running.pace import Pace
from rootward.workflows.running.passwords import FirstPassword, Passwords, Tell, Withdraw
from rootward.workflows.running.preparing import Preparation, in_stages, is_done

if TYPE_CHECKING:
    from rootward.aws.crew import Crew
    from rootward.aws.reading import Reading
    from rootward.aws.session import AwsSession
    from rootward.local.journal_writer import JournalWriter

_READING_SECONDS = 24 * 3600.0


def _silent(_line: str) -> None:
    """Nobody is told."""


def _unseen(_step: Step, _outcome: StepOutcome) -> None:
    """Nobody is told of single steps."""


def _standing(_told: FirstPassword) -> None:
    """The outcome of the step alone says that it is worth nothing."""


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """Where a run tells what it does, and how long it waits."""

    progress: Callable[[str], None] = _silent
    reads: Callable[[str], None] | None = None
    """Is told of each fact that is read, in place of `progress`."""
    on_step: Callable[[Step, StepOutcome], None] = _unseen
    """Called once a step has ended, from the thread that made it."""
    pace: Pace = Pace()
    collect_seconds: float = 300
    tell_password: Tell | None = None
    """Shows a user's one-time password, or keeps it for them; None: there is nobody to be told."""
    withdraw_password: Withdraw = _standing
    """Takes back what was told, where AWS refused to set it."""
    state_folder: Path | None = None
    """Where journals and locks lie, in place of the user's own folder."""


class Ran(msgspec.Struct, frozen=True):
    """What came of a run, and the error that it ended with, if it is one with an exit code of its own."""

    applied: Applied
    error: RootwardError | None = None


def carry_out(
    session: AwsSession,
    plan: Plan,
    setting: Setting,
    *,
    irreversible: bool = False,
    journal: Journal | None = None,
    undoing: frozenset[str] = frozenset(),
) -> Ran:
    """Run the plan, or what the journal of an earlier run left of it. The account must be locked.

    `undoing`: ARNs of what the run made that is taken back: root may let it go, administrators too. Without
    `irreversible` steps that cannot be undone are left out, whether the run before was allowed them or not.

    Raises, before anything is changed: GuardRefusedError, IncompleteError, CredentialsError, JournalError.
    """
    from rootward.aws.crew import Crew
    from rootward.aws.reading import Reading
    from rootward.aws.session import PARALLEL_CALLS

    with Crew(PARALLEL_CALLS, "rootward-look") as looking, Crew(PARALLEL_CALLS, "rootward-step") as making:
        reading = Reading(session, looking, deadline_seconds=_READING_SECONDS)
        run = _Run(session, plan, setting, journal, reading, irreversible=irreversible, undoing=undoing)
        return run.carry_out(run.prepared(), making)


class _Run:
    def __init__(
        self,
        session: AwsSession,
        plan: Plan,
        setting: Setting,
        journal: Journal | None,
        reading: Reading,
        *,
        irreversible: bool,
        undoing: frozenset[str],
    ) -> None:
        self._session = session
        self._plan = plan
        self._setting = setting
        self._journal = journal
        self._reading = reading
        self._undoing = undoing
        not_allowed = () if irreversible else self._not_to_be_undone()
        self._outcomes = {
            step.number: StepOutcome(number=step.number, end="left out")
            for step in not_allowed
            if not self._is_unsure(step)
        }
        self._to_find = tuple(step for step in not_allowed if self._is_unsure(step))
        """Not allowed, and a run before may have made them: they are looked at only."""
        self._steps = tuple(step for step in plan.steps if step not in not_allowed)
        self._facts = facts_to_run(plan)
        self._stop = threading.Event()
        self._is_interrupted = False
        self._errors: list[RootwardError] = []

    def prepared(self) -> Maker:
        """What makes the steps. All that can be refused is refused before, and the journal is open then."""
        from rootward.aws.executor import Executor

        journals = journals_here(self._session, self._setting.state_folder)
        makings = makings_of(self._steps, own_makings(journals), undoing=self._plan.undoes is not None)
        self._refuse_untold()
        ready = Preparation(
            session=self._session,
            reading=self._reading,
            plan=self._plan,
            steps=self._steps,
            makings=makings,
            journal=self._journal,
            progress=self._setting.progress,
            undoing=self._undoing,
        ).ready(self._collected(), self._facts)
        self._writer = self._opened_journal()
        self._passwords = self._chosen_for(ready.account)
        return Maker(
            reading=self._reading,
            executor=Executor(self._session, self._passwords),
            writer=self._writer,
            guard=ready.guard,
            account=ready.account,
            makings=makings,
            company=company_of(self._plan, self._steps),
            pace=self._setting.pace,
        )

    def _chosen_for(self, account: Account) -> Passwords | None:
        tell = self._setting.tell_password
        if tell is None:
            return None
        minimum, withdraw = self._plan.baseline.min_length, self._setting.withdraw_password
        return Passwords(tell, account, minimum=minimum, withdraw=withdraw)

    def _refuse_untold(self) -> None:
        """Raise UsageError where a password is to be chosen, and nobody could be told."""
        if self._setting.tell_password is not None:
            return
        for step in self._steps:
            if isinstance(step.change, LoginProfileChange) and step.change.after and not is_done(step, self._journal):
                raise UsageError(
                    f"step {step.number} gives {step.change.user} a console password, and nobody is at a terminal to "
                    "be told",
                    advice="name a file that only you can read: --password-file FILE",
                )

    def carry_out(self, maker: Maker, crew: Crew) -> Ran:
        """Make the steps, then read the account anew."""
        with self._writer:
            try:
                for stage in in_stages((*self._steps, *self._to_find)):
                    self._make_stage(crew, maker, stage)
            except KeyboardInterrupt:
                self._is_interrupted = True
            applied = self._closed(self._proofs())
        return Ran(applied, self._errors[0] if self._errors else None)

    def _closed(self, found: tuple[Proof, ...]) -> Applied:
        """The end of it, in the journal and told."""
        ending: Ending = "interrupted" if self._is_interrupted else "stopped" if self._stop.is_set() else "complete"
        detail = str(self._errors[0]) if self._errors else self._first_failure()
        try:
            self._writer.close(self._setting.pace.now(), ending, detail)
        except RootwardError as error:
            self._errors.append(error)
        return Applied(
            plan=self._plan,
            journal=self._writer.id,
            outcomes=tuple(self._outcome(step) for step in self._plan.steps),
            proofs=found,
            ending=ending,
            detail=detail,
        )

    def _not_to_be_undone(self) -> tuple[Step, ...]:
        several = (step for step in self._plan.steps if "irreversible" in {step.risk, step.change.risk})
        return tuple(step for step in several if not is_done(step, self._journal))

    def _outcome(self, step: Step) -> StepOutcome:
        if step.number in self._outcomes:
            return self._outcomes[step.number]
        if self._is_unsure(step):
            return StepOutcome(number=step.number, end="unsure", detail="the run before may have made it")
        return StepOutcome(number=step.number, end="not begun")

    def _collected(self) -> Account:
        told = self._setting.reads or self._setting.progress
        return collected(self._session, self._facts, told, self._setting.collect_seconds)

    def _opened_journal(self) -> JournalWriter:
        from rootward.local.journal_writer import JournalWriter

        folder = self._setting.state_folder
        if self._journal is not None:
            return JournalWriter.reopen(self._journal, folder)
        opened = Opened(
            at=self._setting.pace.now(),
            caller=self._session.identity.arn,
            endpoint=self._session.endpoint,
            plan=self._plan,
            left_out=tuple(self._outcomes),
        )
        return JournalWriter.create(opened, folder)

    def _make_stage(self, crew: Crew, maker: Maker, steps: tuple[Step, ...]) -> None:
        """Make the steps side by side. When one fails, no other is begun; those under way come to their end."""
        started = [crew.start(partial(self._make, maker, step)) for step in steps]
        try:
            _await(started)
        except KeyboardInterrupt:
            self._stop.set()
            self._setting.progress("interrupted: waiting for the calls that are under way")
            _await(started)
            raise

    def _make(self, maker: Maker, step: Step) -> None:
        if self._stop.is_set():
            return
        self._outcomes[step.number] = StepOutcome(number=step.number, end="unsure", detail="it was left under way")
        try:
            self._outcomes[step.number] = outcome = self._made(maker, step)
            self._setting.on_step(step, outcome)
        except BaseException:  # a defect: it is raised again where the step is waited for, and no other is begun
            self._stop.set()
            raise

    def _made(self, maker: Maker, step: Step) -> StepOutcome:
        if is_done(step, self._journal):
            return StepOutcome(number=step.number, end="found", detail="done by the run before")
        try:
            if step in self._to_find:
                return maker.find(step)
            return maker.make(step, lost=self._is_unsure(step))
        except StepError as failure:
            self._stop.set()
            if failure.cause is not None:
                self._errors.append(failure.cause)
            return self._without_password(step, failure.outcome)

    def _without_password(self, step: Step, outcome: StepOutcome) -> StepOutcome:
        """The outcome, which says that the password is worth nothing where one was told and AWS refused it.

        Where nobody knows whether it was set, it stands.
        """
        change = step.change
        if not isinstance(change, LoginProfileChange) or outcome.end != "failed" or self._passwords is None:
            return outcome
        told = "the one-time password that was told is not set"
        try:
            if not self._passwords.withdraw(change.user):
                return outcome
        except OutputError as error:
            told = f"{told}, and could not be taken out of where it is kept: {error}"
        return msgspec.structs.replace(outcome, detail=f"{outcome.detail}; {told}")

    def _is_unsure(self, step: Step) -> bool:
        """Whether a run before may have made the step."""
        return self._journal is not None and self._journal.standing(step) == "unsure"

    def _first_failure(self) -> str:
        ended = (one for one in self._outcomes.values() if one.end in {"failed", "unsure"})
        first = min(ended, key=lambda one: one.number, default=None)
        return "" if first is None else f"step {first.number}: {first.detail}"

    def _proofs(self) -> tuple[Proof, ...]:
        """What the account, read anew, says of the gaps that the steps made here close."""
        made = {number for number, one in self._outcomes.items() if one.end in {"done", "found"}}
        awaited = {step.gap for step in self._plan.guided}  # what people have to do yet closes these
        closed = (gap for step in self._plan.steps if step.number in made for gap in step.closes)
        gaps = [gap for gap in closed if gap not in awaited]
        if not gaps:
            return ()
        try:
            self._setting.progress("reading the account anew, for the proof")
            changes = (step.change for step in self._plan.steps if step.number in made)
            account = looked_at(self._reading, self._collected(), changes)
        except (CredentialsError, KeyboardInterrupt) as error:
            self._is_interrupted |= isinstance(error, KeyboardInterrupt)
            told = str(error) or "the reading was interrupted"
            return tuple(Proof(gap=gap, status="unknown", detail=told) for gap in dict.fromkeys(gaps))
        return proofs(account, gaps, checks_of(self._plan), self._plan.baseline)


def _await(started: Sequence[Future[None]]) -> None:
    """Wait for all, and raise what the first of them did that failed.

    In steps of a second: without a time limit Windows does not wake for Ctrl-C.
    """
    for future in started:
        while not future.done():
            wait([future], timeout=1)
    for future in started:
        future.result()
