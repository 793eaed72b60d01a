"""password-too-short: the minimum length in force, against the baseline's."""

from __future__ import annotations

import pytest

from rootward.checks.registry import BY_ID
from rootward.model.baseline import Baseline
from tests.checks.asking import only, status
from tests.checks.facts import account, denied, password_policy

CHECK = "password-too-short"


@pytest.mark.parametrize(("length", "expected"), [(6, "fail"), (13, "fail"), (14, "pass"), (128, "pass")])
def test_shorter_than_the_baseline_fails(length, expected):
    assert status(CHECK, account(password_policy=password_policy(minimum_length=length))) == expected


def test_the_message_names_both_numbers():
    assert only(CHECK, account(password_policy=password_policy(minimum_length=10))).message == (
        "the password policy asks for at least 10 characters, the baseline for 14"
    )


def test_without_a_policy_aws_s_eight_are_judged():
    verdict = only(CHECK, account(password_policy=None))

    assert (verdict.status, verdict.message) == (
        "fail",
        "AWS's default (there is no password policy) asks for at least 8 characters, the baseline for 14",
    )
    assert [one.value for one in verdict.evidence] == ["no policy"]
    assert status(CHECK, account(password_policy=None), min_length=8) == "pass"


def test_a_denied_policy_is_unknown():
    assert status(CHECK, account(password_policy=denied("iam:GetAccountPasswordPolicy"))) == "unknown"


def test_a_laxer_baseline_leaves_the_controls_unmet():
    met = {
        length: {limit.control for limit in BY_ID[CHECK].limits if limit.strict_enough(Baseline(min_length=length))}
        for length in (7, 13, 14)
    }

    assert met == {7: set(), 13: {"IAM.7"}, 14: {"1.8", "1.7", "2.8", "IAM.15", "IAM.7"}}
