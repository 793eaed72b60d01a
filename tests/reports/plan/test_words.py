"""Small words."""

from __future__ import annotations

import pytest

from rootward.reports.plan.words import gap_name, several, steps_by_number
from tests.checks.facts import arn
from tests.reports.plan.plans import gap


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([2], "step 2"),
        ([2, 3], "steps 2 and 3"),
        ([2, 5], "steps 2 and 5"),
        ([2, 3, 4], "steps 2 to 4"),
        ([1, 3, 5], "steps 1, 3 and 5"),
        ([1, 2, 4, 5, 6, 9], "steps 1, 2, 4 to 6 and 9"),
    ],
)
def test_steps_are_named_in_one_breath(numbers, said):
    assert steps_by_number(numbers) == said


def test_one_thing_has_no_plural():
    assert [several(number, "gap") for number in (0, 1, 2)] == ["0 gaps", "1 gap", "2 gaps"]


def test_a_gap_names_whom_it_is_about():
    assert gap_name(gap("access-key-unused", arn("user", "team/ann"))) == "access-key-unused (ann)"
    assert gap_name(gap("password-too-short")) == "password-too-short"
    assert gap_name(gap("a\nb", "x:c\x1b")) == r"a\nb (c\x1b)"
