"""Proposals become changes in stages: merged by what they change, whole or not at all."""

from __future__ import annotations

import msgspec
import pytest

from rootward.engine.planning.draft import ContradictionError, Drafted, drafted, in_stages
from rootward.model.change import PasswordPolicyChange
from rootward.model.plan import Gap
from tests.checks.facts import ACCOUNT, arn, password_policy
from tests.engine.planning.proposals import (
    WEAK,
    asks,
    deletes,
    gets,
    joins,
    loses,
    makes,
    rests,
    rules,
    writes,
)


def changes(*several):
    return [one.change for one in drafted(several)]


def stages(*several):
    return [(one.stage, one.change) for one in drafted(several)]


def test_a_proposal_of_one_change_is_one_change_in_the_first_stage():
    (only,) = drafted([asks("a", joins("ann", "staff"), resource="r1", why="ann works here")])

    assert only == Drafted(change=joins("ann", "staff"), stage=1, closes=(Gap("a", "r1"),), why="ann works here")


def test_nothing_asked_is_nothing_drafted():
    assert drafted([]) == ()
    assert in_stages(()) == ()


# --- merging


def test_equal_changes_of_several_proposals_are_made_once_and_close_every_gap():
    (only,) = drafted(
        [
            asks("b", makes("staff"), resource="r2", why="for b"),
            asks("a", makes("staff"), resource="r1", why="for a"),
            asks("c", makes("staff"), resource="r3"),
        ]
    )

    assert only.change == makes("staff")
    assert only.closes == (Gap("b", "r2"), Gap("a", "r1"), Gap("c", "r3"))
    assert only.why == "for b; for a"


def test_a_gap_and_a_reason_are_said_once_for_a_change_that_is_asked_for_twice():
    (only,) = drafted([asks("a", makes("staff"), why="for all"), asks("a", makes("staff"), why="for all")])

    assert (only.closes, only.why) == ((Gap("a", "r"),), "for all")


def test_what_two_checks_want_of_the_password_policy_is_one_write_of_both():
    long, strict = rules(minimum_length=14), rules(require_symbols=True, reuse_prevention=24)

    (only,) = drafted([asks("too-short", long), asks("too-simple", strict)])

    assert only.change == PasswordPolicyChange(
        account=ACCOUNT,
        before=WEAK,
        after=password_policy(minimum_length=14, require_symbols=True, reuse_prevention=24),
    )
    assert only.closes == (Gap("too-short", "r"), Gap("too-simple", "r"))


def test_three_parts_of_the_password_policy_are_one_write_in_whatever_order():
    long, symbols, remembers = rules(minimum_length=14), rules(require_symbols=True), rules(reuse_prevention=24)
    wanted = rules(minimum_length=14, require_symbols=True, reuse_prevention=24)

    assert changes(asks("a", long), asks("b", symbols), asks("c", remembers)) == [wanted]
    assert changes(asks("c", remembers), asks("a", long), asks("b", symbols)) == [wanted]


def test_both_may_want_the_same_of_one_field():
    one, other = rules(minimum_length=14, require_symbols=True), rules(minimum_length=14, reuse_prevention=24)

    assert changes(asks("a", one), asks("b", other)) == [
        rules(minimum_length=14, require_symbols=True, reuse_prevention=24)
    ]


def test_two_lengths_contradict_each_other_and_it_is_said_of_what():
    message = f"another part of the plan asks for something else of AWS::::Account:{ACCOUNT}"

    with pytest.raises(ContradictionError) as caught:
        drafted([asks("a", rules(minimum_length=14)), asks("b", rules(minimum_length=20))])

    assert str(caught.value) == message


