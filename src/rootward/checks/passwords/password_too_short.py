"""Passwords may be too short.

## What it checks
Whether the minimum length of IAM users' passwords is under `min_length` (14). Without a password policy AWS's own
minimum of 8 is in force, and is judged: CIS counts such an account as failing, whether or not somebody has a console
password today.

## Why it matters
Length is what makes guessing expensive.

## How to fix it
IAM console → *Account settings* → *Password policy* → *Edit*. On the command line
`aws iam update-account-password-policy` replaces the whole policy: repeat every setting that should stay. Existing
passwords are held to it when they are changed.

## How rootward fixes it
`rootward plan` raises the minimum length to `min_length`; a longer one stays.

All that the checks of this practice find becomes one write, which repeats every other setting as it is; without a
policy it is the baseline's whole policy, and no rule of it is weaker than AWS's default. If the policy was changed
since the plan, nothing is written. `rootward undo` writes back the policy that was, or takes away the one that was
made; passwords that were set in the meantime stay.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PasswordPolicy.html>
- CIS AWS Foundations Benchmark: 3.0 1.8 · 5.0 1.7 · 7.0 2.8; Security Hub IAM.15 (14 characters), IAM.7 (8)
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from rootward.checks.check import Check, Limit
from rootward.checks.passwords.mending import mending
from rootward.checks.passwords.rules import in_force, ruled, whose
from rootward.checks.verdict import Verdict, fails, passes, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential import PasswordPolicy
from rootward.model.unknown import Unknown


def judge(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    policy = account.password_policy
    if isinstance(policy, Unknown):
        yield unknown(account.resource, policy)
        return
    length = in_force(policy).minimum_length
    message = f"{whose(policy)} asks for at least {length} characters, the baseline for {baseline.min_length}"
    verdict = fails if length < baseline.min_length else passes
    yield verdict(account.resource, message, ruled(account, "MinimumPasswordLength", length))


def _at_least_14(baseline: Baseline) -> bool:
    return baseline.min_length >= 14  # noqa: PLR2004 - the controls' own number


def _at_least_8(baseline: Baseline) -> bool:
    return baseline.min_length >= 8  # noqa: PLR2004 - IAM.7's own number


def _longer(policy: PasswordPolicy, baseline: Baseline) -> PasswordPolicy:
    return msgspec.structs.replace(policy, minimum_length=max(policy.minimum_length, baseline.min_length))


CHECK = Check(
    id="password-too-short",
    practice="passwords",
    severity="medium",
    title="Passwords may be too short",
    holds="passwords must be long enough",
    why="length is what makes guessing expensive",
    next_step="IAM console → Account settings → Password policy → Edit → Password minimum length",
    facts=("password_policy",),
    controls={
        "cis-3.0": ("1.8",),
        "cis-5.0": ("1.7",),
        "cis-7.0": ("2.8",),
        "security-hub": ("IAM.15", "IAM.7"),
    },
    limits=(
        Limit(framework="cis-3.0", control="1.8", asks="at least 14 characters", strict_enough=_at_least_14),
        Limit(framework="cis-5.0", control="1.7", asks="at least 14 characters", strict_enough=_at_least_14),
        Limit(framework="cis-7.0", control="2.8", asks="at least 14 characters", strict_enough=_at_least_14),
        Limit(framework="security-hub", control="IAM.15", asks="at least 14 characters", strict_enough=_at_least_14),
        Limit(framework="security-hub", control="IAM.7", asks="at least 8 characters", strict_enough=_at_least_8),
    ),
    judge=judge,
    fix="automatic",
    remedy=mending(_longer),
)
