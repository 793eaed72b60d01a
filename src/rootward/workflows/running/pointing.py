"""Who needs what a run takes away: rules and alarms that tell a topic, and rules that send by a role.

The usual case is an undo of the run that made topic and role, after a later run made more rules for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.errors import GuardRefusedError, IncompleteError
from rootward.model.change import Change, EventRuleChange, TopicChange
from rootward.model.plan import Step
from rootward.model.unknown import Unknown

if TYPE_CHECKING:
    from rootward.aws.looks.pointing import Pointer
    from rootward.aws.reading import Reading

_SHOWN = 3


def refuse_pointed_to(reading: Reading, steps: tuple[Step, ...]) -> None:
    """Look for whatever points to what the steps take away, before the first of them.

    Raises GuardRefusedError: a rule or an alarm does that the steps leave as it is. IncompleteError: a list was denied,
    or failed.
    """
    from rootward.aws.looks import pointers
    from rootward.aws.looks.pointing import can_be_pointed_to

    for change in (step.change for step in steps if can_be_pointed_to(step.change)):
        found = pointers(reading, change)
        if isinstance(found, Unknown):
            raise IncompleteError(
                f"this run changed nothing: what needs {_whose(change)} could not be read: {found.detail}",
                advice=f"allow {found.action}: rootward permissions --command apply" if found.action else "try again",
            )
        going = {one.arn for step in steps if isinstance(one := step.change, EventRuleChange) and _leaves(one, change)}
        left = tuple(one for one in found if one.arn not in going)
        if left:
            raise GuardRefusedError(
                f"this run changed nothing: it takes away {_whose(change)}, which {_told(left)} would need",
                advice="undo the run that made them first (rootward undo JOURNAL), or let them send elsewhere",
            )


def _leaves(rule: EventRuleChange, change: Change) -> bool:
    """Whether the rule points to it no more after its step."""
    targets = () if rule.after is None else rule.after.targets
    return change.resource not in {place for one in targets for place in (one.arn, one.role)}


def _whose(change: Change) -> str:
    if isinstance(change, TopicChange):
        return f"topic {change.name}"
    return f"role {change.resource.rpartition('/')[2]} or what it may do"


def _told(left: tuple[Pointer, ...]) -> str:
    more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
    return f"{', '.join(one.told for one in left[:_SHOWN])}{more}"
