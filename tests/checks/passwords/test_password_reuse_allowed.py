"""password-reuse-allowed: how many former passwords are refused."""

from __future__ import annotations

import pytest

from rootward.checks.registry import BY_ID
from rootward.model.baseline import Baseline
from tests.checks.asking import only, status
from tests.checks.facts import account, denied, password_policy

CHECK = "password-reuse-allowed"


@pytest.mark.parametrize(("remembered", "expected"), [(None, "fail"), (23, "fail"), (24, "pass")])
def test_fewer_than_the_baseline_fails(remembered, expected):
    assert status(CHECK, account(password_policy=password_policy(reuse_prevention=remembered))) == expected


def test_none_remembered_is_said_in_words():
    assert only(CHECK, account(password_policy=password_policy(reuse_prevention=None))).message == (
        "the password policy remembers no former passwords, the baseline asks for 24"
    )


def test_without_a_policy_none_is_remembered():
    verdict = only(CHECK, account(password_policy=None))

    assert verdict.status == "fail"
    assert verdict.message.startswith("AWS's default (there is no password policy) remembers no former passwords")


def test_a_baseline_of_none_passes_and_leaves_the_controls_unmet():
    assert status(CHECK, account(password_policy=None), reuse_prevention=0) == "pass"
    assert not any(limit.strict_enough(Baseline(reuse_prevention=23)) for limit in BY_ID[CHECK].limits)
    assert all(limit.strict_enough(Baseline(reuse_prevention=24)) for limit in BY_ID[CHECK].limits)


def test_a_denied_policy_is_unknown():
    assert status(CHECK, account(password_policy=denied("iam:GetAccountPasswordPolicy"))) == "unknown"
