"""Whether a user may change the own password.

AWS lets every user do so where the password policy has AllowUsersToChangePassword; else a policy must allow it.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_enable-user-change.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.iam_policy import Verdict
from rootward.sandbox.authorization.in_force import in_force
from rootward.sandbox.authorization.judgement import decided
from rootward.sandbox.authorization.permission import Permission
from rootward.sandbox.door.iam_resource import Resource
from rootward.sandbox.door.refusal import Reason

if TYPE_CHECKING:
    from rootward.sandbox.authorization.context import Keys
    from rootward.sandbox.door.principal import Principal
    from rootward.sandbox.iam.backend import PracticeIamBackend

ACTION = "iam:ChangePassword"


def why_not_own_password(iam: PracticeIamBackend, calling: Principal, keys: Keys) -> str | None:
    """Why the calling user may not change the own password, in AWS's words; None: it may.

    The account's password policy stands in for a policy of the user, and for no other. `keys`: the condition keys of
    the call.
    """
    permission = Permission(ACTION, Resource(calling.arn), {})
    decision = decided(permission, calling, in_force(calling), keys)
    if decision.verdict is Verdict.ALLOW:
        return None
    policy = iam.account_password_policy
    if not decision.explicit and decision.layer == "identity" and policy and policy.allow_users_to_change_password:
        return None
    return Reason(decision.layer, decision.explicit).words(ACTION)
