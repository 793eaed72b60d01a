"""Whether the policies in force allow a call: rootward's own evaluator decides, moto's is never asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.iam_policy import Complete, Request, Verdict, decide
from rootward.sandbox.authorization.asked_keys import of_parameters
from rootward.sandbox.authorization.context import of_caller, of_request, of_resource
from rootward.sandbox.authorization.in_force import in_force
from rootward.sandbox.authorization.permission import permissions_for
from rootward.sandbox.authorization.resource_policy import locks, owned
from rootward.sandbox.door.parameters import parameters_of
from rootward.sandbox.faults import NEVER_DENIED

if TYPE_CHECKING:
    from moto.core.request import Request as HttpRequest

    from rootward.iam_policy import Decision
    from rootward.sandbox.authorization.context import Keys
    from rootward.sandbox.authorization.in_force import InForce
    from rootward.sandbox.authorization.permission import Permission
    from rootward.sandbox.door.call import SignedCall
    from rootward.sandbox.door.principal import Principal

_JUDGED_LATER = frozenset(
    {"iam:ChangePassword", "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"}
)
"""These look at codes, tokens, assertions or the password policy as well: they ask for themselves."""


def denial_of(request: HttpRequest, signed: SignedCall, principal: Principal) -> tuple[Permission, Decision] | None:
    """The first permission that the call needs and the caller lacks, and why; None: it may go on.

    The state must be in place.
    """
    call = signed.call
    if call.action == NEVER_DENIED or call.action in _JUDGED_LATER:
        return None
    asked = parameters_of(request, signed)
    own = in_force(principal)
    keys = {**of_request(call, request), **of_caller(principal), **of_parameters(call, asked, principal, request)}
    for permission in permissions_for(call, asked, principal):
        decision = decided(permission, principal, own, {**keys, **permission.keys})
        if decision.verdict is not Verdict.ALLOW:
            return permission, decision
    return None


def decided(permission: Permission, principal: Principal, own: InForce, keys: Keys) -> Decision:
    """What all policies say of one permission, those of the resource included."""
    arn = permission.resource.arn
    resource = owned(arn)
    owner = resource.account_id or _account_in(arn) or principal.account_id
    is_owners_root = principal.kind == "root" and owner == principal.account_id
    asks_resource = locks(permission.action, root=is_owners_root)
    context = complete({"aws:ResourceAccount": owner, **keys, **of_resource(arn, owner)})
    return decide(
        Request(
            action=permission.action,
            resource=arn,
            principal=principal.arn,
            context=context,
            # Where resources have no policies, another account's word is not asked: organisations' are such.
            resource_account=owner if resource.can_have_policies else principal.account_id,
        ),
        own.with_resource(*(resource.policies if asks_resource else ())),
    )


def complete(keys: Keys) -> Complete:
    """The context of a request, of which these are all the keys."""
    return Complete({name: value for name, value in keys.items() if value is not None})


def _account_in(arn: str) -> str | None:
    """The account of an ARN. AWS's own policies are nobody's, and are judged as the caller's."""
    account = arn.split(":")[4] if arn.count(":") > 4 else ""  # noqa: PLR2004 - an ARN has six parts
    return account if account.isdigit() else None
