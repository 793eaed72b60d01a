"""What speaks against steps of a plan before anybody is asked: their users are withheld, and the rest is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rootward.engine.planning import Target
from rootward.model.change import MembershipChange
from rootward.model.plan import Step
from rootward.workflows.running.befores import ending_before, ends

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession

_SECONDS = 300.0


def objections_to(session: AwsSession, steps: Iterable[Step]) -> dict[Target, str]:
    """By their targets, the memberships that would bind somebody to MFA against whom a live look speaks.

    A look that is denied or fails says nothing here: the run looks again, and stops. Raises CredentialsError.
    """
    several = tuple(steps)
    binding = [step for step in several if isinstance(step.change, MembershipChange) and step.change.needs_mfa]
    if not binding:
        return {}
    from rootward.aws.crew import Crew
    from rootward.aws.looks import objection
    from rootward.aws.reading import Reading
    from rootward.aws.session import PARALLEL_CALLS

    ended = ends(several)
    with Crew(PARALLEL_CALLS, "rootward-look") as crew:
        reading = Reading(session, crew, deadline_seconds=_SECONDS)
        found = reading.side_by_side(
            lambda step: objection(reading, step.change, ending_before(ended, step.stage)), binding
        )
        return {step.change.target: told for step, told in zip(binding, found, strict=True) if isinstance(told, str)}
