"""What is made of an account is made once, and anew for another account."""

from __future__ import annotations

from rootward.checks.kept import Kept
from tests.checks.facts import account


def test_it_is_made_once_for_an_account_and_anew_for_the_next():
    asked: list[object] = []

    def made(facts):
        asked.append(facts)
        return len(asked)

    kept, one, other = Kept(made), account(), account(alias="other")

    assert [kept.of(one), kept.of(one), kept.of(other), kept.of(other), kept.of(one)] == [1, 1, 2, 2, 3]
    assert asked == [one, other, one]


def test_an_equal_account_is_another_one():
    kept = Kept(id)
    one, twin = account(), account()

    assert one == twin
    assert kept.of(one) != kept.of(twin)


def test_nothing_is_a_thing_to_keep_too():
    asked: list[object] = []
    kept, facts = Kept(asked.append), account()

    assert kept.of(facts) is None
    assert kept.of(facts) is None
    assert asked == [facts]
