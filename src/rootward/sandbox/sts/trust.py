"""Whether a role's trust policy lets a caller in. What cannot be judged here lets nobody in.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
A real evaluator of policies is to take this module's place: all of it stands behind `is_trusted`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rootward.iam_policy.document import LANGUAGE_OF_2008, MalformedPolicyError, parse
from rootward.sandbox.sts.condition import hold

if TYPE_CHECKING:
    from rootward.iam_policy.document import Principal, Statement
    from rootward.sandbox.sts.condition import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """A caller at the door of a role."""

    action: str
    """As `sts:AssumeRole`."""
    aws: frozenset[str] = frozenset()
    """What names the caller as a principal of kind AWS: its ARNs, its account's number and ARN."""
    federated: str | None = None
    """The ARN of the identity provider, or its name where AWS has it built in."""
    context: Context
    """The condition keys of the request."""


def is_trusted(trust_policy: str, knock: Knock) -> bool:
    """Whether the trust policy, JSON text, allows the action to the caller and does not deny it."""
    try:
        document = parse(trust_policy)
    except MalformedPolicyError:
        return False
    variables = document.version != LANGUAGE_OF_2008
    allowed = False
    for statement in document.statements:
        applies = _applies(statement, knock, variables=variables)
        if statement.effect == "Deny" and applies is not False:
            return False
        allowed = allowed or applies is True
    return allowed


def _applies(statement: Statement, knock: Knock, *, variables: bool) -> bool | None:
    """Whether the statement is about the caller and its request; None: it may be, but that cannot be judged here."""
    if not statement.takes(knock.action):
        return False
    if statement.principals is None:
        return None
    if not any(_is(principal, knock) for principal in statement.principals):
        return False
    return hold(statement.conditions, knock.context, variables=variables)


def _is(principal: Principal, knock: Knock) -> bool:
    if principal.kind == "Federated":
        return principal.id == knock.federated
    if principal.kind in ("*", "AWS"):
        return bool(knock.aws) and (principal.id == "*" or principal.id in knock.aws)
    return False
