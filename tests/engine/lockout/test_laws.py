"""Laws of the lockout guard: what it lets pass leaves an administrator after every step, in every order."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple, replace

from rootward.checks.authority import Authority
from rootward.checks.identities.entrance import Door, Doors
from rootward.checks.identities.usable import may_enrol, without_mfa
from rootward.checks.identities.way_in import ways_in
from rootward.checks.mfa.binding import Bindings
from rootward.engine.lockout import Caller, Guard, Refusal
from rootward.engine.lockout.effect import made
from rootward.engine.lockout.keepers import Keepers
from rootward.model.baseline import Baseline
from tests.checks.facts import arn
from tests.engine.lockout.drawn import accounts, plans
from tests.engine.lockout.house import EMERGENCY, NOBODY

CALLERS = (Caller(arn("user", "ann"), "ann-0"), NOBODY)
BASELINES = (Baseline(), EMERGENCY)


def ways(account):
    """The ways in of those who surely can administer, as the account's facts alone tell."""
    found = ways_in(account, Authority(account, account.identities)).ways
    return [way for way in found if way.administrator.is_proved]


def administrators(account):
    return {way.administrator.holder.arn for way in ways(account)}


def with_mfa(account):
    return {way.administrator.holder.arn for way in ways(account) if way.door.device is True}


def by_password_alone(account):
    """Users with a console password and no device: who can do something by it, and who could with MFA only."""
    reading = Authority(account, account.identities).before_scps
    bindings, doors = Bindings(reading), Doors(account)
    able, bound = set(), set()
    for holder in reading.powers.holders:
        console = doors.console_of(holder) if holder.kind == "user" else None
        if isinstance(console, Door) and console.device is False:
            binding = bindings.of(holder)
            if binding.without is not None or may_enrol(without_mfa(holder)) is not False:
                able.add(holder.arn)
            elif binding.guards:
                bound.add(holder.arn)
    return able, bound


def orders(stages):
    """The changes of a plan in every order: stages one after the other, each in any order."""
    for chosen in product(*(permutations(stage) for stage in stages)):
        yield tuple(change for stage in chosen for change in stage)


def states(account, order):
    """The account before each change, the change, and the account after it."""
    for change in order:
        after = change.effect(account)
        yield account, change, after
        account = after


@settings(max_examples=100)
@given(data=st.data(), caller=st.sampled_from(CALLERS), baseline=st.sampled_from(BASELINES))
def test_a_plan_that_passes_leaves_an_administrator_in_every_order(data, caller, baseline):
    account = data.draw(accounts())
    stages = data.draw(plans(account))
    ruling = Guard(baseline, caller).of_plan(account, stages)
    event(f"the guard says {type(ruling).__name__}")
    if ruling is not None:
        return
    event("there was one" if administrators(account) else "there was none")
    for order in orders(stages):
        for before, change, after in states(account, order):
            assert administrators(after) or not administrators(before), f"nobody is left after {change}"


@settings(max_examples=100)
@given(data=st.data())
def test_a_plan_that_passes_leaves_two_with_mfa_and_shuts_nobody_out_in_every_order(data):
    account = data.draw(accounts())
    stages = data.draw(plans(account))
    if Guard(Baseline(), NOBODY).of_plan(account, stages) is not None:
        return
    for order in orders(stages):
        for before, change, after in states(account, order):
            assert len(with_mfa(after)) >= min(2, len(with_mfa(before))), f"one less with MFA after {change}"
            (able, _), (_, bound) = by_password_alone(before), by_password_alone(after)
            assert not able & bound, f"shut out after {change}"


@settings(max_examples=100)
@given(data=st.data())
def test_a_large_stage_that_passes_leaves_an_administrator_in_any_order(data):
    account = data.draw(accounts())
    (stage,) = data.draw(plans(account, stages=1, most=12))
    if Guard(EMERGENCY, NOBODY).of_plan(account, (stage,)) is not None:
        return
    event("more than a few" if len(stage) > 6 else "few")
    for before, change, after in states(account, data.draw(st.permutations(stage))):
        assert administrators(after) or not administrators(before), f"nobody is left after {change}"


@settings(max_examples=100)
@given(data=st.data(), caller=st.sampled_from(CALLERS), baseline=st.sampled_from(BASELINES))
def test_each_step_of_a_plan_that_passes_does_so_in_every_order(data, caller, baseline):
    account = data.draw(accounts())
    stages = data.draw(plans(account))
    guard = Guard(baseline, caller)
    if guard.of_plan(account, stages) is not None:
        return
    for order in orders(stages):
        facts = account
        for change in order:
            assert guard.of_step(facts, change) is None
            facts = made((change,), facts)


@settings(max_examples=100)
@given(data=st.data())
def test_nothing_is_refused_for_want_of_an_administrator_where_one_is_left_in_every_order(data):
    account = data.draw(accounts())
    stages = data.draw(plans(account))
    ruling = Guard(EMERGENCY, NOBODY).of_plan(account, stages)
    if not isinstance(ruling, Refusal) or "nobody but root" not in ruling.reason:
        return
    prefixes = (made(order[:count], account) for order in orders(stages) for count in range(len(order) + 1))
    assert not all(administrators(facts) for facts in prefixes), ruling.reason


@given(data=st.data())
def test_a_guard_that_knows_other_accounts_says_what_a_new_one_says(data):
    account = data.draw(accounts())
    stages = data.draw(plans(account))
    guard = Guard(Baseline(), NOBODY)
    for facts, change, _ in states(account, (change for stage in stages for change in stage)):
        assert guard.of_step(facts, change) == Guard(Baseline(), NOBODY).of_step(facts, change)


@given(data=st.data())
def test_keepers_that_move_are_those_of_the_account_that_they_move_to(data):
    account = data.draw(accounts())
    keepers = Keepers.of(account)
    for _, _, after in states(account, (change for stage in data.draw(plans(account)) for change in stage)):
        keepers = keepers.moved(after)
        fresh = Keepers.of(after)

        assert list(keepers.by_arn) == list(fresh.by_arn)
        for moved, found in zip(keepers, fresh, strict=True):
            assert astuple(moved) == astuple(found)
        assert keepers.unsure == fresh.unsure


@pytest.mark.parametrize("baseline", BASELINES)
@given(data=st.data())
def test_what_is_proved_live_is_as_if_nothing_were_unread(baseline, data):
    """With every administrator proved, the guard says of a member account what it says of one of no organisation."""
    account = data.draw(accounts(member=True))
    alone = replace(account, organization=None)
    stages = data.draw(plans(account))
    everybody = frozenset(one.arn for one in (*account.identities.users, *account.identities.roles))

    assert Guard(baseline, NOBODY, everybody).of_plan(account, stages) == Guard(baseline, NOBODY).of_plan(alone, stages)
