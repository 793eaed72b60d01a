"""Passwords may leave out a character class.

## What it checks
Whether each class of characters that the baseline asks for (`required_classes`: upper case, lower case, numbers,
symbols) is required in every password. Without a password policy AWS asks for three of the four and for none of them
by name, so each one may be left out: Security Hub counts such an account as failing, and so does this check.

## Why it matters
Each class makes a guess more expensive. Length does so more: see `password-too-short`.

## How to fix it
IAM console → *Account settings* → *Password policy* → *Edit*. On the command line
`aws iam update-account-password-policy` replaces the whole policy: repeat every setting that should stay.

## How rootward fixes it
`rootward plan` requires the classes of `required_classes`; what the policy requires already stays required.

All that the checks of this practice find becomes one write, which repeats every other setting as it is; without a
policy it is the baseline's whole policy, and no rule of it is weaker than AWS's default. If the policy was changed
since the plan, nothing is written. `rootward undo` writes back the policy that was, or takes away the one that was
made; passwords that were set in the meantime stay.

## References
- <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html>
- <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PasswordPolicy.html>
- <https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-11>
- Security Hub IAM.11 (upper case), IAM.12 (lower case), IAM.13 (symbols), IAM.14 (numbers), IAM.7 (all four)
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check, Limit
from rootward.checks.passwords.mending import mending, requiring
from rootward.checks.passwords.rules import in_force, required, ruled, whose
from rootward.checks.verdict import Verdict, fails, passes, speaking_for, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline, CharacterClass
from rootward.model.credential import PasswordPolicy
from rootward.model.unknown import Unknown

FIELDS: dict[CharacterClass, str] = {
    "uppercase": "RequireUppercaseCharacters",
    "lowercase": "RequireLowercaseCharacters",
    "numbers": "RequireNumbers",
    "symbols": "RequireSymbols",
}

CONTROLS: dict[CharacterClass, str] = {
    "uppercase": "IAM.11",
    "lowercase": "IAM.12",
    "symbols": "IAM.13",
    "numbers": "IAM.14",
}


def judge(account: Account, baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    policy = account.password_policy
    if isinstance(policy, Unknown):
        yield unknown(account.resource, policy)
        return
    asked = required(in_force(policy))
    wanted = dict.fromkeys(baseline.required_classes)
    evidence = [ruled(account, FIELDS[name], name in asked) for name in wanted]
    if missing := [name for name in wanted if name not in asked]:
        verdict = fails(account.resource, f"{whose(policy)} does not require: {', '.join(missing)}", *evidence)
        yield speaking_for(verdict, {"security-hub": (*sorted(CONTROLS[name] for name in missing), "IAM.7")})
    else:
        yield passes(account.resource, "", *evidence)


def _limit(name: CharacterClass, words: str) -> Limit:
    return Limit(
        framework="security-hub",
        control=CONTROLS[name],
        asks=f"{words} required",
        strict_enough=lambda baseline: name in baseline.required_classes,
    )


def _classes(policy: PasswordPolicy, baseline: Baseline) -> PasswordPolicy:
    return requiring(policy, baseline.required_classes)


CHECK = Check(
    id="password-complexity-low",
    practice="passwords",
    severity="low",
    title="Passwords may leave out a character class",
    holds="passwords must hold every character class that the baseline asks for",
    why="each class makes a guess more expensive",
    next_step="IAM console → Account settings → Password policy → Edit → Password strength",
    facts=("password_policy",),
    controls={"security-hub": (*CONTROLS.values(), "IAM.7")},
    limits=(
        _limit("uppercase", "upper case"),
        _limit("lowercase", "lower case"),
        _limit("symbols", "symbols"),
        _limit("numbers", "numbers"),
        Limit(
            framework="security-hub",
            control="IAM.7",
            asks="all four character classes required",
            strict_enough=lambda baseline: set(baseline.required_classes) >= set(FIELDS),
        ),
    ),
    judge=judge,
    fix="automatic",
    remedy=mending(_classes),
)
