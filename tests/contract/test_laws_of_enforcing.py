"""The laws, for binding people to MFA and letting them register a device first: over generated accounts."""

from __future__ import annotations

import json

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.checks.identities.usable import may_enrol, without_mfa
from rootward.checks.mfa.own_group import holds_just
from rootward.checks.mfa.register_mfa import register_mfa
from rootward.checks.mfa.require_mfa import require_mfa
from rootward.engine.lockout import Caller, Guard, Refusal
from rootward.iam_policy.powers import Powers
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import GroupChange, InlinePolicyChange, MembershipChange
from rootward.model.identity import Identities
from rootward.model.plan import Plan
from rootward.model.unknown import Unknown
from rootward.reports.enforcement import render
from rootward.workflows.enforce import BLUEPRINT, CHECKS, enforcement_of
from rootward.workflows.plan import Planning, plan_account
from tests.checks.facts import (
    NA,
    account,
    active_key,
    allow,
    arn,
    group,
    identities,
    inline,
    key,
    policy,
    report,
    root_row,
    user,
    user_row,
)
from tests.contract.accounts import accounts

EVERYTHING, READS = inline("all", policy(allow("*"))), inline("reads", policy(allow("s3:Get*")))
HELD = (
    READS,
    EVERYTHING,
    inline("register", register_mfa("aws")),
    inline("bind", require_mfa("aws")),
    inline("no-devices", policy({"Effect": "Deny", "Action": "iam:*MFADevice", "Resource": "*"})),
    inline("may-assume", policy(allow("sts:AssumeRole"))),
)
GROUPS = (
    group("readers", inline_policies=(READS,)),
    group("mfa-enrolment", inline_policies=(inline("register-mfa", register_mfa("aws")),)),
    group("mfa-enforced", inline_policies=(inline("require-mfa", require_mfa("aws")),)),
    group("MFA-Enrolment-2", inline_policies=(EVERYTHING,)),
    *(group(f"task-{number}") for number in range(8)),
)


@st.composite
def offices(draw: st.DrawFn) -> Account:
    """An account with an administrator who has a device, and people of all kinds."""
    there = draw(st.lists(st.sampled_from(GROUPS), unique_by=lambda one: one.name))
    names = [one.name for one in there]
    people = [user("boss", inline_policies=(EVERYTHING,)), user("deputy", inline_policies=(EVERYTHING,))]
    rows = [
        user_row(one.name, arn=one.arn, password_enabled=False, mfa_active=True, keys=(active_key(20, 1), key()))
        for one in people
    ]
    for number in range(draw(st.integers(1, 5))):
        held = draw(st.lists(st.sampled_from(HELD), max_size=2, unique=True))
        in_groups = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
        one = user(f"u{number}", inline_policies=tuple(held), groups=tuple(in_groups))
        people.append(one)
        first = draw(st.sampled_from((key(), active_key(300), active_key(300, 1), active_key(300, 200))))
        rows.append(
            user_row(
                one.name,
                arn=one.arn,
                password_enabled=draw(st.sampled_from((True, True, True, False))),
                mfa_active=draw(st.sampled_from((True, False, False, NA))),
                keys=(first, key()),
            )
        )
    return account(
        caller=arn("user", "boss"),
        identities=identities(users=tuple(people), groups=tuple(there)),
        credential_report=report(root_row(), *rows),
    )


PLANNING = Planning(checks=CHECKS, blueprint=BLUEPRINT)
FACTS = ("identities", "credential_report", "virtual_mfa_devices")


def effects(plan: Plan, facts: Account) -> list[Account]:
    """The facts after each step."""
    states = [facts]
    for step in plan.steps:
        states.append(step.change.effect(states[-1]))
    return states


def let(plan: Plan) -> list[MembershipChange]:
    """Those who are let register a device."""
    joins = (step.change for step in plan.steps if isinstance(step.change, MembershipChange))
    return [change for change in joins if change.after and not change.needs_mfa]


@given(offices() | accounts())
@settings(max_examples=80)
def test_it_makes_groups_writes_their_policies_and_adds_members_and_nothing_else(facts: Account):
    plan = plan_account(facts, PLANNING)

    assert all(isinstance(step.change, GroupChange | InlinePolicyChange | MembershipChange) for step in plan.steps)
    assert {step.risk for step in plan.steps} <= {"safe", "disruptive"}


