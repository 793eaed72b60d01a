"""Who signs in without an MFA device, and how each gets to register one."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.checks.mfa.enrolment import enrolments, leaving
from rootward.checks.mfa.register_mfa import register_mfa
from rootward.checks.mfa.require_mfa import require_mfa
from rootward.checks.registry import BY_ID
from rootward.engine.judging import judge
from rootward.model.baseline import Baseline
from rootward.model.change import GroupChange, IdentityRef, InlinePolicyChange, MembershipChange
from tests.checks.facts import (
    account,
    allow,
    arn,
    denied,
    group,
    identities,
    inline,
    managed,
    policy,
    report,
    root_row,
    user,
    user_row,
    virtual_device,
)

READS = (inline("own", policy(allow("s3:Get*"))),)
EVERYTHING = (inline("own", policy(allow("*"))),)
MAY_REGISTER = inline("own", register_mfa("aws"))
NO_DEVICES = inline("no", policy({"Effect": "Deny", "Action": "iam:*MFADevice", "Resource": "*"}))
READY = group("mfa-enrolment", inline_policies=(inline("register-mfa", register_mfa("aws")),))


def of(*people, groups=(), cells=None, **facts):
    """An account whose users sign in and have no device, but for these cells of their rows."""
    rows = (
        user_row(one.name, arn=one.arn, **{"password_enabled": True, "mfa_active": False, **(cells or {})})
        for one in people
    )
    return account(
        identities=identities(users=people, groups=groups),
        credential_report=report(root_row(), *rows),
        **facts,
    )


def only(facts):
    (found,) = enrolments(facts)
    return found


def changes(found):
    return [change for batch in found.proposal.batches for change in batch]


def joined(name="ann", into="mfa-enrolment"):
    return MembershipChange(
        user=name, user_arn=arn("user", name), group=into, group_arn=arn("group", into), before=False, after=True
    )


def after(facts):
    """The account once everybody is let."""
    for change in (change for one in enrolments(facts) if one.proposal for change in changes(one)):
        if change.state(facts) == change.before:
            facts = change.effect(facts)
    return facts


def test_whoever_may_not_register_a_device_joins_a_group_that_lets_its_members():
    found = only(of(user("ann", inline_policies=READS)))

    holder = IdentityRef("group", "mfa-enrolment", arn("group", "mfa-enrolment"))
    assert found.way == "given"
    assert found.proposal.batches == (
        (GroupChange(name="mfa-enrolment", arn=arn("group", "mfa-enrolment"), before=False, after=True),),
        (InlinePolicyChange(holder=holder, name="register-mfa", before=None, after=register_mfa("aws")),),
        (joined(),),
    )
    assert not found.proposal.restricts


def test_the_reason_is_one_for_all_so_that_a_plan_says_it_once():
    several = enrolments(of(user("ann"), user("ben")))

    assert len({one.proposal.why for one in several if one.proposal}) == 1


@pytest.mark.parametrize(
    "person",
    [
        user("ann", inline_policies=EVERYTHING),
        user("ann", inline_policies=(MAY_REGISTER,)),
        user("ann", groups=("mfa-enrolment",)),
    ],
)
def test_whoever_may_register_one_is_given_nothing(person):
    found = only(of(person, groups=(READY,)))

    assert (found.way, found.proposal, found.refused) == ("open", None, None)


@pytest.mark.parametrize(
    ("cells", "facts"),
    [
        ({"mfa_active": True}, {}),
        ({"password_enabled": False}, {}),
        ({}, {"virtual_mfa_devices": (virtual_device(arn("user", "ann")),)}),
        ({}, {"virtual_mfa_devices": denied("iam:ListVirtualMFADevices")}),
        ({}, {"credential_report": denied("iam:GetCredentialReport")}),
        ({}, {"identities": denied("iam:GetAccountAuthorizationDetails")}),
    ],
    ids=["a device", "no password", "a newer device", "devices not read", "report not read", "users not read"],
)
def test_of_everybody_else_nothing_is_said(cells, facts):
    there = of(user("ann"), cells=cells)

    assert tuple(enrolments(msgspec.structs.replace(there, **facts))) == ()


def test_whether_it_may_can_depend_on_where_it_calls_from():
    from_home = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
    here = policy({"Effect": "Allow", "Action": "iam:*", "Resource": "*", "Condition": from_home})

    assert only(of(user("ann", inline_policies=(inline("own", here),)))).way == "unsure"


def test_a_policy_that_was_not_read_may_let_it():
    unread = managed("unread", denied("iam:GetPolicyVersion"))
    facts = of(user("ann", attached_policies=(unread.arn,)))
    facts = msgspec.structs.replace(facts, identities=msgspec.structs.replace(facts.identities, policies=(unread,)))

    assert only(facts).way == "unsure"


def test_a_group_that_is_ready_is_joined_whatever_its_name():
    ready = group("everybody", inline_policies=(inline("p", json.dumps(json.loads(register_mfa("aws")), indent=2)),))

    assert changes(only(of(user("ann"), groups=(ready,)))) == [joined(into="everybody")]


def test_a_group_of_the_name_that_holds_anything_else_is_left_alone():
    taken = group("mfa-enrolment", attached_policies=("arn:aws:iam::aws:policy/AdministratorAccess",))

    assert changes(only(of(user("ann"), groups=(taken,))))[-1] == joined(into="mfa-enrolment-2")


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (user("ann", inline_policies=(NO_DEVICES,)), "could not register a device even as a member of mfa-enrolment"),
        (user("ann", groups=("mfa-enrolment",), inline_policies=(NO_DEVICES,)), "is in mfa-enrolment already"),
        (user("ann", groups=tuple(f"g{n}" for n in range(10))), "ann is in 10 groups, and AWS allows 10"),
    ],
)
def test_who_cannot_even_so_is_told_why(person, said):
    groups = (READY, *(group(f"g{number}") for number in range(10)))
    found = only(of(person, groups=groups))

    assert (found.way, found.proposal) == ("shut", None)
    assert said in found.refused.reason
    assert found.refused.reason.endswith("or register one for ann yourself")


def test_nine_groups_leave_room_for_one():
    person = user("ann", groups=tuple(f"g{number}" for number in range(9)))

    assert only(of(person, groups=tuple(group(f"g{number}") for number in range(9)))).way == "given"


def test_an_account_of_300_groups_has_no_room_for_another():
    many = tuple(group(f"g{number}") for number in range(300))

    assert "no room for mfa-enrolment" in only(of(user("ann"), groups=many)).refused.reason
    assert only(of(user("ann"), groups=(*many[1:], READY))).way == "given"


def test_a_boundary_that_does_not_allow_it_shuts_the_way():
    bounded = user("ann", boundary=arn("policy", "reads"))
    facts = of(bounded)
    reads = managed("reads", policy(allow("s3:Get*")))
    facts = msgspec.structs.replace(facts, identities=msgspec.structs.replace(facts.identities, policies=(reads,)))

    assert only(facts).way == "shut"


# --- once there is a device


WITH_DEVICE = {"mfa_active": True}


def left(name="ann", group_name="mfa-enrolment"):
    return joined(name, group_name).inverse()


@pytest.mark.parametrize(
    ("cells", "devices"),
    [(WITH_DEVICE, ()), ({}, (virtual_device(arn("user", "ann")),)), ({**WITH_DEVICE, "password_enabled": False}, ())],
    ids=["by the report", "newer than the report", "a user of keys alone"],
)
def test_whoever_has_a_device_leaves_the_group(cells, devices):
    facts = of(user("ann", groups=("mfa-enrolment",)), groups=(READY,), cells=cells, virtual_mfa_devices=devices)

    (found,) = leaving(facts)

    assert found.batches == ((left(),),)
    assert found.restricts


def test_whoever_is_bound_leaves_it_too():
    bound = user("ann", groups=("mfa-enrolment",), inline_policies=(inline("bind", require_mfa("aws")),))

    assert [one.batches for one in leaving(of(bound, groups=(READY,), cells=WITH_DEVICE))] == [((left(),),)]


def test_every_group_that_holds_just_that_policy_is_left_and_no_other():
    other = group("everybody", inline_policies=(inline("p", register_mfa("aws")),))
    more = group("more", inline_policies=(inline("p", register_mfa("aws")), inline("reads", policy(allow("s3:Get*")))))
    facts = of(
        user("ann", groups=("everybody", "mfa-enrolment", "more")), groups=(READY, other, more), cells=WITH_DEVICE
    )

    (found,) = leaving(facts)

    assert found.batches == ((left(), left(group_name="everybody")),)


@pytest.mark.parametrize(
    ("cells", "facts"),
    [
        ({}, {}),
        ({}, {"virtual_mfa_devices": denied("iam:ListVirtualMFADevices")}),
        (WITH_DEVICE, {"credential_report": denied("iam:GetCredentialReport")}),
        (WITH_DEVICE, {"identities": denied("iam:GetAccountAuthorizationDetails")}),
    ],
    ids=["none", "devices not read", "report not read", "users not read"],
)
def test_whoever_may_have_none_stays_in_it(cells, facts):
    there = of(user("ann", groups=("mfa-enrolment",)), groups=(READY,), cells=cells)

    assert tuple(leaving(msgspec.structs.replace(there, **facts))) == ()


POLICIES = st.lists(
    st.sampled_from([*READS, *EVERYTHING, MAY_REGISTER, NO_DEVICES, inline("bind", require_mfa("aws"))]),
    max_size=3,
    unique=True,
)


@given(st.lists(POLICIES, min_size=1, max_size=3))
def test_whoever_is_let_may_register_one_then_and_nobody_is_bound_less(held):
    """What it gives takes nothing away, and of whoever was bound before nothing is open after."""
    people = tuple(user(f"u{number}", inline_policies=tuple(policies)) for number, policies in enumerate(held))
    before = of(*people)
    let = {one.user.name for one in enrolments(before) if one.way == "given"}
    then = after(before)

    assert {one.user.name for one in enrolments(then) if one.way == "open"} >= let
    assert open_of(then) <= open_of(before)
    assert after(then) == then


def open_of(facts):
    """Whom nothing binds to MFA."""
    found = judge(facts, (BY_ID["mfa-not-enforced"],), Baseline())
    return {one.resource for one in found if one.status == "fail"}
