"""Guided steps: shown to somebody, waited for, and looked at until their check passes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from rootward.checks.registry import BY_ID
from rootward.engine.proving import proofs
from rootward.model.applied import Proof
from rootward.model.plan import GuidedStep, Plan
from rootward.workflows.audit import facts_of
from rootward.workflows.running.facts import collected
from rootward.workflows.running.run import Setting

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession


class Guide(Protocol):
    """Whoever leads a person through what no API can do."""

    waits: bool
    """Whether to wait until each step is done."""

    def leave(self, steps: tuple[GuidedStep, ...]) -> None:
        """Say that these steps are left to be done. Called in place of all else where nobody waits."""
        ...

    def show(self, step: GuidedStep) -> None:
        """Say what to do, and where."""
        ...

    def closed(self, step: GuidedStep) -> None:
        """Say that the step's check passes now."""
        ...


def lead(session: AwsSession, plan: Plan, guide: Guide, setting: Setting) -> Iterator[Proof]:
    """Lead through the plan's guided steps, in their order: what the account says of each, once it is done.

    Ctrl-C ends the waiting: raises KeyboardInterrupt. Raises CredentialsError.
    """
    if not guide.waits:
        guide.leave(plan.guided)
        return
    for step in plan.guided:
        guide.show(step)
        proof = _wait(session, plan, step, setting)
        guide.closed(step)
        yield proof


def _wait(session: AwsSession, plan: Plan, step: GuidedStep, setting: Setting) -> Proof:
    check = BY_ID[step.gap.check]
    while True:
        account = collected(session, facts_of([check]), lambda _line: None, setting.collect_seconds)
        proof = proofs(account, [step.gap], [check], plan.baseline)[0]
        if proof.status == "closed":
            return proof
        setting.pace.sleep(setting.pace.poll)
