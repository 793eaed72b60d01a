"""password-change-forbidden: the account's own setting, for all users."""

from __future__ import annotations

from tests.checks.asking import only, status
from tests.checks.facts import account, denied, password_policy

CHECK = "password-change-forbidden"


def test_allowed_passes_and_forbidden_fails():
    forbidden = account(password_policy=password_policy(allow_users_to_change=False))

    assert status(CHECK, account()) == "pass"
    assert (only(CHECK, forbidden).status, only(CHECK, forbidden).message) == (
        "fail",
        "the password policy does not let users change their own password",
    )


def test_without_a_policy_nobody_has_the_right_from_the_account():
    verdict = only(CHECK, account(password_policy=None))

    assert verdict.status == "fail"
    assert verdict.message.startswith("AWS's default (there is no password policy) does not let users")


def test_a_denied_policy_is_unknown():
    assert status(CHECK, account(password_policy=denied("iam:GetAccountPasswordPolicy"))) == "unknown"
