"""The way from a new account to a secured one: its chapters, and where somebody came to on it."""

from __future__ import annotations

import msgspec

from rootward.model.audit import Audit
from rootward.model.finding import PRACTICES, Practice
from rootward.model.plan import GuidedStep, Withheld


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """One practice, before anything of it is done."""

    practice: Practice
    audit: Audit
    """By the practice's checks alone."""

    @property
    def number(self) -> int:
        """Of five, in the order in which they are gone through."""
        return PRACTICES.index(self.practice) + 1


class Secured(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody came to."""

    before: Audit
    """By all checks."""
    after: Audit | None
    """The same, read anew; None where that could not be."""
    journals: tuple[str, ...] = ()
    """The ids of the runs that were begun, in their order."""
    guided: tuple[GuidedStep, ...] = ()
    """What is left for people, as the plans said it."""
    withheld: tuple[Withheld, ...] = ()
    """What the plans held back."""
    is_through: bool = True
    """Whether all five chapters were gone through; False: somebody left, or a run stopped."""
    is_cut_off: bool = False
    """Whether the last run changed something and did not come to its end: the next visit offers to take it up."""
    is_root: bool = False
    """Whether it was root who went."""
