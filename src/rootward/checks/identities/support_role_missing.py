"""No identity is there to work with AWS Support.

## What it checks
Whether the AWS managed policy `AWSSupportAccess` is attached to a role, a user, or a group that has a member.

## Why it matters
When an incident needs AWS Support, somebody has to be able to open the case: without a role made for it, the way out
is an administrator's session or root.

## How to fix it
Make a role that your people may assume, and attach the policy to it:
`aws iam create-role --role-name support --assume-role-policy-document file://trust.json`, then
`aws iam attach-role-policy --role-name support --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess`
(`arn:aws-cn:…` in China, `arn:aws-us-gov:…` in GovCloud).

## How rootward fixes it
`rootward plan` proposes a role, `rootward-support`, that holds the policy and nothing else. Its trust policy names the
account itself and demands MFA: whoever signed in with MFA as one of its IAM users, and may call `sts:AssumeRole` on the
role, works with AWS Support as that, and nobody from elsewhere. Administrators may; of others, those whose policies say
so.

Where people come in by roles alone (IAM Identity Center, another account) it says what to do in place of that: sessions
of roles have no MFA by AWS's own word, whatever their makers signed in with, so nobody could assume the role. A role of
that name that is there already is left alone, unless an earlier run made it so. With `iac = true` in the configuration
it says what to write in the code, and changes nothing.

`rootward undo` takes the policy off the role and the role away.

## References
- <https://docs.aws.amazon.com/awssupport/latest/user/accessing-support.html>
- <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSSupportAccess.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html>
- CIS AWS Foundations Benchmark: 3.0 1.17 · 5.0 1.16 · 7.0 2.15; Security Hub IAM.18
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.identities.support_role import OPERATIONS, POLICY, made
from rootward.checks.remedy import Proposed, Remedy
from rootward.checks.verdict import Verdict, fails, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.finding import Finding
from rootward.model.identity import Identities
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    identities = account.identities
    if isinstance(identities, Unknown):
        yield unknown(account.resource, identities)
        return
    policy = f"arn:{account.partition}:iam::aws:policy/{POLICY}"
    holder = next(_holders(identities, policy), None)
    evidence = read(account, "authorization-details", "AWSSupportAccess", holder)
    if holder:
        yield passes(account.resource, f"{holder} holds AWSSupportAccess", evidence)
    else:
        yield fails(account.resource, _message(identities, policy), evidence)


def _holders(identities: Identities, policy: str) -> Iterator[str]:
    """Those who hold the policy and can use it, roles first: a group without members helps nobody."""
    for role in sorted(identities.roles, key=lambda one: one.name):
        if policy in role.attached_policies:
            yield f"role {role.name}"
    for user in sorted(identities.users, key=lambda one: one.name):
        if policy in user.attached_policies:
            yield f"user {user.name}"
    peopled = {name for user in identities.users for name in user.groups}
    for group in sorted(identities.groups, key=lambda one: one.name):
        if policy in group.attached_policies and group.name in peopled:
            yield f"group {group.name}"


def _message(identities: Identities, policy: str) -> str:
    empty = sorted(group.name for group in identities.groups if policy in group.attached_policies)
    if empty:
        return f"AWSSupportAccess is attached to the group {empty[0]} only, which has no members"
    return "no role, user or group holds AWSSupportAccess"


def propose(_finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """A role for it."""
    yield made(account, baseline)


CHECK = Check(
    id="support-role-missing",
    practice="identities",
    severity="low",
    title="No identity is there to work with AWS Support",
    holds="an identity holds AWSSupportAccess",
    why="in an incident, the way to AWS Support must not lead through root or an administrator",
    next_step="aws iam attach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/AWSSupportAccess",
    facts=("identities",),
    controls={
        "cis-3.0": ("1.17",),
        "cis-5.0": ("1.16",),
        "cis-7.0": ("2.15",),
        "security-hub": ("IAM.18",),
    },
    judge=judge,
    fix="automatic",
    remedy=Remedy(propose=propose, operations=OPERATIONS),
)
