"""A plan: the changes that close an account's gaps, in order, with what is left to people and what was withheld.

A plan is a file, `plan.json`: this struct as JSON. It holds no call: calls are made anew from its typed changes. Its
digest binds an approval to what was shown; a plan whose digest is not its own was changed after it was made.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Literal

import msgspec

from rootward.model.baseline import Baseline
from rootward.model.change import Change, Risk
from rootward.model.finding import Severity

PLAN_SCHEMA = 1

PLAN_HOURS = 24
"""So long after the facts were read a plan may be applied."""


class Gap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A failing finding, by its check and resource."""

    check: str
    resource: str


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One change of the plan."""

    number: int
    """1, 2, …, guided steps counted with the others."""
    stage: int
    """Steps of one stage do not need each other, and may be made side by side; each stage waits for the one before."""
    change: Change
    risk: Risk
    closes: tuple[Gap, ...] = ()
    """The gaps that need it; none in the plan of an undo."""
    why: str = ""
    """One line, where the change does not speak for itself."""


class GuidedStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What no API can do, or somebody else owns: what to do, and the check that tells when it is done."""

    number: int
    gap: Gap
    severity: Severity
    message: str
    """The finding, in words."""
    instruction: str
    """Where to click, or what to run: as a check's `next_step`, filled in for the resource by whoever shows it."""


class Withheld(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A gap that the plan does not close, and why."""

    gap: Gap
    reason: str
    by: Literal["guard", "lockout", "facts"]
    """A guard of the check's, the lockout guard, or a fact that was not read."""


class PlannedAccount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The account that the plan is for. Only it is changed by it."""

    id: str
    alias: str | None
    partition: str
    caller: str
    """ARN of who collected the facts."""
    endpoint: str | None = None
    """The endpoint override that the facts were read through; None for AWS itself."""


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole plan."""

    schema: int = PLAN_SCHEMA
    digest: str = ""
    """SHA-256 of all else, in hexadecimal."""
    rootward: str
    """The version that planned."""
    made_at: datetime
    """When the facts were read."""
    expires_at: datetime
    account: PlannedAccount
    baseline: Baseline
    checks: tuple[str, ...]
    """The checks that were asked."""
    score_before: int | None
    score_after: int | None
    """What the score will be once all steps are made, guided ones aside."""
    steps: tuple[Step, ...] = ()
    guided: tuple[GuidedStep, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    live_proof: str = ""
    """Why the lockout guard needs the caller's own success before anything that restricts; empty where it does not."""
    undoes: str | None = None
    """Of the plan of an undo: the id of the journal that it takes back."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to change; guided steps may remain."""
        return not self.steps

    @property
    def is_as_made(self) -> bool:
        """Whether nobody changed it since its digest was taken."""
        return self.digest == digest_of(self)


def digest_of(plan: Plan) -> str:
    """The digest of everything in the plan but its digest."""
    return hashlib.sha256(
        msgspec.json.encode(msgspec.structs.replace(plan, digest=""), order="deterministic")
    ).hexdigest()


def sealed(plan: Plan) -> Plan:
    """The plan with its digest."""
    return msgspec.structs.replace(plan, digest=digest_of(plan))
