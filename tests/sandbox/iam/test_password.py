"""Which passwords a policy takes."""

from __future__ import annotations

import pytest
from moto.iam.models import AccountPasswordPolicy

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.password import fingerprint, require_by_policy

UPPER, LOWER = (
    "Password should have at least one uppercase letter",
    "Password should have at least one lowercase letter",
)
NUMBER, SYMBOL = "Password should have at least one number", "Password should have at least one symbol"


def policy(length, *required):
    return AccountPasswordPolicy(
        allow_change_password=False,
        hard_expiry=0,
        max_password_age=0,
        minimum_password_length=length,
        password_reuse_prevention=0,
        require_lowercase_characters="lowercase" in required,
        require_numbers="numbers" in required,
        require_symbols="symbols" in required,
        require_uppercase_characters="uppercase" in required,
    )


STRICT = policy(10, "uppercase", "lowercase", "numbers", "symbols")


def violation(password, by=None, names=()):
    with pytest.raises(PracticeError) as caught:
        require_by_policy(password, by, names)
    assert caught.value.code == "PasswordPolicyViolation"
    assert password not in str(caught.value)
    return caught.value.message


@pytest.mark.parametrize(
    "password", ["Correct-Horse", "correct-horse-9", "CORRECT-HORSE-9", "CorrectHorse9", "aB3-aB3-"]
)
def test_the_default_policy_takes_three_kinds_of_characters(password):
    require_by_policy(password, None, ())


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("correct9horse", f"Password should meet 1 more of the following requirements: {UPPER}, {SYMBOL}"),
        ("correcthorse", f"Password should meet 2 more of the following requirements: {UPPER}, {NUMBER}, {SYMBOL}"),
        ("9-9-9-9-9", f"Password should meet 1 more of the following requirements: {UPPER}, {LOWER}"),
        ("aB3-aB3", "Password should have a minimum length of 8"),
        ("Ünïcodé", f"Password should meet 2 more of the following requirements: {UPPER}, {NUMBER}, {SYMBOL}"),
    ],
)
def test_the_default_policy_says_what_is_missing(password, message):
    assert violation(password) == message


def test_the_default_policy_forbids_the_accounts_name():
    assert "identical to your AWS account name" in violation("acme-Startup", names=["Acme-startup"])


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("correct-horse-9", UPPER),
        ("CORRECT-HORSE-9", LOWER),
        ("Correct-Horse", NUMBER),
        ("CorrectHorse9", SYMBOL),
        ("Correct-9", "Password should have a minimum length of 10"),
        ("correct", UPPER),
    ],
)
def test_a_custom_policy_names_the_first_rule_that_is_broken(password, message):
    assert violation(password, STRICT) == message


def test_a_custom_policy_asks_for_what_it_says_and_no_more():
    require_by_policy("Correct-Horse-9", STRICT, ())
    require_by_policy("aaaaaa", policy(6), ())


def test_what_is_remembered_is_not_the_password():
    assert "Correct-Horse-9" not in fingerprint("Correct-Horse-9")
    assert fingerprint("Correct-Horse-9") != fingerprint("Correct-Horse-8")
