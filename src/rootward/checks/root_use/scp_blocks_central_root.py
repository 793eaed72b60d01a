"""A service control policy blocks central root sessions.

## What it checks
In an organisation: whether a service control policy that denies root also denies the short root sessions of central
management, because it does not exempt `aws:AssumedRoot`.

This version does not read service control policies: in an organisation the verdict is unknown, and says who can look.
A member account is not shown the policies that bind it.

## Why it matters
The common deny-root policy locks out the very sessions that could remove a member's root credentials or unlock a
bucket, and is then lifted in a hurry when it is in the way.

## How to fix it
Add `"Null": {"aws:AssumedRoot": "true"}` to the condition of the deny. In a policy of Control Tower
(`aws-guardrails-…`), set the control's parameter `ExemptAssumeRoot` there, and do not edit the policy.

## How rootward fixes it
This version reports it only.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html>
- <https://docs.aws.amazon.com/controltower/latest/controlreference/strongly-recommended-controls.html>
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
    yield not_yet(account, "service control policies that block central root sessions", "organizations:DescribePolicy")


CHECK = Check(
    id="scp-blocks-central-root",
    practice="root_use",
    severity="high",
    title="A service control policy blocks central root sessions",
    holds="no service control policy blocks central root sessions",
    why="a deny-root policy without an exemption locks out the sessions that manage members' root users",
    next_step="aws organizations list-policies --filter SERVICE_CONTROL_POLICY",
    facts=("organization",),
    no_controls="no benchmark asks for it: it keeps the answer to one control from breaking the answer to another",
    judge=judge,
    fix="automatic",
)
