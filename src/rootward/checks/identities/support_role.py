"""A role for work with AWS Support: whom it lets in, and what it may do.

What AWSSupportAccess allows: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSSupportAccess.html
Whose requests have MFA: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
"""

from __future__ import annotations

import json

from rootward.checks.identities.trust import account_of
from rootward.checks.remedy import Guidance, Proposal, Proposed, Refused
from rootward.iam_policy.document import MalformedPolicyError
from rootward.iam_policy.policy import policy
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import AttachmentChange, Change, IdentityRef, RoleChange
from rootward.model.change.inline_policy import canonical
from rootward.model.identity import Role
from rootward.model.unknown import Unknown

NAME = "rootward-support"
POLICY = "AWSSupportAccess"

OPERATIONS = ("CreateRole", "AttachRolePolicy")

_DOCUMENT = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": ["support:*", "support-console:*"], "Resource": "*"}],
    }
)
"""What the policy says: nothing about IAM, and nothing is denied. The facts hold it only where somebody has it."""

_WHY = "IAM users with MFA who may assume it, administrators among them, reach AWS Support as this role and not as root"


def made(account: Account, baseline: Baseline) -> Proposed:
    """What to do so that somebody can work with AWS Support."""
    found, support = account.identities, f"arn:{account.partition}:iam::aws:policy/{POLICY}"
    if isinstance(found, Unknown):
        told = found.detail or found.reason
        return Refused(f"the account's identities were not read: {told}", lacks_facts=True)
    if baseline.iac:
        told = f"declare a role that this account's users may assume with MFA, and attach {support} to it"
        return Guidance(f"in the code that keeps the account's identities: {told}")
    if not found.users and any(_lets_in_people(role, account) for role in found.roles):
        told = f"attach {support} to the role or permission set that they have, or to one made for it"
        return Guidance(f"nobody works here as an IAM user, and no session of a role has MFA: {told}")
    present = next((role for role in found.roles if role.name.lower() == NAME), None)
    if present is not None and not _is_as_made(present, account):
        told = f"attach {support} to it if it is meant for that, or to another role"
        return Refused(f"a role {present.name} is there, and it is not as rootward would make it: {told}")
    return _proposal(present, account, support)


def _proposal(present: Role | None, account: Account, support: str) -> Proposal:
    arn = f"arn:{account.partition}:iam::{account.id}:role/{NAME}" if present is None else present.arn
    name = NAME if present is None else present.name
    attached: Change = AttachmentChange(
        holder=IdentityRef("role", name, arn), policy_arn=support, before=False, after=True, document=_DOCUMENT
    )
    role: Change = RoleChange(
        name=name,
        arn=arn,
        trust_policy=_trust(account),
        description="For work with AWS Support. Made by rootward.",
        before=False,
        after=True,
    )
    return Proposal(batches=((attached,),) if present else ((role,), (attached,)), why=_WHY)


def _is_as_made(role: Role, account: Account) -> bool:
    """Whether an earlier run made it, and was cut off: nobody gave it anything since."""
    holds = role.attached_policies or role.inline_policies or role.instance_profiles or role.boundary
    return not holds and canonical(role.trust_policy) == canonical(_trust(account))


def _lets_in_people(role: Role, account: Account) -> bool:
    """Whether the role is for somebody of another account, or signed in elsewhere, and not for a service."""
    try:
        trust = policy(role.trust_policy)
    except MalformedPolicyError:
        return False
    for statement in trust.document.allows():
        for principal in statement.principals or ():
            if principal.kind == "Federated" or principal.id == "*":
                return True
            if principal.kind == "AWS" and account_of(principal.id) not in (None, account.id):
                return True
    return False


def _trust(account: Account) -> str:
    """Whoever of the account is allowed it by its own policies, and has MFA."""
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": account.root_arn},
                    "Action": "sts:AssumeRole",
                    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
                }
            ],
        }
    )
