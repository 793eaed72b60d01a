"""A plan that binds users to MFA lets those in first who have no device and may not register one."""

from __future__ import annotations

from rootward.checks.registry import BY_ID
from rootward.engine.lockout import Caller
from rootward.engine.planning import make_plan
from rootward.model.baseline import Baseline
from rootward.model.blueprint import Blueprint
from rootward.model.change import MembershipChange
from tests.checks.facts import account, allow, arn, group, identities, inline, policy, report, root_row, user, user_row

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


def office(*, groups=(), of_ben=()):
    users = tuple(
        user(name, inline_policies=held or READS, groups=of_ben if name == "ben" else ())
        for name, (held, _) in PEOPLE.items()
    )
    rows = (
        user_row(name, arn=arn("user", name), password_enabled=True, mfa_active=device)
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


def memberships(plan):
    return [
        (step.change.user, step.change.group, step.stage)
        for step in plan.steps
        if isinstance(step.change, MembershipChange)
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


def test_what_stands_against_it_is_withheld():
    nine = tuple(group(f"g{number}") for number in range(9))
    plan = planned(office(groups=nine, of_ben=tuple(one.name for one in nine)))

    (refused,) = [one for one in plan.withheld if not one.gap.check]
    assert (refused.gap.resource, refused.by) == (arn("user", "ben"), "guard")
    assert refused.reason.startswith("ben is in 9 groups")


def test_where_identities_are_kept_as_code_it_says_what_to_write_there():
    plan = planned(office(), iac=True)

    assert plan.steps == ()
    told = {step.gap.resource: step.instruction for step in plan.guided if step.gap.check == "user-mfa-missing"}
    assert "declare a group mfa-enrolment with an inline policy register-mfa" in told[arn("user", "ben")]
    assert "mfa-enrolment" not in told[arn("user", "cleo")]
