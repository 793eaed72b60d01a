"""Whether an administrator who comes in by a door has the power then: without MFA too, with it, or after enrolling.

An administrator's power may depend on circumstances, MFA among them. Whether MFA can be there is known of its owner.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from rootward.checks.identities.entrance import Door
from rootward.iam_policy import Partial, Request, Verdict, decide
from rootward.iam_policy.administrators import Administrator
from rootward.iam_policy.circumstances import DIRECT_CALL
from rootward.iam_policy.context import Given
from rootward.iam_policy.powers import Holder
from rootward.model.account import Account
from rootward.model.unknown import Unknown

Keys = Mapping[str, Given | None]

_FRESH = "fresh-5f1d0c2e"

_WITH_MFA: Keys = {"aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "1"}
_BY_PASSWORD: Keys = {"aws:MultiFactorAuthPresent": "false", "aws:MultiFactorAuthAge": None}
_BY_KEY: Keys = {"aws:MultiFactorAuthPresent": None, "aws:MultiFactorAuthAge": None}
"""The key is absent from what a long-lived key signs, and from the sessions of federated people.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
"""


class Use(Enum):
    """What becomes of an administrator's power by a door."""

    NONE = "none"
    AT_ONCE = "at once"
    AFTER_ENROLLING = "after enrolling"
    """First it has to register an MFA device, and may."""


def use(account: Account, administrator: Administrator, door: Door) -> Use | Unknown:
    """What the administrator can do by the door; Unknown where that depends on a device nobody knows of."""
    if door.kind == "account":
        return _as(account, administrator, {})
    if door.kind == "federation":
        found = _as(account, administrator, _BY_KEY)
        return found if found is Use.AT_ONCE else _as(account, administrator, _BY_PASSWORD)
    without = _BY_PASSWORD if door.kind == "console" else _BY_KEY
    if _as(account, administrator, without) is Use.AT_ONCE:
        return Use.AT_ONCE
    with_device = _as(account, administrator, _WITH_MFA)
    if with_device is Use.NONE or door.device is True:
        return with_device
    if _may_enrol(administrator.holder, without):
        return Use.AFTER_ENROLLING
    return door.device if isinstance(door.device, Unknown) else Use.NONE


def _as(account: Account, administrator: Administrator, keys: Keys) -> Use:
    """Whether it has the power under these keys, and at the moment at which the account was read."""
    now: Keys = {
        "aws:CurrentTime": account.taken_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:EpochTime": str(int(account.taken_at.timestamp())),
    }
    first, *others = (administrator.holder, *administrator.through)
    steps = [_may(first, others[0], {**keys, **now})] if others else []
    # A later session of a role is made by the one before it: whether it has MFA is not told here.
    last_keys = now if others else {**keys, **now}
    last = others[-1] if others else first
    return Use.AT_ONCE if all(steps) and _controls(last, last_keys) else Use.NONE


def _may(holder: Holder, role: Holder, keys: Keys) -> bool:
    """Whether it may assume the role, as far as can be told."""
    request = Request(
        action="sts:AssumeRole", resource=role.arn, principal=holder.arn, context=Partial({**DIRECT_CALL, **keys})
    )
    trust = () if role.trust is None else (role.trust.ready,)
    return decide(request, holder.policies.of_resource(trust)).verdict is not Verdict.DENY


def _controls(holder: Holder, keys: Keys) -> bool:
    """Whether it may do what an administrator does. One action of those it has by being one tells of its conditions."""
    start = holder.arn.split(":")
    account = ":".join(start[:5])
    context = Partial({**DIRECT_CALL, "iam:PolicyARN": f"{account}:policy/{_FRESH}", **keys})
    request = Request(
        action="iam:AttachRolePolicy", resource=f"{account}:role/{_FRESH}", principal=holder.arn, context=context
    )
    return decide(request, holder.policies).verdict is not Verdict.DENY


def _may_enrol(holder: Holder, keys: Keys) -> bool:
    """Whether a user may register an MFA device of its own, before it has one.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html
    """
    account = ":".join(holder.arn.split(":")[:5])
    asked = (
        ("iam:CreateVirtualMFADevice", f"{account}:mfa/{holder.name}"),
        ("iam:EnableMFADevice", holder.arn),
    )
    return all(
        decide(
            Request(action=action, resource=resource, principal=holder.arn, context=Partial({**DIRECT_CALL, **keys})),
            holder.policies,
        ).verdict
        is not Verdict.DENY
        for action, resource in asked
    )
