"""A user with a console password is not bound to MFA."""

from __future__ import annotations

import pytest

from rootward.checks import power
from rootward.checks.mfa.mfa_not_enforced import CHECK
from rootward.model.baseline import Baseline
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    account,
    active_key,
    allow,
    arn,
    denied,
    group,
    identities,
    inline,
    key,
    managed,
    policy,
    report,
    role,
    root_row,
    trust,
    user,
    user_row,
)

MFA = "aws:MultiFactorAuthPresent"
ABSENT_TOO = {"BoolIfExists": {MFA: "false"}}
FALSE_ONLY = {"Bool": {MFA: "false"}}
PRESENT = {"Bool": {MFA: "true"}}
TO_REGISTER = [
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:GetUser",
    "iam:ListMFADevices",
    "iam:ListVirtualMFADevices",
    "iam:ResyncMFADevice",
    "sts:GetSessionToken",
]
OWN = "arn:aws:iam::*:user/${aws:username}"
ODD = Unknown("failed", detail="odd")


def denial(condition=None, spared=TO_REGISTER, **rest):
    return {"Effect": "Deny", "NotAction": spared, "Resource": "*", "Condition": condition or ABSENT_TOO, **rest}


def judged(*statements, who=None, row=None, **facts):
    """The verdict on a user of these statements with a console password."""
    one = who or user("ann", inline_policies=(inline("own", policy(*statements)),))
    cells = {"password_enabled": True} if row is None else row
    made = {
        "identities": identities(users=(one,)),
        "credential_report": report(root_row(), user_row("ann", **cells)),
        **facts,
    }
    (verdict,) = CHECK.judge(account(**made), Baseline())
    return verdict


SELF_SERVICE = (
    allow(["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"]),
    allow(["iam:ChangePassword", "iam:CreateAccessKey", "iam:ListAccessKeys"], OWN),
    allow("iam:CreateVirtualMFADevice", "arn:aws:iam::*:mfa/*"),
    allow(["iam:EnableMFADevice", "iam:GetMFADevice", "iam:ListMFADevices", "iam:DeactivateMFADevice"], OWN),
    denial(),
)


