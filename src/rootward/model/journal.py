"""The journal of one run of a plan: what was meant, before each step; what came of it, after.

On disk it is one JSON line an entry, each flushed before the call that it announces, the plan itself in the first. It
holds no secret: changes hold none.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from rootward.model.change import AccessKeyChange, RootCredentialChange
from rootward.model.plan import Plan, Step

JOURNAL_SCHEMA = 1

Outcome = Literal["done", "failed", "unsure"]
"""`done`: a read agrees. `failed`: AWS refused, and nothing changed. `unsure`: nobody can tell whether it happened."""

Ending = Literal["complete", "stopped", "interrupted"]


class Opened(msgspec.Struct, frozen=True, kw_only=True, tag="opened"):
    """The first line."""

    schema: int = JOURNAL_SCHEMA
    at: datetime
    caller: str
    endpoint: str | None = None
    """The endpoint override that the run's calls go through; None for AWS itself."""
    plan: Plan
    left_out: tuple[int, ...] = ()
    """Numbers of the irreversible steps that were not allowed: only one that is allowed later is part of this run."""


class Intent(msgspec.Struct, frozen=True, kw_only=True, tag="intent"):
    """A step is about to be made."""

    at: datetime
    step: int


class Result(msgspec.Struct, frozen=True, kw_only=True, tag="result"):
    """What came of a step."""

    at: datetime
    step: int
    outcome: Outcome
    detail: str = ""


class Closed(msgspec.Struct, frozen=True, kw_only=True, tag="closed"):
    """A run of it ended by itself. A journal that is taken up again goes on after this line."""

    at: datetime
    ending: Ending
    detail: str = ""


Entry = Intent | Result | Closed

Standing = Literal["open", "done", "unsure"]


class Journal(msgspec.Struct, frozen=True, kw_only=True):
    """A journal as it was read."""

    id: str
    """Its file's name without the ending."""
    opened: Opened
    entries: tuple[Entry, ...] = ()

    @property
    def plan(self) -> Plan:
        """The plan that was run."""
        return self.opened.plan

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are part of the run, in order."""
        begun = {one.step for one in self.entries if isinstance(one, Intent | Result)}
        left_out = set(self.opened.left_out) - begun
        return tuple(step for step in self.plan.steps if step.number not in left_out)

    def standing(self, step: Step) -> Standing:
        """How far the step is. An intent without a result is unsure: the call may have gone out."""
        standing: Standing = "open"
        for entry in self.entries:
            match entry:
                case Intent(step=step.number):
                    standing = "unsure"
                case Result(step=step.number, outcome=outcome):
                    standing = "open" if outcome == "failed" else outcome
        return standing

    def is_own(self, step: Step) -> bool:
        """Whether the run made the step, or may have. One that was found done without an intent, somebody else made."""
        own = False
        for entry in self.entries:
            match entry:
                case Intent(step=step.number):
                    own = True
                case Result(step=step.number, outcome="failed"):
                    own = False
        return own

    @property
    def is_complete(self) -> bool:
        """Whether every step is done, whoever made it."""
        return all(self.standing(step) == "done" for step in self.steps)

    @property
    def is_finished(self) -> bool:
        """Whether every step is done, and a run of it came to its own end: the proof was made, and the run reported."""
        last = self.entries[-1] if self.entries else None
        return self.is_complete and isinstance(last, Closed) and last.ending == "complete"

    @property
    def has_changes(self) -> bool:
        """Whether the run changed anything, or may have."""
        return any(self.is_own(step) for step in self.steps)

    def done_at(self, step: Step) -> datetime | None:
        """When the step was last found done."""
        times = (one.at for one in self.entries if isinstance(one, Result) and one.step == step.number)
        return max(times, default=None) if self.standing(step) == "done" else None


class RetiredKey(msgspec.Struct, frozen=True, kw_only=True):
    """An access key that an earlier run switched off."""

    user: str
    user_arn: str
    key_id: str
    last_used: datetime | None
    at: datetime


class RetiredOfRoot(msgspec.Struct, frozen=True, kw_only=True):
    """An access key or a signing certificate of root that an earlier run switched off."""

    id: str
    at: datetime


class SeenOffOfRoot(msgspec.Struct, frozen=True, kw_only=True):
    """An access key or a signing certificate of root that was off each time that a plan on this machine looked."""

    id: str
    since: datetime
    """When it was first seen so. It may have been off before."""


class SeenDevice(msgspec.Struct, frozen=True, kw_only=True):
    """A virtual MFA device that belonged to nobody each time that a plan on this machine looked."""

    serial: str
    since: datetime
    """When it was first seen so."""


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What earlier runs on this machine did to the account, or saw, as far as a later plan rests on it."""

    retired_keys: tuple[RetiredKey, ...] = ()
    retired_of_root: tuple[RetiredOfRoot, ...] = ()
    seen_off_of_root: tuple[SeenOffOfRoot, ...] = ()
    unassigned_devices: tuple[SeenDevice, ...] = ()


def history_of(journals: tuple[Journal, ...]) -> History:
    """What the journals, oldest first, leave: keys that they switched off, and neither on again nor deleted since.

    The same of root's keys and certificates. What a run found off already is not listed: nobody here knows since when
    it is, or why.
    """
    retired: dict[tuple[str, ...], RetiredKey | RetiredOfRoot] = {}
    for journal in journals:
        for step in journal.steps:
            change, at = step.change, journal.done_at(step)
            if not isinstance(change, AccessKeyChange | RootCredentialChange) or at is None:
                continue
            if change.after != "Inactive":
                retired.pop(change.target, None)
            elif journal.is_own(step):
                retired[change.target] = _retired(change, at)
    return History(
        retired_keys=tuple(one for one in retired.values() if isinstance(one, RetiredKey)),
        retired_of_root=tuple(one for one in retired.values() if isinstance(one, RetiredOfRoot)),
    )


def _retired(change: AccessKeyChange | RootCredentialChange, at: datetime) -> RetiredKey | RetiredOfRoot:
    if isinstance(change, RootCredentialChange):
        return RetiredOfRoot(id=change.id, at=at)
    return RetiredKey(
        user=change.user, user_arn=change.user_arn, key_id=change.key_id, last_used=change.last_used, at=at
    )
