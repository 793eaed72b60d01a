"""Every state that a stage may pass through."""

from __future__ import annotations

from itertools import permutations

import pytest

from rootward.engine.lockout.keepers import Keepers
from rootward.engine.lockout.orders import Orders, chosen, stands
from rootward.engine.lockout.stage import Stage
from tests.checks.facts import arn
from tests.engine.lockout.drawn import ALL, FILES
from tests.engine.lockout.house import (
    ADMINS,
    STAFF,
    VAULT,
    attaching,
    by_role,
    joining,
    leaving,
    of,
    person,
    unwriting,
    writing,
)

HOUSE = of(person("ann", ALL), person("bob"), by_role("cat"), groups=(ADMINS, STAFF), roles=(VAULT,))
A, B, C = unwriting(ALL, "user", "ann"), joining("bob", "admins"), writing(FILES, "user", "ann", policy_name="more")


def names(keepers):
    return {arn.rsplit("/", 1)[-1] for arn in keepers.by_arn}


def steps(*changes):
    stage = Stage(changes, HOUSE, "stage 1")
    return list(Orders(Keepers.of(HOUSE), stage).steps())


def test_each_change_is_a_step_after_each_set_of_others():
    pairs = {(frozenset(map(str, step.earlier)), str(step.change)) for step in steps(A, B, C)}
    expected = {
        (frozenset(map(str, order[:place])), str(order[place]))
        for order in permutations((A, B, C))
        for place in range(3)
    }

    assert pairs == expected
    assert len(steps(A, B, C)) == 12
    assert steps() == []


def test_a_step_knows_who_keeps_the_account_before_and_after_it():
    found = {(step.earlier, step.change): (names(step.before), names(step.after)) for step in steps(A, B)}

    assert found == {
        ((), A): ({"ann", "cat"}, {"cat"}),
        ((), B): ({"ann", "cat"}, {"ann", "bob", "cat"}),
        ((A,), B): ({"cat"}, {"bob", "cat"}),
        ((B,), A): ({"ann", "bob", "cat"}, {"bob", "cat"}),
    }


def test_in_the_end_all_changes_are_made():
    stage = Stage((A, B), HOUSE, "stage 1")

    assert names(Orders(Keepers.of(HOUSE), stage).end) == {"bob", "cat"}
    assert names(Orders(Keepers.of(HOUSE), Stage((), HOUSE, "stage 1")).end) == {"ann", "cat"}


def test_changes_are_chosen_by_their_bits():
    assert chosen((A, B, C), 0b101) == (A, C)
    assert chosen((A, B, C), 0) == ()


def stood(name, *changes, counts=lambda _keeper: True):
    return stands(Keepers.of(HOUSE).by_arn[arn("user", name)], Stage(changes, HOUSE, "stage 1"), counts)


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("ann", (), True),
        ("ann", (B, attaching("nothing", "role", "vault")), True),
        ("ann", (B, C), True),
        ("ann", (B, A), False),
        ("ann", (A, writing(ALL, "user", "ann", policy_name="new")), False),
        ("ann", (joining("ann", "staff"), attaching("nothing", "group", "staff")), False),
        ("cat", (attaching("files", "role", "vault"),), True),
        ("cat", (attaching("nothing", "role", "vault"),), False),
        ("cat", (unwriting(ALL, "role", "vault", "all"),), False),
        ("cat", (leaving("cat", "staff"), joining("cat", "admins")), True),
    ],
)
def test_a_keeper_stands_what_leaves_it_one_in_every_order(name, changes, expected):
    assert stood(name, *changes) == expected


def test_a_keeper_must_count_in_every_state():
    has_mfa = lambda keeper: keeper.has_mfa  # noqa: E731 - said in one word

    assert stood("ann", C, counts=has_mfa)
    assert not stood("ann", C, counts=lambda _keeper: False)
    assert stood("ann", B, counts=lambda _keeper: False)  # nothing is about it: it is what it was


@pytest.mark.parametrize(("count", "expected"), [(6, True), (7, False)])
def test_more_than_six_changes_about_a_keeper_are_too_many_to_look_at(count, expected):
    own = [writing(FILES, "user", "ann", policy_name=f"more{number}") for number in range(count)]

    assert stood("ann", *own) == expected