def test_a_first_password_policy_is_written_once_where_all_want_the_same_and_else_not_at_all():
    first = rules(before=None, minimum_length=14)

    assert changes(asks("a", first), asks("b", first)) == [first]
    with pytest.raises(ContradictionError):
        drafted([asks("a", first), asks("b", rules(before=None, minimum_length=16))])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (gets("user", "ann", "read"), loses("user", "ann", "read")),
        (rests("ann"), msgspec.structs.replace(rests("ann"), after="Active")),
        (rests("ann"), deletes("ann")),
        (makes("staff"), msgspec.structs.replace(makes("staff"), name="Staff")),
        (joins("ann", "staff"), joins("ann", "staff").inverse()),
        (writes("group", "staff", "{}"), writes("group", "staff", '{"Statement": []}')),
    ],
    ids=lambda change: change.target[0],
)
def test_two_states_of_one_thing_contradict_each_other(one, other):
    assert one.target == other.target
    with pytest.raises(ContradictionError):
        drafted([asks("a", one), asks("b", other)])


def test_a_proposal_may_contradict_itself():
    with pytest.raises(ContradictionError):
        drafted([asks("a", gets("user", "ann", "read"), loses("user", "ann", "read"))])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (gets("user", "ann", "read"), loses("user", "ann", "write")),
        (gets("user", "ops", "read"), loses("group", "ops", "read")),
        (rests("ann", "key-1"), rests("ann", "key-2")),
        (joins("ann", "staff"), joins("ann", "ops").inverse()),
        (writes("group", "staff", "{}", policy="one"), writes("group", "staff", "{}", policy="two")),
    ],
    ids=lambda change: change.target[0],
)
def test_two_things_stand_side_by_side(one, other):
    assert stages(asks("a", one), asks("b", other)) == [(1, one), (1, other)]


# --- stages


def test_each_batch_is_a_stage():
    batches = makes("staff"), (gets("group", "staff", "read"), gets("group", "staff", "write")), joins("ann", "staff")

    assert stages(asks("a", *batches)) == [
        (1, makes("staff")),
        (2, gets("group", "staff", "read")),
        (2, gets("group", "staff", "write")),
        (3, joins("ann", "staff")),
    ]


def test_proposals_that_share_nothing_stand_side_by_side():
    assert stages(asks("a", makes("staff"), joins("ann", "staff")), asks("b", makes("ops"), joins("bob", "ops"))) == [
        (1, makes("staff")),
        (1, makes("ops")),
        (2, joins("ann", "staff")),
        (2, joins("bob", "ops")),
    ]


def test_a_shared_change_comes_after_all_that_any_proposal_puts_before_it():
    long = asks("a", makes("staff"), gets("group", "staff", "read"), rules(minimum_length=14))
    short = asks("b", gets("user", "bob", "read"), rules(minimum_length=14))

    expected = {
        (1, makes("staff")),
        (2, gets("group", "staff", "read")),
        (1, gets("user", "bob", "read")),
        (3, rules(minimum_length=14)),
    }
    assert set(stages(long, short)) == expected
    assert set(stages(short, long)) == expected


def test_what_follows_a_shared_change_moves_with_it():
    long = asks("a", makes("staff"), gets("group", "staff", "read"), joins("ann", "staff"))
    short = asks("b", joins("ann", "staff"), gets("user", "ann", "read"))

    assert stages(short, long)[-1] == (4, gets("user", "ann", "read"))


def test_an_empty_batch_changes_nothing_of_the_order():
    assert stages(asks("a", makes("staff"), (), joins("ann", "staff"))) == [
        (1, makes("staff")),
        (2, joins("ann", "staff")),
    ]


def test_a_change_in_two_batches_is_made_once_and_in_the_later():
    both = makes("ops")

    assert stages(asks("a", (makes("staff"), both), (both, joins("ann", "staff")))) == [
        (1, makes("staff")),
        (2, both),
        (2, joins("ann", "staff")),
    ]


def test_within_a_stage_changes_stand_in_the_order_of_the_proposals():
    names = ["zoe", "ann", "max", "bob"]

    assert changes(*(asks(name, joins(name, "staff")) for name in names)) == [joins(name, "staff") for name in names]


