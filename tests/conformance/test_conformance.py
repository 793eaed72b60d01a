"""Every conformance case holds."""

from __future__ import annotations

import pytest

from rootward.checks.registry import BY_ID
from tests.conformance.cases import all_cases

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_only_right_answer_is_given(case):
    assert case.result() == case.expected_status


def test_cases_are_found_in_every_module_and_named_once():
    names = [case.name for case in CASES]

    assert len(CASES) > 40
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_case_asks_a_check_and_says_why_in_one_line(case):
    assert case.check in BY_ID
    for line in (case.name, case.says, case.peers):
        assert "\n" not in line
        assert line == line.strip()
    assert case.says
