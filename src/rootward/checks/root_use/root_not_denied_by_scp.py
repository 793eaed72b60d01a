"""No service control policy denies root in member accounts.

## What it checks
In an organisation: whether a service control policy denies member accounts' root users everything, and lets central
root sessions through. Service control policies never bind the management account.

This version does not read service control policies: in an organisation the verdict is unknown, and says who can look.
A member account is not shown the policies that bind it.

## Why it matters
It is the one rule that root of a member account cannot lift, and the reversible step before its credentials are
removed.

## How to fix it
A policy with one statement, attached to a test account first, then to a unit, then to the root of the organisation:

    {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {
      "ArnLike": {"aws:PrincipalArn": "arn:*:iam::*:root"}, "Null": {"aws:AssumedRoot": "true"}}}

## How rootward fixes it
This version reports it only.

## References
- <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
- CIS AWS Foundations Benchmark: 7.0 2.1.2 (in part)
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.root_use.organization import not_yet
from rootward.checks.verdict import Verdict
from rootward.model.account import Account
from rootward.model.baseline import Baseline


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    yield not_yet(account, "service control policies that deny root", "organizations:DescribePolicy")


CHECK = Check(
    id="root-not-denied-by-scp",
    practice="root_use",
    severity="medium",
    title="No service control policy denies root in member accounts",
    holds="a service control policy denies root in member accounts",
    why="nothing else holds back a root user in a member account, and no other rule is out of its reach",
    next_step="aws organizations list-policies --filter SERVICE_CONTROL_POLICY",
    facts=("organization",),
    controls={"cis-7.0": ("2.1.2",)},
    judge=judge,
    fix="automatic",
)
