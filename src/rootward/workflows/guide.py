"""Guided steps: shown to somebody, waited for, and looked at until their check passes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import msgspec

from rootward.checks.registry import BY_ID
from rootward.engine.judging import judge
from rootward.engine.proving import proofs
from rootward.model.applied import Proof
from rootward.model.baseline import Baseline
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
    while True:
        looked = look_again(session, step, plan.baseline, setting)
        if looked.proof.status == "closed":
            return looked.proof
        setting.pace.sleep(setting.pace.poll)


class Looked(msgspec.Struct, frozen=True):
    """What the account says of one guided step's gap, read anew."""

    proof: Proof
    report_of: datetime | None = None
    """Of an open gap that AWS's credential report tells of: when AWS made that report. It may be hours old.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
    """


def look_again(session: AwsSession, step: GuidedStep, baseline: Baseline, setting: Setting) -> Looked:
    """Look whether the step is done: only what its check reads. Raises CredentialsError."""
    check = BY_ID[step.gap.check]
    account = collected(session, facts_of([check]), _untold, setting.collect_seconds)
    (proof,) = proofs(account, [step.gap], [check], baseline)
    if proof.status != "open":
        return Looked(proof)
    failing = (one for one in judge(account, [check], baseline, verbose=True) if one.resource == step.gap.resource)
    evidence = (one for finding in failing if finding.status == "fail" for one in finding.evidence)
    return Looked(proof, next((one.at for one in evidence if one.source == _REPORT), None))


_REPORT = "credential-report"
"""How evidence names its source."""


def _untold(_line: str) -> None:
    """Progress of a look that is made again and again."""
