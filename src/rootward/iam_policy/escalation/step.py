"""A step of a path, of an edge that was found to be open."""

from __future__ import annotations

from rootward.iam_policy.escalation.actor import Actor
from rootward.iam_policy.escalation.attempt import Found, Met
from rootward.iam_policy.escalation.path import Grant, Step


def step(by: Actor, found: Found, to: Actor) -> Step:
    """The step that `by` goes. What was found may be shared with others who hold the same policies."""
    return Step(
        edge=found.edge,
        by=by.holder,
        to=to.holder,
        grants=tuple(_grant(by, met) for met in found.met),
        helper=found.ends.helper.holder if found.ends.helper is not None else None,
        group=found.ends.group.rpartition("/")[2] if found.ends.group is not None else None,
        policy=found.ends.policy,
    )


def _grant(by: Actor, met: Met) -> Grant:
    who = by if met.actor is None else met.actor
    decision = met.decision
    if decision.layer != "identity" or decision.index is None or decision.deciding is None:
        return Grant(met.need, who.holder, met.resource)
    ready = who.policies.identity[decision.index]
    held = next(each for each in who.held if each.ready is ready)
    return Grant(met.need, who.holder, met.resource, held.name, held.group, decision.deciding.number)
