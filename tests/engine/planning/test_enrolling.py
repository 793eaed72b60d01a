"""A plan that binds users to MFA lets those in first who have no device and may not register one."""

from __future__ import annotations

from rootward.checks.mfa.register_mfa import register_mfa
from rootward.checks.registry import BY_ID
from rootward.engine.lockout import Caller
from rootward.engine.planning import make_plan
from rootward.model.baseline import Baseline
from rootward.model.blueprint import Blueprint
from rootward.model.change import MembershipChange
from tests.checks.facts import (
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

CHECKS = (BY_ID["mfa-not-enforced"], BY_ID["user-mfa-missing"])
READS = (inline("own", policy(allow("s3:Get*"))),)
EVERYTHING = (inline("own", policy(allow("*"))),)

PEOPLE = {
    "ann": ((), True),
    "ben": (READS, False),
    "cleo": (EVERYTHING, False),
    "boss": (EVERYTHING, True),
}
"""What each may do by itself, and whether there is a device."""


READY = group("mfa-enrolment", inline_policies=(inline("register-mfa", register_mfa("aws")),))


def office(*, groups=(), of_ann=(), of_ben=(), key_of_ann=None):
    of_somebody = {"ann": of_ann, "ben": of_ben}
    users = tuple(
        user(name, inline_policies=held or READS, groups=of_somebody.get(name, ()))
        for name, (held, _) in PEOPLE.items()
    )
    rows = (
        user_row(
            name,
            arn=arn("user", name),
            password_enabled=True,
            mfa_active=device,
            keys=((key_of_ann if name == "ann" else None) or key(), key()),
        )
        for name, (_, device) in PEOPLE.items()
    )
    return account(identities=identities(users=users, groups=groups), credential_report=report(root_row(), *rows))


def planned(facts, *, lets=True, **baseline):
    return make_plan(
        facts,
        CHECKS,
        Baseline(**baseline),
        caller=Caller(arn("user", "boss"), None),
        blueprint=Blueprint(lets_enrol=True) if lets else None,
        version="0",
    )


def memberships(plan, *, after=True):
    return [
        (step.change.user, step.change.group, step.stage)
        for step in plan.steps
        if isinstance(step.change, MembershipChange) and step.change.after is after
    ]


def test_the_way_in_comes_before_anybody_is_bound():
    plan = planned(office())

    assert memberships(plan) == [("ben", "mfa-enrolment", 3), ("ann", "mfa-enforced", 6), ("boss", "mfa-enforced", 6)]


def test_who_is_let_in_is_withheld_from_being_bound_and_still_has_to_register():
    plan = planned(office())

    assert [one.gap.resource for one in plan.withheld] == [arn("user", "ben"), arn("user", "cleo")]
    assert [step.gap for step in plan.guided] == [
        type(plan.guided[0].gap)("user-mfa-missing", arn("user", name)) for name in ("cleo", "ben")
    ]


def test_the_way_in_closes_no_gap():
    closes = [gap for step in planned(office()).steps if step.stage < 4 for gap in step.closes]

    assert closes == []


def test_unless_it_is_wanted_nobody_is_let():
    assert [user for user, _, _ in memberships(planned(office(), lets=False))] == ["ann", "boss"]


def test_the_way_in_is_closed_once_there_is_a_device_whether_its_owner_can_be_bound_or_not():
    at_work = active_key(300, 1)
    plan = planned(office(groups=(READY,), of_ann=("mfa-enrolment",), key_of_ann=at_work))

    assert [(user, group) for user, group, _ in memberships(plan, after=False)] == [("ann", "mfa-enrolment")]
    assert "ann" not in {user for user, _, _ in memberships(plan)}
    assert arn("user", "ann") in {one.gap.resource for one in plan.withheld}
    (step,) = [step for step in plan.steps if isinstance(step.change, MembershipChange) and not step.change.after]
    assert (step.risk, step.closes) == ("disruptive", ())
    assert "with a stolen key a second one could be registered" in step.why


def test_the_place_that_is_free_then_is_the_one_by_which_the_next_plan_binds():
    nine = tuple(group(f"g{number}") for number in range(9))
    facts = office(groups=(READY, *nine), of_ann=("mfa-enrolment", *(one.name for one in nine)))

    first = planned(facts)
    for step in first.steps:
        facts = step.change.effect(facts)

    assert {user for user, _, _ in memberships(first)} == {"ben", "boss"}
    assert [(user, into) for user, into, _ in memberships(planned(facts))] == [("ann", "mfa-enforced")]


def test_what_stands_against_it_is_withheld():
    ten = tuple(group(f"g{number}") for number in range(10))
    plan = planned(office(groups=ten, of_ben=tuple(one.name for one in ten)))

    (refused,) = [one for one in plan.withheld if not one.gap.check]
    assert (refused.gap.resource, refused.by) == (arn("user", "ben"), "guard")
    assert refused.reason.startswith("ben is in 10 groups")


def test_where_identities_are_kept_as_code_it_says_what_to_write_there():
    plan = planned(office(groups=(READY,), of_ann=("mfa-enrolment",)), iac=True)

    assert plan.steps == ()
    told = {step.gap.resource: step.instruction for step in plan.guided if step.gap.check == "user-mfa-missing"}
    assert "declare a group mfa-enrolment with an inline policy register-mfa" in told[arn("user", "ben")]
    assert "mfa-enrolment" not in told[arn("user", "cleo")]
