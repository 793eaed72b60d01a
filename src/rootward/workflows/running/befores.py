"""Looking at all that a plan will change, before its first step: it must be as the plan says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from rootward.errors import GuardRefusedError, IncompleteError
from rootward.model.change import (
    AccessKeyChange,
    AttachmentChange,
    BucketChange,
    BucketPolicyChange,
    Change,
    InlinePolicyChange,
    LoginProfileChange,
    MembershipChange,
    Missing,
    Partway,
    TrailLoggingChange,
    UserCredentialChange,
)
from rootward.model.journal import Journal
from rootward.model.plan import Step
from rootward.model.unknown import Unknown

if TYPE_CHECKING:
    from rootward.aws.reading import Reading

_SHOWN = 3

_HELD = (MembershipChange, AttachmentChange, InlinePolicyChange)
"""Changes of what a user, group or role holds."""

_GOES_WITH_IT = (*_HELD, LoginProfileChange, TrailLoggingChange, BucketPolicyChange)
"""Changes of what is gone once that is gone which has it."""


class Makings(msgspec.Struct, frozen=True, kw_only=True):
    """What comes and goes with a run, by its ARN: what a look cannot know of it."""

    made: frozenset[str] = frozenset()
    """Its steps make it. What is to be put into it is not there yet."""
    own: frozenset[str] = frozenset()
    """Runs of this machine began to make it. Any other that is there already is somebody else's."""

    undoing: bool = False
    """The run takes back another one."""

    def is_before(self, change: Change, seen: object) -> bool:
        """Whether what was seen is the state that the change begins with."""
        if isinstance(seen, Missing):
            return seen.arn in self.made and not change.before
        if isinstance(seen, Partway):
            return self.undoing or change.makes is None or change.makes in self.own
        return change.agrees(seen, change.before)

    def is_after(self, change: Change, seen: object) -> bool:
        """Whether what was seen is what the change is to make of it, whoever made it so.

        Whoever is not there has nothing any more that could be taken away, and an undo gives nothing back to a user
        who was deleted. An access key is not of these: a user of another name by now has it still.
        """
        if isinstance(seen, Missing):
            return isinstance(change, _GOES_WITH_IT) and (not change.after or (self.undoing and ":user/" in seen.arn))
        return change.agrees(seen, change.after)

    def is_foreign(self, change: Change) -> bool:
        """Whether what the change makes, if it is there already, is somebody else's.

        A group may hold anything, and its members would get all that the run puts into it; a bucket, a topic or a role
        may be anybody's. Not so the bucket for a trail that an undo left: its journal may lie on another machine.
        """
        if isinstance(change, BucketChange) and change.may_be_found:
            return False
        if isinstance(change, LoginProfileChange):  # of a user whom the run has just made
            return change.after and change.user_arn in self.made - self.own
        return change.makes is not None and change.makes not in self.own


def makings_of(steps: Iterable[Step], own: frozenset[str] = frozenset(), *, undoing: bool = False) -> Makings:
    """What comes and goes with the steps."""
    made = (step.change.makes for step in steps)
    return Makings(made=frozenset(arn for arn in made if arn is not None), own=own, undoing=undoing)


def refuse_changed(reading: Reading, steps: tuple[Step, ...], makings: Makings, journal: Journal | None) -> None:
    """Look at every step: raise where one that is done is not so any more, or another neither before nor after it.

    Raises GuardRefusedError: somebody else changed it since the plan was made, or used a key. IncompleteError: a look
    was denied, or failed.
    """
    ended = ends(steps)

    def against(step: Step) -> str:
        if journal is not None and journal.standing(step) == "done":
            return _undone(reading, step, makings)
        ending = ending_before(ended, step.stage)
        return _objection(reading, step, makings, ending, is_new=journal is None and not makings.undoing)

    found = [one for one in reading.side_by_side(against, list(steps)) if one]
    if found:
        more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise GuardRefusedError(
            f"this run changed nothing: the account is not as the plan says: {'; '.join(found[:_SHOWN])}{more}",
            advice="make a new plan: rootward plan",
        )


def ends(steps: Iterable[Step]) -> dict[str, int]:
    """The ids of the keys that the steps switch off or delete, and in which stage: nothing works with them after it."""
    return {
        step.change.target[1]: step.stage
        for step in steps
        if isinstance(step.change, AccessKeyChange | UserCredentialChange) and step.change.after != "Active"
    }


def ending_before(ended: dict[str, int], stage: int) -> frozenset[str]:
    """Those of `ends` with which nothing works any more when the stage begins."""
    return frozenset(key for key, last in ended.items() if last < stage)


def _undone(reading: Reading, step: Step, makings: Makings) -> str:
    """What is said of a step that was done and is not so any more: later steps may rest on it."""
    if makings.is_after(step.change, _seen(reading, step)):
        return ""
    return f"step {step.number} was made, and is not so any more ({' '.join(step.change.target)})"


def _objection(reading: Reading, step: Step, makings: Makings, ending: frozenset[str], *, is_new: bool) -> str:
    """What speaks against the step. `is_new`: no run of the plan was begun, so nobody took anything away for it."""
    from rootward.aws.looks import objection

    change = step.change
    seen = _seen(reading, step)
    if makings.is_after(change, seen):
        if is_new and isinstance(change, _HELD) and not change.after:
            # Another step may give it back by a group: what somebody took away meanwhile stays away.
            return f"step {step.number}: {change.resource} lost it meanwhile ({' '.join(change.target)})"
        return f"step {step.number}: {told_foreign(change)}" if makings.is_foreign(change) else ""
    if not makings.is_before(change, seen):
        return f"step {step.number}: {told_change(change, seen)}"
    against = objection(reading, change, ending)
    if isinstance(against, Unknown):
        raise _incomplete(step, against)
    return f"step {step.number}: {against}" if against else ""


def _seen(reading: Reading, step: Step) -> object:
    from rootward.aws.looks import look

    seen = look(reading, step.change)
    if isinstance(seen, Unknown):
        raise _incomplete(step, seen)
    return seen


def _incomplete(step: Step, unread: Unknown) -> IncompleteError:
    return IncompleteError(
        f"this run changed nothing: step {step.number} could not be looked at: {unread.detail}",
        advice=f"allow {unread.action}: rootward permissions --command apply" if unread.action else "try again",
    )


def told_change(change: Change, seen: object) -> str:
    """What is other than the plan says, in words."""
    if isinstance(seen, Missing):
        return f"{seen.arn} is not there any more"
    return f"{change.resource} was changed meanwhile ({' '.join(change.target)})"


def told_foreign(change: Change) -> str:
    """That somebody else made it, in words."""
    if isinstance(change, LoginProfileChange):
        return f"somebody else gave {change.user} a console password meanwhile"
    return f"{change.resource} is there already, and no run from this machine made it"