@pytest.mark.parametrize(
    ("statements", "status"),
    [
        ((allow("*"), denial()), "pass"),
        ((allow("*"), denial(FALSE_ONLY)), "fail"),
        ((allow("*"),), "fail"),
        (SELF_SERVICE, "pass"),
        ((allow("*"), *SELF_SERVICE), "pass"),
        ((allow("s3:*", "arn:aws:s3:::logs/*"), denial()), "pass"),
        ((allow("s3:*", "arn:aws:s3:::logs/*"), denial(FALSE_ONLY)), "fail"),
        ((allow("s3:GetObject", "arn:aws:s3:::${aws:username}/*"), denial()), "pass"),
        # two conditions make a whole: false, and absent
        ((allow("*"), denial(FALSE_ONLY), denial({"Null": {MFA: "true"}})), "pass"),
        ((allow("*"), denial({"Null": {"aws:MultiFactorAuthAge": "true"}})), "pass"),
        ((allow("*"), denial({"NumericGreaterThanIfExists": {"aws:MultiFactorAuthAge": "3600"}})), "pass"),
        # each allowance asks for it
        ((allow("*", Condition=PRESENT),), "pass"),
        ((allow("*", Condition={"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}),), "pass"),
        ((allow("*", Condition={"BoolIfExists": {MFA: "true"}}),), "fail"),
        ((allow("*", Condition=PRESENT), allow("s3:ListAllMyBuckets")), "fail"),
        # denials that leave something out
        ((allow("*"), {**denial(), "NotAction": [*TO_REGISTER, "s3:GetObject"]}), "fail"),
        ((allow("*"), {**denial(), "NotAction": [*TO_REGISTER, "ecs:*"]}), "fail"),
        ((allow("s3:*"), {**denial(), "NotAction": [*TO_REGISTER, "ecs:*"]}), "pass"),
        (
            (allow("*"), {**denial(), "NotAction": [*TO_REGISTER, "iam:ChangePassword", "iam:GetAccountSummary"]}),
            "pass",
        ),
        ((allow("*"), {**denial(), "NotAction": [*TO_REGISTER, "iam:DeactivateMFADevice"]}), "fail"),
        (
            (allow("*"), {"Effect": "Deny", "Action": ["iam:*", "s3:*"], "Resource": "*", "Condition": ABSENT_TOO}),
            "fail",
        ),
        (
            (allow("s3:*"), {"Effect": "Deny", "Action": ["iam:*", "s3:*"], "Resource": "*", "Condition": ABSENT_TOO}),
            "pass",
        ),
        ((allow("*"), denial(Resource="arn:aws:s3:::logs/*")), "fail"),
        (
            (
                allow("*"),
                {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::logs/*", "Condition": ABSENT_TOO},
            ),
            "fail",
        ),
        # conditions that lift it
        ((allow("*"), denial({**ABSENT_TOO, "NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}})), "fail"),
        ((allow("*"), denial({**ABSENT_TOO, "Bool": {"aws:ViaAWSService": "false"}})), "pass"),
        ((allow("*"), denial({**ABSENT_TOO, "StringNotEquals": {"aws:PrincipalTag/mfa": "none"}})), "pass"),
        ((allow("*"), denial({**ABSENT_TOO, "StringEquals": {"aws:PrincipalOrgID": "o-1"}})), "fail"),
        ((allow("*"), denial({**ABSENT_TOO, "StringEquals": {"aws:userid": "AIDA"}})), "unknown"),
        ((allow("*"), denial({**ABSENT_TOO, "StringNotEquals": {"aws:username": "bob"}})), "pass"),
        ((allow("*"), denial({**ABSENT_TOO, "StringNotEquals": {"aws:username": "ann"}})), "fail"),
        # other denials, and nothing at all
        ((allow("s3:*"), {"Effect": "Deny", "Action": "*", "Resource": "*"}), "pass"),
        ((allow("sts:AssumeRole", "arn:aws:iam::999999999999:role/ops"),), "fail"),
        ((allow("sts:GetSessionToken"),), "pass"),
    ],
)
def test_what_may_be_done_is_asked_with_and_without_mfa(statements, status):
    assert judged(*statements).status == status


def test_who_may_do_nothing_is_bound():
    verdict = judged(who=user("ann"))

    assert (verdict.status, verdict.message) == ("pass", "ann is allowed nothing")


def test_the_password_alone_is_told_with_what_it_opens():
    assert judged(allow("*")).message == "ann may use s3:GetObject with the password alone"
    assert judged(allow("sqs:Send*"), denial(Resource="arn:aws:s3:::*")).message == (
        "ann may use sqs:Send* with the password alone"
    )


def test_a_denial_that_leaves_something_out_is_named():
    verdict = judged(allow("*"), denial(spared=[*TO_REGISTER, "ecs:*"]))

    assert verdict.message == (
        "ann may use ecs:* with the password alone, though own, statement 2, denies other things"
    )


def test_bool_in_place_of_boolifexists_is_told():
    verdict = judged(allow("*"), denial(FALSE_ONLY))

    assert verdict.message == (
        "ann may use s3:GetObject with an access key and no MFA, while the console is bound by own, statement 2, which"
        " passes over requests that lack aws:MultiFactorAuthPresent (BoolIfExists does not)"
    )


def test_an_allowance_that_asks_for_mfa_of_sessions_only_is_told():
    verdict = judged(allow("*", Condition={"BoolIfExists": {MFA: "true"}}))

    assert verdict.message == "ann may use s3:GetObject with an access key and no MFA, while the console is bound"


def test_a_condition_that_lifts_the_denial_is_told():
    verdict = judged(allow("*"), denial({**ABSENT_TOO, "NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}}))

    assert verdict.message == "ann may use s3:GetObject (depending on aws:sourceip) with the password alone"


def test_the_denial_of_a_group_binds_its_members():
    staff = group(
        "staff", attached_policies=(arn("policy", "require-mfa"),), inline_policies=(inline("all", policy(allow("*"))),)
    )
    listed = identities(
        users=(user("ann", groups=("staff",)),),
        groups=(staff,),
        policies=(managed("require-mfa", policy(*SELF_SERVICE)),),
    )
    verdict = judged(identities=listed)

    assert (verdict.status, verdict.message) == (
        "pass",
        "ann is bound to MFA by require-mfa of group staff, statement 5",
    )


def test_a_boundary_may_bind_too():
    one = user("ann", boundary=arn("policy", "edge"), inline_policies=(inline("own", policy(allow("*"))),))
    edge = managed("edge", policy(allow("*"), denial()))
    verdict = judged(identities=identities(users=(one,), policies=(edge,)))

    assert (verdict.status, verdict.message) == ("pass", "ann is bound to MFA by edge, statement 2")


def test_roles_are_asked_with_their_trust_policies():
    asking = user("ann", inline_policies=(inline("own", policy(allow("sts:AssumeRole", arn("role", "*")))),))
    whole_account = {"AWS": "arn:aws:iam::123456789012:root"}

    def of(trust_policy, who=asking):
        return judged(identities=identities(users=(who,), roles=(role("ops", trust_policy=trust_policy),)))

    assert of(trust(whole_account)).message == "ann may use sts:AssumeRole of role ops with the password alone"
    assert of(trust(whole_account, Condition=PRESENT)).message == "ann is allowed nothing but with MFA"
    assert of(trust({"AWS": arn("user", "ann")}), user("ann")).status == "fail"
    bound = user("ann", inline_policies=(inline("own", policy(allow("*"), denial())),))
    assert of(trust(whole_account), bound).status == "pass"


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({}, "not_applicable"),
        ({"keys": (active_key(1), key())}, "not_applicable"),
        ({"password_enabled": ODD}, "unknown"),
        ({"password_enabled": True}, "fail"),
    ],
)
def test_only_who_has_a_console_password_is_asked(row, status):
    assert judged(allow("*"), row=row).status == status


def test_who_is_gone_is_not_asked():
    assert judged(identities=identities()).status == "not_applicable"


@pytest.mark.parametrize(
    ("attached", "status"),
    [(policy(allow("s3:*")), "fail"), ("{", "unknown"), (denied("iam:GetPolicyVersion"), "unknown")],
)
def test_a_policy_that_was_not_read_may_bind(attached, status):
    one = user("ann", attached_policies=(arn("policy", "own"),), inline_policies=(inline("all", policy(allow("*"))),))
    verdict = judged(identities=identities(users=(one,), policies=(managed("own", attached),)))

    assert verdict.status == status


def test_a_denial_of_everything_binds_whatever_else_was_not_read():
    one = user(
        "ann",
        attached_policies=(arn("policy", "own"),),
        inline_policies=(inline("all", policy(allow("*"), denial())),),
    )
    verdict = judged(identities=identities(users=(one,), policies=(managed("own", denied("iam:GetPolicyVersion")),)))

    assert verdict.status == "pass"


def test_a_tag_of_the_user_may_lift_it():
    statements = policy(allow("*"), denial({**ABSENT_TOO, "StringNotEquals": {"aws:PrincipalTag/MFA": "none"}}))
    staff = group("staff", inline_policies=(inline("own", statements),))
    users = (user("ann", groups=("staff",), tags={"mfa": "none"}), user("bob", groups=("staff",)))
    rows = (user_row(one.name, password_enabled=True) for one in users)
    facts = account(identities=identities(users=users, groups=(staff,)), credential_report=report(root_row(), *rows))

    assert [one.status for one in CHECK.judge(facts, Baseline())] == ["fail", "pass"]


def test_what_is_not_read_of_a_user_is_told():
    verdict = judged(allow("*"), denial({**ABSENT_TOO, "StringEquals": {"aws:userid": "AIDA"}}))

    assert [one.detail for one in verdict.unknowns] == ["whether ann is bound depends on aws:userid, which is not read"]


def test_the_organisation_is_told_where_it_is_known():
    of_the_organisation = denial({**ABSENT_TOO, "StringEquals": {"aws:PrincipalOrgID": "o-1"}})
    known = Organization(id="o-1", management_account="999999999999", feature_set="ALL")
    unread = denied("organizations:DescribeOrganization")

    assert judged(allow("*"), of_the_organisation, organization=known).status == "pass"
    assert judged(allow("*"), of_the_organisation, organization=unread).status == "unknown"


def test_a_member_account_is_judged_before_its_control_policies():
    member = Organization(id="o-1", management_account="999999999999", feature_set="ALL")

    assert judged(allow("*"), organization=member).message.endswith(
        "(before service control policies, which were not read)"
    )


def test_break_glass_users_are_held_to_it():
    facts = account(
        identities=identities(users=(user("ann", inline_policies=(inline("own", policy(allow("*"))),)),)),
        credential_report=report(root_row(), user_row("ann", password_enabled=True)),
    )
    (verdict,) = CHECK.judge(facts, Baseline(break_glass=(arn("user", "ann"),)))

    assert verdict.status == "fail"


def test_users_of_the_same_policies_are_judged_alike():
    staff = group("staff", inline_policies=(inline("all", policy(allow("*"), denial())),))
    users = tuple(user(f"ann{number}", groups=("staff",)) for number in range(3))
    rows = (user_row(one.name, password_enabled=True) for one in users)
    facts = account(identities=identities(users=users, groups=(staff,)), credential_report=report(root_row(), *rows))

    assert [one.status for one in CHECK.judge(facts, Baseline())] == ["pass"] * 3


@pytest.mark.parametrize("fact", ["identities", "credential_report"])
def test_what_was_not_read_is_not_known(fact):
    assert judged(allow("*"), **{fact: denied("iam:Read")}).status == "unknown"


def test_a_broken_evaluator_says_nothing(monkeypatch):
    monkeypatch.setattr(power, "canary", lambda: "the table of actions is empty")

    assert judged(allow("*")).status == "unknown"
