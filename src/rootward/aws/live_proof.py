"""Proof that the session's own credentials control IAM now, everything that limits them included.

What the evaluator cannot see (service control policies from a member account, conditions on how the caller signed in)
decides as well whether somebody is an administrator. So it is tried: calls that write, on a role and a user that are
not there. Where the caller is allowed, IAM finds nobody to write to and answers NoSuchEntity; where not, AccessDenied.
Nothing is changed. CloudTrail records the calls, as failed ones, and an alarm on changes of IAM policies may ring: the
filters in use seldom ask whether a call failed.

What is documented: that AWS evaluates all policies, service control policies included, before it lets a request act
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html), and the errors of each call
(https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html). What is not: that IAM decides on
permission before it looks whether the entity exists. That is taken for granted here, by how IAM words a denial: it
names the role or user as the request does (`role NAME`), not by the ARN that only one which exists has. It was not
tried on a live account. So the proof adds to what the evaluator finds in the caller's policies, and does not stand in
its place.

What is proven is power over what nobody singled out, as in `rootward.iam_policy.administration`: policies may spare
single users and roles all the same. And less than there may be is found: who may say who assumes a role by
iam:CreateRole alone is not seen, for that call would make one.
"""

from __future__ import annotations

import json
import secrets

import msgspec

from rootward.aws.call import Call
from rootward.aws.executor import Executor, Made, Refused
from rootward.aws.session import AwsSession, Identity
from rootward.iam_policy.administration import CONTROL
from rootward.model.change import ApiCall

_MAKES_ONE = "iam:CreateRole"

PROVABLE: tuple[tuple[tuple[str, str], ...], ...] = tuple(
    tuple((action, kind) for action, kind in row if action != _MAKES_ONE) for row in CONTROL
)
"""What it takes to control IAM, as CONTROL says it: one action of each row, on every resource of its kind."""

LIVE_PROOF_CALLS = tuple(Call(*action.split(":")) for row in PROVABLE for action, _ in row)
"""The calls that the proof may make; of each row, those up to the first that is allowed."""

_NO_EFFECT = {"Effect": "Deny", "Action": "sts:GetCallerIdentity"}
"""What no policy can deny: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html"""


class LiveProof(msgspec.Struct, frozen=True, kw_only=True):
    """What the calls showed."""

    holds: bool
    """Whether the caller controls IAM now."""
    denied: tuple[str, ...] = ()
    """The IAM actions that the caller lacks. One of those that do the same (for roles, for users) would be enough."""
    detail: str = ""
    """Why it does not hold, in one line; AWS's own words for a denial. Empty where it holds."""


class _UnclearError(Exception):
    """An answer that proves nothing: its text says why, in one line."""


def live_proof(session: AwsSession) -> LiveProof:
    """Try it, on names made up for it. Raises CredentialsError."""
    executor, name = Executor(session), f"rootward-proof-{secrets.token_hex(16)}"
    denials: list[Refused] = []
    try:
        for row in PROVABLE:
            denials += _denials(executor, row, name, session.identity)
    except _UnclearError as error:
        return LiveProof(holds=False, denied=_actions(denials), detail=str(error))
    return LiveProof(holds=not denials, denied=_actions(denials), detail=denials[0].detail if denials else "")


def _denials(executor: Executor, row: tuple[tuple[str, str], ...], name: str, who: Identity) -> list[Refused]:
    """The denials of all actions of a row; none where one of them is allowed. Raises _UnclearError."""
    denials = []
    for action, kind in row:
        call = _call(action.partition(":")[2], kind, name, who)
        outcome = executor.run(call)
        if isinstance(outcome, Made):
            raise _UnclearError(f"{call.operation} was made on the {kind} {name}, which no {kind} should be called")
        if isinstance(outcome, Refused) and outcome.kind == "missing":
            return []
        if not isinstance(outcome, Refused) or outcome.kind != "denied":
            raise _UnclearError(f"{call.operation} was neither allowed nor denied: {outcome.detail}")
        denials.append(outcome)
    return denials


def _call(operation: str, kind: str, name: str, who: Identity) -> ApiCall:
    """The call, with parameters that AWS finds nothing wrong with.

    Attached is what makes an administrator: whoever may attach some policies only, as one that denies everything,
    controls nothing. The document of an inline policy says nothing of rights, so any will do.
    """
    named = {f"{kind.capitalize()}Name": name}
    if operation.startswith("Attach"):
        more = {"PolicyArn": f"arn:{who.partition}:iam::aws:policy/AdministratorAccess"}
    elif operation.startswith("Put"):
        more = {"PolicyName": name, "PolicyDocument": _document({**_NO_EFFECT, "Resource": "*"})}
    else:
        account = {"AWS": f"arn:{who.partition}:iam::{who.account}:root"}
        more = {"PolicyDocument": _document({"Effect": "Deny", "Principal": account, "Action": "sts:AssumeRole"})}
    return ApiCall(operation=operation, parameters={**named, **more})


def _document(statement: dict[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _actions(denials: list[Refused]) -> tuple[str, ...]:
    return tuple(denial.call.action for denial in denials)
