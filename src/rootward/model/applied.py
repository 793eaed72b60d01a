"""What came of a run: each step's end, and whether each gap is closed now."""

from __future__ import annotations

from typing import Literal

import msgspec

from rootward.model.journal import Ending
from rootward.model.plan import Gap, Plan

StepEnd = Literal["done", "found", "failed", "unsure", "not begun", "left out"]
"""`found`: it was so already, as after a run that was cut off. `left out`: irreversible, and not allowed."""


class StepOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """The end of one step."""

    number: int
    end: StepEnd
    detail: str = ""


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What the account says of one gap, read anew."""

    gap: Gap
    status: Literal["closed", "open", "unknown"]
    detail: str = ""


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """One run of a plan."""

    plan: Plan
    journal: str
    """The id of its journal; empty where nothing was begun."""
    outcomes: tuple[StepOutcome, ...]
    """In the order of the plan."""
    proofs: tuple[Proof, ...] = ()
    ending: Ending
    detail: str = ""
    """Why it stopped."""

    @property
    def is_whole(self) -> bool:
        """Whether every step that was allowed is done."""
        return all(one.end in {"done", "found", "left out"} for one in self.outcomes)
