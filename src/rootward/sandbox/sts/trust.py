"""Whether a role is lent: what its trust policy says, together with the policies of who asks for it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.iam_policy import Principal as Named
from rootward.iam_policy import Request, Verdict, decide
from rootward.sandbox.authorization.context import of_resource
from rootward.sandbox.authorization.in_force import SUPPOSED, InForce, in_force
from rootward.sandbox.authorization.judgement import complete
from rootward.sandbox.backends import Backends
from rootward.sandbox.door.refusal import Reason

if TYPE_CHECKING:
    from moto.iam.models import Role

    from rootward.iam_policy import Decision
    from rootward.sandbox.authorization.context import Keys
    from rootward.sandbox.door.principal import Principal


def why_not_lent(role: Role | None, action: str, calling: Principal, keys: Keys) -> str | None:
    """Why the caller may not have the role, in AWS's words, or "" where AWS names no reason; None: it may.

    Where policies are not enforced, the trust policy alone decides. `keys`: the condition keys of the request. That no
    trust policy lets the caller in, AWS does not say, nor that there is no such role.
    """
    if role is None:
        return ""
    own = in_force(calling) if Backends.placed().enforce else SUPPOSED
    decision = _decided(role, action, calling.arn, keys, own)
    if decision.verdict is Verdict.ALLOW:
        return None
    if decision.layer != "resource":
        return Reason(decision.layer, decision.explicit).words(action)
    return "with an explicit deny in the role trust policy" if decision.explicit else ""


def trusts(role: Role, action: str, provider: str, keys: Keys) -> bool:
    """Whether the role's trust policy lets in whom an identity provider vouches for. `provider`: its ARN."""
    return _decided(role, action, Named("Federated", provider), keys, InForce()).verdict is Verdict.ALLOW


def _decided(role: Role, action: str, who: str | Named, keys: Keys, own: InForce) -> Decision:
    context = complete({**keys, **of_resource(role.arn, role.account_id)})
    request = Request(
        action=action, resource=role.arn, principal=who, context=context, resource_account=role.account_id
    )
    return decide(request, own.with_resource(role.assume_role_policy_document))
