"""Questions whose answers are known, asked before any other: a broken table or evaluator must not read as a pass."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from msgspec.structs import replace

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

_Statement = dict[str, Any]
_EVERYTHING: _Statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_ALL_SERVICES: _Statement = {"Effect": "Allow", "Action": "*:*", "Resource": "*"}
_ALL_BUT_ONE: _Statement = {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}
_ONE_SERVICE: _Statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
_NOTHING_WITHOUT_MFA: _Statement = {
    "Effect": "Deny",
    "Action": "*",
    "Resource": "*",
    "Condition": {"BoolIfExists": {_MFA: "false"}},
}
_ADMINISTRATORS: tuple[tuple[tuple[_Statement, ...], Ternary, str], ...] = (
    ((_EVERYTHING,), True, "whoever may do * is not found to be an administrator"),
    ((_ALL_SERVICES,), True, "whoever may do *:* is not found to be an administrator"),
    ((_ALL_BUT_ONE,), True, "whoever may do all but some is not found to be an administrator"),
    ((_ONE_SERVICE,), False, "whoever may use one service is found to be an administrator"),
    (
        (_EVERYTHING, _NOTHING_WITHOUT_MFA),
        Maybe(frozenset({_MFA.lower()})),
        "a denial without MFA is not found to depend on MFA",
    ),
)
"""Statements of a user, whether they make an administrator, and what is wrong if they are judged otherwise."""

_PATHS: tuple[tuple[str, tuple[str, ...] | None, str], ...] = (
    (
        "iam:PutUserPolicy",
        ("iam-007",),
        "whoever may write its own policy is not found to be able to become an administrator",
    ),
    ("iam:GetUserPolicy", None, "whoever may read its own policy is found to be able to become an administrator"),
)
"""The one action that a user may do to itself, the edges of its path, and what is wrong if another is found."""

_PATTERNS = (("iam:Put*Policy", "IAM:PutUserPolicy", "the wildcards of actions do not match"),)
"""A pattern, an action that it takes in, and what is wrong if it does not."""

_USER = User(name="canary", arn=_CANARY, created=_LONG_AGO)
_POLICY = InlinePolicy(name="canary", document="")
_ACCOUNT = Account(taken_at=_LONG_AGO, id=_NUMBER)


@cache
def canary() -> str | None:
    """What is broken in the judgement of policies, in one line; None: nothing is. It is asked once in a process."""
    try:
        wrong = next(_wrong(), None)
    except Exception as error:  # noqa: BLE001 # whatever a broken table raises, it is the canary's answer
        wrong = f"it stops with {type(error).__name__}"
    return None if wrong is None else f"rootward's own judgement of IAM policies is broken: {wrong}"


def _wrong() -> Iterator[str]:
    for statements, answer, wrong in _ADMINISTRATORS:
        if _control(*statements) != answer:
            yield wrong
    for action, steps, wrong in _PATHS:
        if _steps(action) != steps:
            yield wrong
    for pattern, action, wrong in _PATTERNS:
        if not matches_action(pattern, action):
            yield wrong


def _document(*statements: _Statement) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _control(*statements: _Statement) -> Ternary:
    return administration(Policies([_document(*statements)]), _CANARY).control


def _steps(action: str) -> tuple[str, ...] | None:
    """The path of a user who may do one thing to itself, by the edges' ids."""
    document = json.dumps(_document(_EVERYTHING | {"Action": action, "Resource": _CANARY}))
    user = replace(_USER, inline_policies=(replace(_POLICY, document=document),))
    identities = Identities(users=(user,))
    account = replace(_ACCOUNT, identities=identities)
    powers = Powers(account, identities)
    path = Escalation(account, identities, powers, Assumption(powers)).of(powers.by_arn[_CANARY])
    return None if path is None else tuple(step.edge.id for step in path.steps)