def test_changes_that_each_come_before_the_other_are_a_contradiction():
    there = asks("a", joins("ann", "staff"), joins("bob", "staff"))
    back = asks("b", joins("bob", "staff"), joins("ann", "staff"))
    after = asks("c", joins("bob", "staff"), makes("ops"))
    aside = asks("d", makes("staff"))

    with pytest.raises(ContradictionError) as caught:
        drafted([aside, there, back, after])

    waiting = ", ".join((arn("group", "ops"), arn("user", "ann"), arn("user", "bob")))
    assert str(caught.value) == f"changes would each have to come before another: of {waiting}"


def test_what_is_held_up_is_named_once():
    circle = asks("a", joins("ann", "staff"), joins("ann", "ops"), joins("ann", "staff"))

    with pytest.raises(ContradictionError) as caught:
        drafted([circle])

    assert str(caught.value) == f"changes would each have to come before another: of {arn('user', 'ann')}"


# --- what gives, what restricts, what is for good


def test_what_restricts_comes_after_all_that_gives():
    restricting = asks("a", gets("user", "ann", "deny"), restricts=True)
    giving = asks("b", makes("staff"), joins("ann", "staff"))

    assert stages(restricting, giving) == [
        (1, makes("staff")),
        (2, joins("ann", "staff")),
        (3, gets("user", "ann", "deny")),
    ]


def test_every_batch_of_a_restricting_proposal_waits_for_all_that_gives():
    restricting = asks("a", makes("bound"), joins("ann", "bound"), restricts=True)

    assert stages(restricting, asks("b", gets("user", "bob", "read"))) == [
        (1, gets("user", "bob", "read")),
        (2, makes("bound")),
        (3, joins("ann", "bound")),
    ]


def test_alone_what_restricts_and_what_is_for_good_begin_with_the_first_stage():
    assert stages(asks("a", gets("user", "ann", "deny"), restricts=True)) == [(1, gets("user", "ann", "deny"))]
    assert stages(asks("a", deletes("ann"))) == [(1, deletes("ann"))]


def test_a_change_that_somebody_asks_for_in_order_to_give_does_not_wait():
    restricting = asks("a", makes("staff"), gets("group", "staff", "deny"), restricts=True)
    giving = asks("b", makes("staff"), gets("group", "staff", "read"))

    for order in ((restricting, giving), (giving, restricting)):
        assert sorted(stages(*order), key=lambda each: each[0]) == [
            (1, makes("staff")),
            (2, gets("group", "staff", "read")),
            (3, gets("group", "staff", "deny")),
        ]


def test_what_gives_only_after_something_that_restricts_restricts_too():
    restricting = asks("a", gets("user", "ann", "deny"), joins("ann", "staff"), restricts=True)
    giving = asks("b", joins("ann", "staff"))
    other = asks("c", makes("ops"), joins("bob", "ops"), joins("cat", "ops"))

    assert stages(giving, restricting, other)[-2:] == [(4, gets("user", "ann", "deny")), (5, joins("ann", "staff"))]


def test_what_is_for_good_comes_last():
    deletion = asks("a", deletes("ann"))
    restricting = asks("b", rests("bob"), restricts=True)
    giving = asks("c", joins("bob", "staff"))

    assert stages(deletion, restricting, giving) == [
        (1, joins("bob", "staff")),
        (2, rests("bob")),
        (3, deletes("ann")),
    ]


def test_what_is_for_good_comes_last_of_a_restricting_proposal_too():
    restricting = asks("a", (deletes("ann"), rests("bob")), restricts=True)

    assert stages(restricting) == [(1, rests("bob")), (2, deletes("ann"))]


def test_what_follows_something_for_good_follows_it():
    assert stages(asks("a", deletes("ann"), joins("ann", "staff")), asks("b", joins("bob", "staff"))) == [
        (1, joins("bob", "staff")),
        (2, deletes("ann")),
        (3, joins("ann", "staff")),
    ]


def test_the_changes_of_each_stage_are_together():
    made = drafted([asks("a", makes("staff"), (joins("ann", "staff"), joins("bob", "staff")))])

    assert in_stages(made) == ((makes("staff"),), (joins("ann", "staff"), joins("bob", "staff")))
    assert in_stages(tuple(reversed(made))) == ((makes("staff"),), (joins("bob", "staff"), joins("ann", "staff")))
