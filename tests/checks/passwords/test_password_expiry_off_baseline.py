"""password-expiry-off-baseline: expiry as the baseline chose, and no other."""

from __future__ import annotations

import pytest

from rootward.checks.registry import BY_ID
from rootward.model.baseline import Baseline
from tests.checks.asking import only, status
from tests.checks.facts import account, denied, password_policy

CHECK = "password-expiry-off-baseline"


def expiring(days, **values):
    return account(password_policy=password_policy(max_age_days=days, **values))


@pytest.mark.parametrize(
    ("days", "wanted", "expected"),
    [
        (None, 0, "pass"),
        (90, 0, "fail"),
        (1095, 0, "fail"),
        (None, 90, "fail"),
        (90, 90, "pass"),
        (30, 90, "pass"),
        (91, 90, "fail"),
    ],
)
def test_expiry_must_be_what_the_baseline_chose(days, wanted, expected):
    assert status(CHECK, expiring(days), max_password_age_days=wanted) == expected


def test_the_message_names_both_choices():
    assert only(CHECK, expiring(90)).message == (
        "the password policy makes passwords expire after 90 days; the baseline asks for no forced expiry"
    )
    assert only(CHECK, account(), max_password_age_days=90).message == (
        "the password policy never makes passwords expire; the baseline asks for expiry within 90 days"
    )


def test_hard_expiry_is_worth_a_word():
    assert "and then locks the user out until an administrator resets it" in (
        only(CHECK, expiring(90, hard_expiry=True)).message
    )


def test_without_a_policy_passwords_never_expire():
    assert status(CHECK, account(password_policy=None)) == "pass"
    assert status(CHECK, account(password_policy=None), max_password_age_days=90) == "fail"


def test_no_forced_expiry_leaves_security_hub_s_control_unmet():
    (limit,) = BY_ID[CHECK].limits

    assert [limit.strict_enough(Baseline(max_password_age_days=days)) for days in (0, 1, 90, 91)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_denied_policy_is_unknown():
    assert status(CHECK, account(password_policy=denied("iam:GetAccountPasswordPolicy"))) == "unknown"
