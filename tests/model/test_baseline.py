"""The baseline's exceptions and bounds."""

from __future__ import annotations

import msgspec
import pytest

from rootward.model.baseline import Baseline
from tests.checks.facts import arn


def test_break_glass_is_the_exact_arn():
    baseline = Baseline(break_glass=(arn("user", "glass"),))

    assert baseline.is_break_glass(arn("user", "glass"))
    assert not baseline.is_break_glass(arn("user", "glass2"))


@pytest.mark.parametrize(
    "values",
    [
        {"max_key_age_days": 0},
        {"unused_days": 0},
        {"min_length": 5},
        {"min_length": 129},
        {"reuse_prevention": 25},
        {"max_password_age_days": 1096},
        {"required_classes": ["emoji"]},
        {"trusted_accounts": ["12345"]},
        {"max_key_age": 90},
    ],
)
def test_a_value_that_aws_or_sense_forbids_is_refused(values):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(values, Baseline)
