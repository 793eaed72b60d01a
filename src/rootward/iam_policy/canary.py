"""Questions whose answers are known, asked before any other: a broken table or evaluator must not read as a pass."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from rootward.iam_policy.administration import administration
from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.escalation.graph import Escalation
from rootward.iam_policy.policies import Policies
from rootward.iam_policy.powers import Powers
from rootward.iam_policy.ternary import Maybe, Ternary
from rootward.iam_policy.wildcard import matches_action
from rootward.model.account import Account
from rootward.model.identity import Identities, InlinePolicy, User

_NUMBER = "111122223333"
_CANARY = f"arn:aws:iam::{_NUMBER}:user/canary"
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_MFA = "aws:MultiFactorAuthPresent"


@cache
def canary() -> str | None:
    """What is broken in the judgement of policies, in one line; None: nothing is. It is asked once in a process."""
    try:
        wrong = next(_wrong(), None)
    except Exception as error:  # noqa: BLE001 # whatever a broken table raises, it is the canary's answer
        wrong = f"it stops with {type(error).__name__}"
    return None if wrong is None else f"rootward's own judgement of IAM policies is broken: {wrong}"


def _wrong() -> Iterator[str]:
    if _control(_allow(Action="*")) is not True:
        yield "whoever may do * is not found to be an administrator"
    if _control(_allow(Action="*:*")) is not True:
        yield "whoever may do *:* is not found to be an administrator"
    if _control(_allow(NotAction="s3:*")) is not True:
        yield "whoever may do all but some is not found to be an administrator"
    if _control(_allow(Action="s3:*")) is not False:
        yield "whoever may use one service is found to be an administrator"
    unless_mfa = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"BoolIfExists": {_MFA: "false"}}}
    if _control(_allow(Action="*"), unless_mfa) != Maybe(frozenset({_MFA.lower()})):
        yield "a denial without MFA is not found to depend on MFA"
    if _steps("iam:PutUserPolicy") != ("iam-007",):
        yield "whoever may write its own policy is not found to be able to become an administrator"
    if _steps("iam:GetUserPolicy") is not None:
        yield "whoever may read its own policy is found to be able to become an administrator"
    if not matches_action("iam:Put*Policy", "IAM:PutUserPolicy"):
        yield "the wildcards of actions do not match"


def _allow(**elements: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Resource": "*", **elements}


def _document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _control(*statements: dict[str, Any]) -> Ternary:
    return administration(Policies([_document(*statements)]), _CANARY).control


def _steps(action: str) -> tuple[str, ...] | None:
    """The path of a user who may do one thing to itself, by the edges' ids."""
    document = json.dumps(_document({"Effect": "Allow", "Action": action, "Resource": _CANARY}))
    user = User(
        name="canary",
        arn=_CANARY,
        created=_LONG_AGO,
        inline_policies=(InlinePolicy(name="canary", document=document),),
    )
    identities = Identities(users=(user,))
    account = Account(taken_at=_LONG_AGO, id=_NUMBER, identities=identities)
    powers = Powers(account, identities)
    path = Escalation(account, identities, powers, Assumption(powers)).of(powers.by_arn[_CANARY])
    return None if path is None else tuple(step.edge.id for step in path.steps)