@given(offices() | accounts())
@settings(max_examples=80)
def test_once_it_is_made_no_change_is_planned_and_taken_back_the_account_is_what_it_was(facts: Account):
    plan = plan_account(facts, PLANNING)
    after = effects(plan, facts)[-1]

    assert [step.change for step in plan_account(after, PLANNING).steps] == []
    for step in reversed(plan.steps):
        inverse = step.change.inverse()
        assert inverse is not None
        after = inverse.effect(after)
    assert people(after) == people(facts)


def people(facts: Account) -> object:
    """Users and groups, whatever the order of lists."""
    found = facts.identities
    if isinstance(found, Unknown):
        return found
    groups = sorted(found.groups, key=lambda one: one.name)
    return [msgspec.structs.replace(one, groups=tuple(sorted(one.groups))) for one in found.users], groups


@given(offices() | accounts())
@settings(max_examples=80)
def test_whoever_is_let_may_register_a_device_then(facts: Account):
    plan = plan_account(facts, PLANNING)
    found = effects(plan, facts)[-1].identities

    for change in let(plan):
        assert isinstance(found, Identities)
        holder = Powers(facts, found).by_arn[change.user_arn]
        assert may_enrol(without_mfa(holder)) is not False


@given(offices() | accounts())
@settings(max_examples=80)
def test_nobody_whom_it_would_cut_off_is_bound_and_the_guard_agrees_with_each_step(facts: Account):
    plan = plan_account(facts, PLANNING)
    told = enforcement_of(facts, plan, Baseline())
    bound = {one.change.user for one in plan.steps if isinstance(one.change, MembershipChange) and one.change.needs_mfa}
    guard = Guard(Baseline(), Caller(facts.caller, None))

    assert not bound & {one.user for one in told.cut_off}
    for before, step in zip(effects(plan, facts), plan.steps, strict=False):
        assert not isinstance(guard.of_step(before, step.change), Refusal)


def bound_by(plan: Plan) -> set[str]:
    """Those whom the plan binds."""
    joins = (step.change for step in plan.steps if isinstance(step.change, MembershipChange))
    return {change.user for change in joins if change.after and change.needs_mfa}


@given(offices(), st.sets(st.sampled_from([f"u{number}" for number in range(5)])))
@settings(max_examples=80)
def test_saying_who_works_by_sessions_binds_these_besides_and_nobody_without_a_device(facts: Account, named: set[str]):
    by_word = msgspec.structs.replace(PLANNING, baseline=Baseline(session_users=tuple(sorted(named))))
    without, with_it = bound_by(plan_account(facts, PLANNING)), bound_by(plan_account(facts, by_word))

    assert without <= with_it <= without | named
    assert not isinstance(facts.credential_report, Unknown)
    assert with_it <= {row.user for row in facts.credential_report.users if row.mfa_active is True}


@given(offices() | accounts())
@settings(max_examples=40)
def test_what_is_not_read_lets_and_binds_nobody(facts: Account):
    for fact in FACTS:
        unread = msgspec.structs.replace(facts, **{fact: Unknown("denied", "iam:Some", "AccessDenied")})
        plan = plan_account(unread, PLANNING)

        if fact != "virtual_mfa_devices":
            assert plan.steps == ()
        else:  # of whom the report shows a device is known: they may be bound, and nobody is let
            assert let(plan) == []


@given(offices() | accounts())
@settings(max_examples=80)
def test_nobody_with_a_device_may_register_another_by_what_lets_others_register_one(facts: Account):
    found = effects(plan_account(facts, PLANNING), facts)[-1].identities
    if isinstance(found, Unknown) or isinstance(facts.credential_report, Unknown):
        return

    ways = {one.name for one in found.groups if holds_just(one, register_mfa("aws"))}
    with_device = {row.arn for row in facts.credential_report.users if row.mfa_active is True}
    assert not [one.name for one in found.users if one.arn in with_device and ways & set(one.groups)]


@given(offices() | accounts())
@settings(max_examples=40)
def test_the_same_facts_give_the_same_plan_and_the_same_words(facts: Account):
    one, two = plan_account(facts, PLANNING), plan_account(facts, PLANNING)

    assert msgspec.json.encode(one) == msgspec.json.encode(two)
    shown = [render(enforcement_of(facts, plan, Baseline())) for plan in (one, two)]
    assert shown[0] == shown[1]
    assert json.loads(msgspec.json.encode(one))["checks"] == ["mfa-not-enforced", "user-mfa-missing"]
