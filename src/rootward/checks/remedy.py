"""What a check proposes for a gap that it found: changes, a step for people, or why neither.

A remedy is pure, like the check beside which it stands. It proposes for one failing finding; where several findings
need the same change it says the same change for each, and planning makes it once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import Change
from rootward.model.finding import Finding
from rootward.model.journal import History


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """Changes that belong together: all of them close the gap, or none is made."""

    batches: tuple[tuple[Change, ...], ...]
    """Each batch after the one before it was made and read back; within one, in any order."""
    restricts: bool = False
    """Whether they take from people what they could do: they come after all that gives."""
    why: str = ""
    """One line for the plan, where the changes do not speak for themselves."""


class Guidance(msgspec.Struct, frozen=True):
    """What people have to do here, in place of the check's `next_step`."""

    instruction: str


class Refused(msgspec.Struct, frozen=True):
    """A guard of the check's own holds the remedy back, or a fact that it needs was not read."""

    reason: str
    """One line: what stands against it, and what would change that."""
    lacks_facts: bool = False
    """Whether a fact was not read: denied, failed, or not collected."""
    waits: bool = False
    """Whether only time stands against it: where `later` proposes for the same gap, that takes its place."""


Proposed = Proposal | Guidance | Refused


class Remedy(msgspec.Struct, frozen=True, kw_only=True):
    """How rootward closes the gaps that a check finds."""

    propose: Callable[[Finding, Account, Baseline], Iterator[Proposed]]
    """For one failing finding. Yields at least once."""
    operations: tuple[str, ...] = ()
    """The IAM operations that its changes make, as `UpdateAccessKey`: permissions are made of them, and a recorded run
    proves them."""
    operations_of_root: tuple[str, ...] = ()
    """Those that only root's own session makes, on what is root's: no policy gives them, so no permission is made of
    them."""
    later: Callable[[History, Account, Baseline], Iterator[Proposal]] | None = None
    """What follows when time has passed, without a finding: `resource` of the gap is its changes' own."""
    facts: tuple[str, ...] = ()
    """Facts that `propose` looks at besides the check's own. It makes do without those that nobody asked for."""
