"""The guard asks as little as it can: of an account that it knows nothing, of one that has moved only what differs."""

from __future__ import annotations

import pytest

from rootward.engine.lockout import Guard
from rootward.engine.lockout.keepers import Keepers
from rootward.engine.lockout.population import identities_of
from rootward.model.baseline import Baseline
from tests.checks.facts import listed_key
from tests.engine.lockout.drawn import ALL, FILES
from tests.engine.lockout.house import (
    NOBODY,
    STAFF,
    joining,
    of,
    person,
    switching_off,
    unwriting,
    writing,
)

COUNT = 12


@pytest.fixture
def judged(monkeypatch):
    """How many users were judged, each time that keepers were looked for."""
    asked: list[int] = []
    real = Keepers.of

    def counting(account):
        asked.append(len(identities_of(account).users))
        return real(account)

    monkeypatch.setattr(Keepers, "of", counting)
    return asked


def office():
    people = (person("ann", ALL), person("bob", ALL), *(person(f"user{number}", FILES) for number in range(COUNT)))
    keys = tuple(listed_key(f"user{number}", 1, id=f"key-{number}") for number in range(COUNT))
    return of(*people, groups=(STAFF,), access_keys=keys)


def test_a_plan_that_touches_no_administrator_takes_one_look(judged):
    facts = office()
    guard = Guard(Baseline(), NOBODY)
    stage = [switching_off(f"key-{number}", f"user{number}") for number in range(COUNT)]

    assert guard.of_plan(facts, (stage,)) is None
    assert guard.of_plan(facts, (stage,)) is None
    assert judged == [COUNT + 2]


def test_each_step_looks_at_whom_the_one_before_it_was_about(judged):
    facts = office()
    guard = Guard(Baseline(), NOBODY)
    for number in range(3):
        change = joining(f"user{number}", "staff")
        assert guard.of_step(facts, change) is None
        facts = change.effect(facts)

    assert judged == [COUNT + 2, 1, 1]


def test_a_stage_looks_at_whom_the_stages_before_it_were_about(judged):
    stages = ((joining("user1", "staff"), joining("user2", "staff")), (unwriting(FILES, "user", "user3"),))

    assert Guard(Baseline(), NOBODY).of_plan(office(), stages) is None
    assert judged == [COUNT + 2, 2]


def test_an_account_is_known_again_after_others(judged):
    first, second = office(), writing(FILES, "user", "user1", policy_name="more").effect(office())
    guard = Guard(Baseline(), NOBODY)
    for facts in (first, second, first, second):
        assert guard.of_step(facts, joining("user1", "staff")) is None

    assert judged == [COUNT + 2, 1]


def test_only_so_many_accounts_are_remembered(judged):
    guard, facts = Guard(Baseline(), NOBODY), office()
    for number in range(20):
        facts = writing(FILES, "user", "user1", policy_name=f"more{number}").effect(facts)
        assert guard.of_step(facts, joining("user1", "staff")) is None

    assert len(guard._kept) == 16
    assert judged == [COUNT + 2, *[1] * 19]


def test_where_one_administrator_is_touched_only_that_one_is_looked_at(judged):
    facts = office()

    assert Guard(Baseline(), NOBODY).of_step(facts, joining("ann", "staff")) is None
    assert judged == [COUNT + 2, 1]
