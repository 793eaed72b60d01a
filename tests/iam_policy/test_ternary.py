from __future__ import annotations

import pytest

from rootward.iam_policy.ternary import Maybe, all_of, any_of, negation

MFA = Maybe(frozenset({"aws:multifactorauthpresent"}))
IP = Maybe(frozenset({"aws:sourceip"}))
SCP = Maybe(unread=frozenset({"scp"}))
ALL_THREE = Maybe(frozenset({"aws:multifactorauthpresent", "aws:sourceip"}), frozenset({"scp"}))


@pytest.mark.parametrize(
    ("answers", "one", "every"),
    [
        ([], False, True),
        ([True], True, True),
        ([False], False, False),
        ([True, False], True, False),
        ([MFA], MFA, MFA),
        ([MFA, True], True, MFA),
        ([MFA, False], MFA, False),
        ([False, MFA, IP, SCP, MFA], ALL_THREE, False),
        ([True, MFA, IP, SCP, MFA], True, ALL_THREE),
    ],
)
def test_a_maybe_counts_where_the_others_do_not_decide(answers, one, every):
    assert any_of(answers) == one
    assert all_of(answers) == every


def test_a_maybe_the_other_way_round_depends_on_the_same():
    assert negation(answer=True) is False
    assert negation(answer=False) is True
    assert negation(MFA) is MFA
