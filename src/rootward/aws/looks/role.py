"""Whether a role is there, and lets in whom it should."""

from __future__ import annotations

from urllib.parse import unquote

from rootward.aws.looks import pointing
from rootward.aws.looks.holder import GET_HOLDER, NO_SUCH_ENTITY
from rootward.aws.looks.look import Look, unless_gone
from rootward.aws.reading import Reading
from rootward.model.change import Other, RoleChange
from rootward.model.change.inline_policy import canonical

GET_ROLE = GET_HOLDER["role"]


def read_role(reading: Reading, change: RoleChange) -> bool | Other:
    """Whether the account has the role; Other for one of the name that trusts somebody else.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
    """
    answer = unless_gone(lambda: reading.read(GET_ROLE, RoleName=change.name), None, NO_SUCH_ENTITY)
    if answer is None:
        return False
    trust = unquote(answer["Role"]["AssumeRolePolicyDocument"])
    return True if canonical(trust) == canonical(change.trust_policy) else Other()


LOOK = Look(calls={"CreateRole": (GET_ROLE,), "DeleteRole": (GET_ROLE, *pointing.OF_ROLE)}, read=read_role)
"""Of one that EventBridge may take and that is deleted it is asked which rules send by it, once before the run."""
