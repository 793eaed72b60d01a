"""Old passwords may be used again.

## What it checks
Whether fewer than `reuse_prevention` (24, the most that AWS remembers) former passwords are refused. Without a
password policy none are, and CIS counts such an account as failing, whether or not somebody has a console password
today.

## Why it matters
A password that leaked once comes back with the next change.

## How to fix it
IAM console → *Account settings* → *Password policy* → *Edit*. On the command line
`aws iam update-account-password-policy` replaces the whole policy: repeat every setting that should stay.

## How rootward fixes it
`rootward plan` has `reuse_prevention` former passwords refused; a policy that remembers more keeps its number.

All that the checks of this practice find becomes one write, which repeats every other setting as it is; without a
policy it is the baseline's whole policy, and no rule of it is weaker than AWS's default. If the policy was changed
since the plan, nothing is written. `rootward undo` writes back the policy that was, or takes away the one that was
made; passwords that were set in the meantime stay.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PasswordPolicy.html>
- CIS AWS Foundations Benchmark: 3.0 1.9 · 5.0 1.8 · 7.0 2.9; Security Hub IAM.16
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
    remembered = in_force(policy).reuse_prevention or 0
    message = f"{whose(policy)} remembers {remembered or 'no'} former passwords, the baseline asks for "
    message += str(baseline.reuse_prevention or "none")
    verdict = fails if remembered < baseline.reuse_prevention else passes
    yield verdict(account.resource, message, ruled(account, "PasswordReusePrevention", remembered))


def _all_24(baseline: Baseline) -> bool:
    return baseline.reuse_prevention >= 24  # noqa: PLR2004 - the controls' own number


def _remembering(policy: PasswordPolicy, baseline: Baseline) -> PasswordPolicy:
    remembered = max(policy.reuse_prevention or 0, baseline.reuse_prevention)
    return msgspec.structs.replace(policy, reuse_prevention=remembered or None)


CHECK = Check(
    id="password-reuse-allowed",
    practice="passwords",
    severity="medium",
    title="Old passwords may be used again",
    holds="former passwords are refused",
    why="a password that leaked once comes back with the next change",
    next_step="IAM console → Account settings → Password policy → Edit → Prevent password reuse",
    facts=("password_policy",),
    controls={
        "cis-3.0": ("1.9",),
        "cis-5.0": ("1.8",),
        "cis-7.0": ("2.9",),
        "security-hub": ("IAM.16",),
    },
    limits=tuple(
        Limit(framework=framework, control=control, asks="24 passwords remembered", strict_enough=_all_24)
        for framework, control in (
            ("cis-3.0", "1.9"),
            ("cis-5.0", "1.8"),
            ("cis-7.0", "2.9"),
            ("security-hub", "IAM.16"),
        )
    ),
    judge=judge,
    fix="automatic",
    remedy=mending(_remembering),
)
