"""A member account's root still has credentials.

## What it checks
In an organisation: whether the root user of any member account still has a password, an access key, a signing
certificate or an MFA device, although central management could remove it. Central management being on takes away
nothing that was there before.

This version does not open root sessions in member accounts, which it takes to see that: in an organisation the verdict
is unknown, and says who can look.

## Why it matters
A root user without credentials cannot be stolen. One that was forgotten in a member account can.

## How to fix it
From the management account, for each member, first look:

    aws sts assume-root --region us-east-1 --target-principal MEMBER --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials

and with that session `aws iam get-login-profile`, `list-access-keys`, `list-signing-certificates`, `list-mfa-devices`.
Removing (`IAMDeleteRootUserCredentials`) cannot be undone. Look for buckets with MFA delete before root's MFA goes.

## How rootward fixes it
This version neither looks nor removes.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html>
- <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html>
- CIS AWS Foundations Benchmark: 7.0 2.1.1
"""  # noqa: E501 - a command that people copy stands on one line

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.root_use.organization import not_yet
from rootward.checks.verdict import Verdict
from rootward.model.account import Account
from rootward.model.baseline import Baseline


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    yield not_yet(account, "root credentials of member accounts", "sts:AssumeRoot")


CHECK = Check(
    id="member-root-credentials-present",
    practice="root_use",
    severity="critical",
    title="A member account's root still has credentials",
    holds="no member account's root has credentials",
    why="a forgotten root password in a member account is a whole account for whoever finds it",
    next_step=(
        "aws sts assume-root --region us-east-1 --target-principal MEMBER --task-policy-arn"
        " arn=arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"
    ),
    facts=("organization",),
    controls={"cis-7.0": ("2.1.1",)},
    judge=judge,
    fix="irreversible",
)
