"""password-complexity-low: classes that the baseline asks for and the policy does not."""

from __future__ import annotations

import pytest

from rootward.checks.registry import BY_ID
from rootward.model.baseline import Baseline
from tests.checks.asking import only, status
from tests.checks.facts import account, denied, password_policy

CHECK = "password-complexity-low"


def test_all_four_classes_pass():
    assert only(CHECK, account()).status == "pass"


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("require_uppercase", "uppercase"),
        ("require_lowercase", "lowercase"),
        ("require_numbers", "numbers"),
        ("require_symbols", "symbols"),
    ],
)
def test_a_class_that_is_not_required_fails_and_is_named(field, name):
    lacking = account(password_policy=password_policy(**{field: False}))

    assert only(CHECK, lacking).message == f"the password policy does not require: {name}"
    assert only(CHECK, lacking).status == "fail"


def test_a_class_that_the_baseline_does_not_ask_for_may_be_missing():
    lacking = account(password_policy=password_policy(require_symbols=False))

    assert status(CHECK, lacking, required_classes=("uppercase", "lowercase", "numbers")) == "pass"
    assert status(CHECK, account(password_policy=None), required_classes=()) == "pass"


def test_without_a_policy_no_class_is_required_by_name():
    verdict = only(CHECK, account(password_policy=None))

    assert verdict.status == "fail"
    assert verdict.message.endswith("does not require: uppercase, lowercase, numbers, symbols")


def test_each_class_is_a_control_of_its_own():
    baseline = Baseline(required_classes=("uppercase", "numbers"))

    assert {limit.control for limit in BY_ID[CHECK].limits if limit.strict_enough(baseline)} == {"IAM.11", "IAM.14"}
    assert all(limit.strict_enough(Baseline()) for limit in BY_ID[CHECK].limits)


def test_a_denied_policy_is_unknown():
    assert status(CHECK, account(password_policy=denied("iam:GetAccountPasswordPolicy"))) == "unknown"
