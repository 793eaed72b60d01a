"""Users may not change their own password.

## What it checks
Whether the password policy lets every IAM user change their own password (`AllowUsersToChangePassword`). Without a
password policy nobody has that right from the account.

An IAM policy may still give `iam:ChangePassword` to some users. This check asks about the account's setting, which
holds for all of them, and does not read such policies.

## Why it matters
Whoever cannot change a password keeps the one that an administrator typed, mailed and may remember.

## How to fix it
IAM console → *Account settings* → *Password policy* → *Edit* → *Allow users to change their own password*. On the
command line `aws iam update-account-password-policy` replaces the whole policy: repeat every setting that should stay.

## How rootward fixes it
`rootward plan` lets users change their own password.

All that the checks of this practice find becomes one write, which repeats every other setting as it is; without a
policy it is the baseline's whole policy, and no rule of it is weaker than AWS's default. If the policy was changed
since the plan, nothing is written. `rootward undo` writes back the policy that was, or takes away the one that was
made; passwords that were set in the meantime stay.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_enable-user-change.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PasswordPolicy.html>
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from rootward.checks.check import Check
from rootward.checks.passwords.mending import mending
from rootward.checks.passwords.rules import in_force, ruled, whose
from rootward.checks.verdict import Verdict, fails, passes, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.credential import PasswordPolicy
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    policy = account.password_policy
    if isinstance(policy, Unknown):
        yield unknown(account.resource, policy)
        return
    allowed = in_force(policy).allow_users_to_change
    evidence = ruled(account, "AllowUsersToChangePassword", allowed)
    if allowed:
        yield passes(account.resource, "", evidence)
    else:
        yield fails(account.resource, f"{whose(policy)} does not let users change their own password", evidence)


def _allowing(policy: PasswordPolicy, _baseline: Baseline) -> PasswordPolicy:
    return msgspec.structs.replace(policy, allow_users_to_change=True)


CHECK = Check(
    id="password-change-forbidden",
    practice="passwords",
    severity="low",
    title="Users may not change their own password",
    holds="every IAM user may change their own password",
    why="whoever cannot change a password keeps the one that an administrator typed, mailed and may remember",
    next_step="IAM console → Account settings → Password policy → Edit → Allow users to change their own password",
    facts=("password_policy",),
    no_controls="neither CIS nor Security Hub asks whether users may change their own password",
    judge=judge,
    fix="automatic",
    remedy=mending(_allowing),
)
