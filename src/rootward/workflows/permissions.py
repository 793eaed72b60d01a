"""The IAM policy that a command needs."""

from __future__ import annotations

from rootward.checks.check import Check
from rootward.workflows.audit import facts_of


def actions_for(checks: tuple[Check, ...], *, deep: bool = False) -> tuple[str, ...]:
    """The IAM actions behind the facts that these checks read, sorted."""
    from rootward.aws.readers import ACTIONS

    return tuple(sorted({action for fact in facts_of(checks, deep=deep) for action in ACTIONS.get(fact, ())}))


def policy_for(checks: tuple[Check, ...], *, deep: bool = False) -> str:
    """The policy, as JSON text, of collecting what these checks read."""
    from rootward.reports.permissions import policy

    return policy(actions_for(checks, deep=deep))


def policy_for_asking() -> str:
    """The policy, as JSON text, of asking who may do what."""
    from rootward.aws.readers import ACTIONS
    from rootward.reports.permissions import policy
    from rootward.workflows.who_can import ADMINISTRATION_FACTS

    return policy(sorted({action for fact in ADMINISTRATION_FACTS for action in ACTIONS[fact]}))
