"""All that can be refused is refused here, before the first step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import msgspec

from rootward.engine.lockout import Caller, Guard, Refusal, Unproven, holder_of, left_to_root
from rootward.engine.planning import owned
from rootward.engine.preflight import forbidden
from rootward.errors import GuardRefusedError
from rootward.model.account import Account
from rootward.model.change import Change
from rootward.model.journal import Journal
from rootward.model.plan import Plan, Step
from rootward.workflows.running.befores import Makings, refuse_changed
from rootward.workflows.running.belongings import refuse_belongings
from rootward.workflows.running.company import company_of, refuse_company
from rootward.workflows.running.facts import refuse_unread
from rootward.workflows.running.pointing import refuse_pointed_to

if TYPE_CHECKING:
    from rootward.aws.reading import Reading
    from rootward.aws.session import AwsSession


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """A run against which nothing stands."""

    account: Account
    """As it is before the first step."""
    guard: Guard
    """It knows whom a live proof showed to be an administrator."""


class Preparation(msgspec.Struct, frozen=True, kw_only=True):
    """A run that is about to begin, or to be taken up."""

    session: AwsSession
    reading: Reading
    plan: Plan
    steps: tuple[Step, ...]
    """Those that are part of the run."""
    makings: Makings
    journal: Journal | None
    """What is done of it already."""
    progress: Callable[[str], None]
    undoing: frozenset[str] = frozenset()
    """ARNs of what the run made that this one takes back."""

    def ready(self, account: Account, facts: tuple[str, ...]) -> Ready:
        """Look at the account, ask the lockout guard, and ask the caller's policies about each call.

        `facts`: those that were collected. Raises GuardRefusedError, IncompleteError, CredentialsError.
        """
        if whose := owned(step.change for step in self.steps):
            raise _refused(whose, "make a new plan: rootward plan")
        if of_root := left_to_root(self._caller, (step.change for step in self.steps), account):
            raise _refused(of_root.reason, of_root.advice)
        refuse_unread(account, facts)
        refuse_changed(self.reading, self.steps, self.makings, self.journal)
        if (company := company_of(self.plan, self.steps)) is not None:
            refuse_company(self.reading, account, self.steps, company)
        refuse_belongings(self.reading, account, self.steps)
        refuse_pointed_to(self.reading, self.steps)
        stages = in_stages(tuple(step for step in self.steps if not is_done(step, self.journal)))
        guard = self._guard_of(account, tuple(tuple(step.change for step in stage) for stage in stages))
        if denied := forbidden(account, self._caller, _permissions(stages)):
            raise GuardRefusedError(
                f"this run changed nothing: {self._caller.arn} may not {', '.join(denied)}",
                advice="allow it (rootward permissions --command apply), or sign in as somebody who may",
            )
        return Ready(account=account, guard=guard)

    @property
    def _caller(self) -> Caller:
        identity = self.session.identity
        return Caller(identity.arn, identity.key_id)

    @property
    def _leaving(self) -> frozenset[str]:
        """ARNs of what the run made that is taken back, and is there since, and this one takes away again."""
        inverses = (step.change.inverse() for step in self.steps)
        taken = {one.makes for one in inverses if one is not None and one.makes}
        return self.undoing & self.makings.own & taken

    def _guard_of(self, account: Account, stages: tuple[tuple[Change, ...], ...]) -> Guard:
        """The guard, which has nothing against it. Raises GuardRefusedError."""
        guard = Guard(self.plan.baseline, self._caller, undoing=self._leaving)
        ruling = guard.of_plan(account, stages)
        if isinstance(ruling, Unproven):
            guard = self._proved_live(account, ruling)
            again = guard.of_plan(account, stages)
            ruling = Refusal(again.reason, _advice(ruling)) if isinstance(again, Unproven) else again
        if isinstance(ruling, Refusal):
            raise _refused(ruling.reason, ruling.advice)
        return guard

    def _proved_live(self, account: Account, ruling: Unproven) -> Guard:
        """What the evaluator cannot see is settled by the caller's own success, if it is one of the administrators."""
        from rootward.aws.live_proof import live_proof

        arn = holder_of(self._caller, account)
        if arn not in ruling.administrators:
            raise _refused(f"{ruling.reason}, and {self._caller.arn} cannot prove it", _advice(ruling))
        proof = live_proof(self.session)
        if not proof.holds:
            raise _refused(f"{ruling.reason}; the live proof failed: {proof.detail}", _advice(ruling))
        self.progress(f"proved live: {arn} is an administrator")
        return Guard(self.plan.baseline, self._caller, frozenset({arn}), self._leaving)


def is_done(step: Step, journal: Journal | None) -> bool:
    """Whether a run before made the step."""
    return journal is not None and journal.standing(step) == "done"


def in_stages(steps: tuple[Step, ...]) -> tuple[tuple[Step, ...], ...]:
    """The steps of each stage, in their order."""
    numbers = sorted({step.stage for step in steps})
    return tuple(tuple(step for step in steps if step.stage == number) for number in numbers)


def _refused(reason: str, advice: str) -> GuardRefusedError:
    return GuardRefusedError(f"this run changed nothing: {reason}", advice=advice)


def _advice(ruling: Unproven) -> str:
    named = ", ".join(ruling.administrators)
    return f"apply as one who stays an administrator, whose own success is the proof: {named}"


def _permissions(stages: tuple[tuple[Step, ...], ...]) -> Iterator[tuple[str, str]]:
    """What the steps take: each IAM action and its resource, of the calls and of the looks before and after them."""
    from rootward.aws.looks import actions_of_looks

    for step in (step for stage in stages for step in stage):
        for call in step.change.calls():
            yield from call.permissions
        resource = step.change.resource
        for action in actions_of_looks([step.change]):
            yield action, resource if resource.startswith("arn:") else "*"
