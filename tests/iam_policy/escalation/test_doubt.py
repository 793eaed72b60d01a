from __future__ import annotations

import pytest

from rootward.iam_policy.escalation.doubt import NONE, Certainty, Doubt, is_circumstance, joined

AN_OFFICE = Doubt(circumstances=frozenset({"aws:sourceip"}))
A_TAG = Doubt(reasons=("the tag of zoe is not known",))
A_KEY = Doubt(reasons=("how many access keys zoe has is not known",))
HIDDEN = Doubt(unread=frozenset({"boundary"}))
CUT = Doubt(cut=True)


@pytest.mark.parametrize(
    ("doubt", "certainty"),
    [
        (NONE, Certainty.SURE),
        (AN_OFFICE, Certainty.SURE),
        (A_TAG, Certainty.POSSIBLE),
        (HIDDEN, Certainty.UNREAD),
        (CUT, Certainty.UNREAD),
    ],
)
def test_a_yes_is_as_sure_as_what_it_depends_on(doubt, certainty):
    assert doubt.certainty is certainty


def test_the_surest_comes_first():
    assert sorted([Certainty.UNREAD, Certainty.SURE, Certainty.POSSIBLE]) == [
        Certainty.SURE,
        Certainty.POSSIBLE,
        Certainty.UNREAD,
    ]


def test_what_depends_on_nothing_stays_sure():
    assert joined(()) is NONE
    assert joined((NONE, NONE)) is NONE
    assert joined((NONE, A_TAG, NONE)) is A_TAG


def test_two_doubts_are_one_of_all_that_both_depend_on():
    assert joined((A_TAG, AN_OFFICE)) == Doubt(
        circumstances=frozenset({"aws:sourceip"}), reasons=("the tag of zoe is not known",)
    )
    assert joined((HIDDEN, CUT)) == Doubt(unread=frozenset({"boundary"}), cut=True)


def test_every_doubt_counts_and_a_reason_is_told_once_in_its_order():
    other = Doubt(circumstances=frozenset({"aws:currenttime"}), unread=frozenset({"scp"}))

    assert joined((A_TAG, AN_OFFICE, A_KEY, NONE, A_TAG, HIDDEN, other, CUT)) == Doubt(
        circumstances=frozenset({"aws:sourceip", "aws:currenttime"}),
        reasons=("the tag of zoe is not known", "how many access keys zoe has is not known"),
        unread=frozenset({"boundary", "scp"}),
        cut=True,
    )


@pytest.mark.parametrize(
    "key",
    ["aws:sourceip", "aws:multifactorauthpresent", "aws:principaltag/team", "aws:principaltag/team/of/the/day"],
)
def test_who_asks_from_where_and_when_is_a_circumstance(key):
    assert is_circumstance(key)


@pytest.mark.parametrize("key", ["iam:policyarn", "aws:principaltag", "aws:resourcetag/team", "aws:sourceip/32", "s3"])
def test_what_is_asked_for_is_none(key):
    assert not is_circumstance(key)
