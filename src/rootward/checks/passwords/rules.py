"""The rules for IAM users' passwords that are in force: the account's password policy, or else AWS's own.

Without a password policy AWS asks for at least 8 characters of three of the four classes (upper case, lower case,
numbers, symbols), lets every old password be used again, never makes one expire, and gives nobody the right to change
their own: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html

So an account without a policy is not beyond the questions of length, reuse and the rest: the answers are AWS's, and
CIS and Security Hub count them. Nor do they ask whether a console user exists today: the rules bind the next one.
"""

from __future__ import annotations

from rootward.checks.verdict import read
from rootward.model.account import Account
from rootward.model.baseline import CharacterClass
from rootward.model.credential import PasswordPolicy
from rootward.model.finding import Evidence

AWS_DEFAULT = PasswordPolicy(minimum_length=8)
"""No class is required by itself: a password may leave out any one of the four."""


def in_force(policy: PasswordPolicy | None) -> PasswordPolicy:
    """The account's policy, or AWS's default where there is none."""
    return AWS_DEFAULT if policy is None else policy


def whose(policy: PasswordPolicy | None) -> str:
    """Who makes the rules, as a sentence begins: `the password policy`."""
    return "AWS's default (there is no password policy)" if policy is None else "the password policy"


def required(rules: PasswordPolicy) -> frozenset[CharacterClass]:
    """The character classes that every password must hold."""
    asked: dict[CharacterClass, bool] = {
        "uppercase": rules.require_uppercase,
        "lowercase": rules.require_lowercase,
        "numbers": rules.require_numbers,
        "symbols": rules.require_symbols,
    }
    return frozenset(name for name, is_required in asked.items() if is_required)


def ruled(account: Account, fact: str, value: bool | int | None) -> Evidence:
    """A field of the password policy as evidence; `no policy` where AWS's default stands in its place."""
    return read(account, "password-policy", fact, "no policy" if account.password_policy is None else value)
