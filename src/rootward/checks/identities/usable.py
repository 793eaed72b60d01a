"""Whether an administrator who comes in by a door has the power then: without MFA too, with it, or after enrolling.

An administrator's power may depend on circumstances, MFA among them. Whether MFA can be there is known of its owner.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from rootward.checks.identities.entrance import Door
from rootward.iam_policy import Partial, Request, Verdict, decide
from rootward.iam_policy.administration import administration
from rootward.iam_policy.administrators import Administrator
from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.context import Given
from rootward.iam_policy.known import NO_MFA
from rootward.iam_policy.powers import Holder
from rootward.iam_policy.ternary import Maybe, Ternary, all_of
from rootward.model.unknown import Unknown

_WITH_MFA: dict[str, Given | None] = {"aws:multifactorauthpresent": "true", "aws:multifactorauthage": "1"}
_BY_KEY: dict[str, Given | None] = {"aws:multifactorauthpresent": None, "aws:multifactorauthage": None}
"""The key is absent from what a long-lived key signs.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
"""


class Use(Enum):
    """What becomes of an administrator's power by a door."""

    NONE = "none"
    AT_ONCE = "at once"
    AFTER_ENROLLING = "after enrolling"
    """First it has to register an MFA device, and may."""


def use(assumption: Assumption, administrator: Administrator, door: Door) -> Use | Unknown:
    """What the administrator can do by the door; Unknown where that depends on a device nobody knows of."""
    holder = administrator.holder
    if holder.kind == "role":
        return Use.AT_ONCE  # it is an administrator without MFA, which no session of a role has
    without = _knowing(holder, NO_MFA if door.kind == "console" else _BY_KEY)
    if _has_power(assumption, administrator, without):
        return Use.AT_ONCE
    if not _has_power(assumption, administrator, _knowing(holder, _WITH_MFA)):
        return Use.NONE
    if door.device is True:
        return Use.AT_ONCE
    if may_enrol(without) is not False:
        return Use.AFTER_ENROLLING
    return door.device if isinstance(door.device, Unknown) else Use.NONE


def _knowing(holder: Holder, keys: dict[str, Given | None]) -> Holder:
    """The holder, of whose calls this is known as well."""
    return msgspec.structs.replace(holder, known={**holder.known, **keys})


def _has_power(assumption: Assumption, administrator: Administrator, holder: Holder) -> bool:
    """Whether it has the power of the administrator that it is, at least as far as can be told.

    What the roles in between may do does not depend on how it came in.
    """
    if administrator.through:
        return assumption.answer(holder, administrator.through[0]) is not False
    return administration(holder.policies, holder.arn, holder.known).control is not False


def without_mfa(holder: Holder) -> Holder:
    """The user, of whose calls it is known that they are those of a console session without MFA."""
    return _knowing(holder, NO_MFA)


def may_enrol(holder: Holder) -> Ternary:
    """Whether a user may register an MFA device of its own.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html
    """
    account = ":".join(holder.arn.split(":")[:5])
    return all_of(
        _may(holder, action, resource)
        for action, resource in (
            ("iam:CreateVirtualMFADevice", f"{account}:mfa/{holder.name}"),
            ("iam:EnableMFADevice", holder.arn),
        )
    )


def _may(holder: Holder, action: str, resource: str) -> Ternary:
    request = Request(action=action, resource=resource, principal=holder.arn, context=Partial(holder.known))
    decision = decide(request, holder.policies)
    if decision.verdict is Verdict.DEPENDS:
        return Maybe(decision.depends_on, decision.unread)
    return decision.verdict is Verdict.ALLOW
