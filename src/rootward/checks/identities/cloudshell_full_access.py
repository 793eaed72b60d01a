"""AWSCloudShellFullAccess is attached.

## What it checks
Whether the AWS managed policy `AWSCloudShellFullAccess` is attached to a user, a group (with members or without) or a
role. Who may use CloudShell by another policy is not judged.

## Why it matters
The policy includes upload and download of files. A CloudShell has the internet and root rights within itself: it
carries data out of the account past every control on the network.

## How to fix it
Detach it: `aws iam detach-role-policy`, `detach-group-policy` or `detach-user-policy`, each with
`--policy-arn arn:aws:iam::aws:policy/AWSCloudShellFullAccess`. Who needs the shell can hold a policy without
`cloudshell:GetFileUploadUrls` and `cloudshell:GetFileDownloadUrls`. Where the finding names a platform as the role's
owner, change the permission set or the template there.

## How rootward fixes it
`rootward plan` proposes to detach the policy from each user, group and role that holds it, and says who loses
CloudShell by that. A role that a platform owns is left to the platform. A user's other policies go to a group where
`policy-attached-to-user` asks for it; this one goes to none. With `iac = true` in the configuration, and for users and
roles that a CloudFormation stack keeps, it says what to write in the code, and changes nothing.

`rootward undo` attaches it again.

## References
- <https://docs.aws.amazon.com/cloudshell/latest/userguide/sec-auth-with-identities.html>
- <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCloudShellFullAccess.html>
- <https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-27>
- CIS AWS Foundations Benchmark: 3.0 1.22 · 5.0 1.21 · 7.0 2.20; Security Hub IAM.27
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.identities.owner import platform_of
from rootward.checks.identities.shell_access import OPERATIONS, policy_of, taken
from rootward.checks.remedy import Proposed, Remedy
from rootward.checks.verdict import Verdict, fails, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.finding import Finding
from rootward.model.identity import Group, Role, User
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict for each holder; one for the account where there is none."""
    identities = account.identities
    if isinstance(identities, Unknown):
        yield unknown(account.resource, identities)
        return
    policy = policy_of(account)
    holders: tuple[tuple[str, tuple[User | Group | Role, ...]], ...] = (
        ("user", identities.users),
        ("group", identities.groups),
        ("role", identities.roles),
    )
    held_by = [(what, one) for what, several in holders for one in several if policy in one.attached_policies]
    if not held_by:
        yield passes(account.resource, "AWSCloudShellFullAccess is attached to nobody")
    for what, holder in held_by:
        yield _fails(account, what, holder, policy)


def _fails(account: Account, what: str, holder: User | Group | Role, policy: str) -> Verdict:
    evidence = read(account, "authorization-details", "AttachedManagedPolicies", policy)
    message = f"{what} {holder.name} holds AWSCloudShellFullAccess"
    platform = platform_of(holder) if isinstance(holder, Role) else None
    if platform:
        return fails(holder.arn, f"{message} ({platform} owns the role: change it there)", evidence, fix="guided")
    return fails(holder.arn, message, evidence)


def propose(finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """The policy detached."""
    yield taken(account, finding.resource, baseline)


CHECK = Check(
    id="cloudshell-full-access",
    practice="identities",
    severity="low",
    title="AWSCloudShellFullAccess is attached",
    holds="AWSCloudShellFullAccess is attached to nobody",
    why="a CloudShell with upload and download carries data out past every control on the network",
    next_step="console → IAM → Policies → AWSCloudShellFullAccess → Entities attached → {name} → Detach",
    facts=("identities",),
    controls={
        "cis-3.0": ("1.22",),
        "cis-5.0": ("1.21",),
        "cis-7.0": ("2.20",),
        "security-hub": ("IAM.27",),
    },
    judge=judge,
    fix="automatic",
    remedy=Remedy(propose=propose, operations=OPERATIONS),
)
