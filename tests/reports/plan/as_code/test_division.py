"""What a tool can make of a plan, what is left beside it, and what waits for what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.model.change import AttachmentChange, Change, GroupChange, LoginProfileChange, MembershipChange
from rootward.model.plan import Plan
from rootward.reports.plan.as_code.division import divided
from tests.model.change.changes import changes
from tests.reports.plan.as_code.coded import FOUNDING, GUARD, binding, password, person, planned, role
from tests.reports.plan.plans import attachment, group, inline, member, step
from tests.reports.plan.plans import plan as plan_of


def everything(_step, _company):
    """A tool that can make all."""
    return ""


def all_but(*kinds):
    """A tool that cannot make changes of these kinds."""
    return lambda step, _company: "no such thing" if isinstance(step.change, kinds) else ""


def numbers(several):
    return [one.step.number for one in several]


def test_what_a_tool_can_make_is_in_the_plans_order():
    division = divided(FOUNDING, everything)

    assert division.expressed == FOUNDING.steps
    assert (division.first, division.afterwards) == ((), ())


def test_a_step_waits_for_what_concerns_the_same_user_or_group_in_an_earlier_stage():
    plan = planned([group("ops"), person("bob"), group("other")], [attachment("group", "ops")], [member("bob", "ops")])

    assert divided(plan, everything).needs == {1: (), 2: (), 3: (), 4: (1,), 5: (2, 4)}


def test_steps_of_one_stage_do_not_wait_for_each_other():
    plan = planned([group("ops"), member("bob", "ops")])

    assert divided(plan, everything).needs == {1: (), 2: ()}


def test_names_are_the_same_in_small_and_capital_letters():
    plan = planned([group("OPS")], [member("bob", "ops")])

    assert divided(plan, everything).needs[2] == (1,)


def test_a_role_waits_for_whom_it_trusts():
    plan = planned([person("bob")], [role("support", {"AWS": person("bob").arn})])

    assert divided(plan, everything).needs[2] == (1,)


def test_who_is_trusted_does_not_wait_for_the_role():
    plan = planned([role("support", {"AWS": person("bob").arn})], [member("bob", "ops")])

    assert divided(plan, everything).needs[2] == ()


def test_nothing_restricts_before_a_new_administrator_has_what_the_plan_gives():
    restricting = step(4, 4, binding("ann", "mfa-enforced"), risk="disruptive")
    first = planned([person("bob")], [attachment("user", "bob")], [group("mfa-enforced")])

    assert divided(plan_of(*first.steps, restricting), everything).needs[4] == (2, 3)


def test_what_is_safe_does_not_wait_for_a_new_administrator():
    plan = planned([person("bob")], [group("readers")])

    assert divided(plan, everything).needs[2] == ()


def test_what_is_needed_and_left_comes_first():
    plan = planned([attachment("group", "readers")], [member("ann", "readers")])

    division = divided(plan, all_but(AttachmentChange))

    assert [one.number for one in division.expressed] == [2]
    assert (numbers(division.first), numbers(division.afterwards)) == ([1], [])
    assert division.first[0].reason == "no such thing"


def test_what_nothing_waits_for_comes_afterwards():
    plan = planned([group("readers")], [attachment("group", "readers")])

    division = divided(plan, all_but(AttachmentChange))

    assert (numbers(division.first), numbers(division.afterwards)) == ([], [2])


def test_what_takes_away_is_never_early():
    plan = planned(
        [attachment("group", "readers")], [attachment("user", "ann", after=False)], [member("ann", "readers")]
    )

    def no_taking(one, _company):
        return "" if one.change.after else "takes"

    division = divided(plan, no_taking)

    assert (numbers(division.first), numbers(division.afterwards)) == ([], [2])
    assert [one.number for one in division.expressed] == [1, 3]


def test_what_waits_for_a_left_step_that_waits_for_the_tool_is_left_too():
    restricting = step(4, 3, binding("ann", "mfa-enforced"), risk="disruptive")
    first = planned([person("bob"), group("mfa-enforced")], [password("bob")])

    division = divided(plan_of(*first.steps, restricting), all_but(LoginProfileChange))

    assert [one.number for one in division.expressed] == [1, 2]
    assert numbers(division.afterwards) == [3, 4]
    assert division.afterwards[1].reason == "it waits for step 3"


def test_a_tool_that_can_make_nothing_leaves_all():
    division = divided(FOUNDING, lambda _step, _company: "no")

    assert division.expressed == ()
    assert numbers(division.afterwards) == [one.number for one in FOUNDING.steps]


def test_what_is_made_is_found_by_a_later_stage_only():
    found = {}

    def asking(one, company):
        found[one.number] = company.maker(("group", "ops"), one)
        return ""

    plan = planned([group("ops"), member("ann", "ops")], [member("bob", "ops")])
    divided(plan, asking)

    assert found == {1: None, 2: None, 3: plan.steps[0]}


def test_what_is_left_is_made_by_nobody():
    found = []

    def asking(one, company):
        found.append(company.maker(("group", "ops"), one))
        return "no" if isinstance(one.change, GroupChange) else ""

    divided(planned([group("ops")], [member("bob", "ops")]), asking)

    assert found[-1] is None


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    made = draw(st.lists(changes(), max_size=12))
    return plan_of(*(step(number, draw(st.integers(1, 4)), one) for number, one in enumerate(made, start=1)))


@given(plan=plans(), left=st.sets(st.integers(1, 12)))
def test_no_step_is_lost_and_none_stands_twice(plan, left):
    division = divided(plan, lambda one, _company: "no" if one.number in left else "")
    here = [one.number for one in division.expressed]

    assert sorted([*here, *numbers(division.first), *numbers(division.afterwards)]) == [
        one.number for one in plan.steps
    ]
    assert not left.intersection(here)


@given(plan=plans(), left=st.sets(st.integers(1, 12)))
def test_whatever_is_waited_for_is_of_an_earlier_stage_and_expressed(plan, left):
    division = divided(plan, lambda one, _company: "no" if one.number in left else "")
    stages = {one.number: one.stage for one in division.expressed}

    assert set(division.needs) == set(stages)
    for number, needed in division.needs.items():
        assert all(stages[one] < stages[number] for one in needed)


@given(plan=plans(), left=st.sets(st.integers(1, 12)))
def test_what_comes_first_waits_for_nothing_that_the_tool_makes(plan, left):
    division = divided(plan, lambda one, _company: "no" if one.number in left else "")
    alone = divided(plan, everything)
    expressed = {one.number for one in division.expressed}

    for one in division.first:
        assert expressed.isdisjoint(alone.needs[one.step.number])


@pytest.mark.parametrize("of", [GUARD, inline("role", "web", None, "{}")])
def test_who_holds_a_policy_is_waited_for(of):
    makers: dict[str, Change] = {"group": group("mfa-enforced"), "role": role("web", "*")}

    assert divided(planned([makers[of.holder.kind]], [of]), everything).needs[2] == (1,)


def test_a_membership_waits_for_both_sides():
    plan = planned([group("ops"), person("bob")], [member("bob", "ops")])

    assert isinstance(plan.steps[2].change, MembershipChange)
    assert divided(plan, everything).needs[3] == (1, 2)
