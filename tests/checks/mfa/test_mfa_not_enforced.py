"""A user with a console password is not bound to MFA."""

from __future__ import annotations

import pytest

from rootward.checks import power
from rootward.checks.mfa import binding
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
        ((allow("*"), denial({"BoolIfExists": {MFA: "true"}})), "fail"),  # the wrong way round
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
        ((allow("*"), denial(spared=[*TO_REGISTER, "iam:Get*"])), "fail"),
        ((allow("*"), denial(spared=[*TO_REGISTER, "iam:List*"])), "fail"),
        ((allow("*"), denial(spared=[*TO_REGISTER, "signin:CreateOAuth2Token"])), "fail"),
        ((allow("s3:*", "arn:aws:s3:::logs/*"), denial(spared=[*TO_REGISTER, "s3:GetObject"])), "fail"),
        ((allow("s3:*", "arn:aws:s3:::logs/*"), denial(spared=[*TO_REGISTER, "ecs:*"])), "pass"),
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
        (({"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::logs/*"}, denial()), "pass"),
        (({"Effect": "Allow", "Action": "sqs:*", "NotResource": "arn:aws:s3:::logs/*"},), "fail"),
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
        ((allow("sts:GetSessionToken"),), "pass"),
    ],
)
def test_what_may_be_done_is_asked_with_and_without_mfa(statements, status):
    assert judged(*statements).status == status


OF_THE_TEAM = "arn:aws:s3:::${aws:PrincipalTag/Team}/*"
OF_THE_TEAM_OR_ALL = "arn:aws:s3:::${aws:PrincipalTag/Team, 'all'}/*"
OF_THE_ORGANISATION = "arn:aws:s3:::${aws:PrincipalOrgID}-data/*"
MEMBER = Organization(id="o-1", management_account="999999999999", feature_set="ALL")


@pytest.mark.parametrize(
    ("resource", "tags", "status"),
    [
        (OF_THE_TEAM, {"team": "x"}, "fail"),
        (OF_THE_TEAM, {"team": "*"}, "fail"),
        (OF_THE_TEAM, {}, "pass"),
        (OF_THE_TEAM_OR_ALL, {"team": "x"}, "fail"),
        (OF_THE_TEAM_OR_ALL, {}, "fail"),
        ("arn:aws:s3:::${aws:userid}/*", {}, "unknown"),
        ("arn:aws:s3:::${aws:SourceIp}/*", {}, "fail"),
        ("arn:aws:s3:::logs/${*}", {}, "fail"),
    ],
)
def test_variables_are_filled_in_with_what_is_known_of_the_user(resource, tags, status):
    one = user("ann", tags=tags, inline_policies=(inline("own", policy(allow("s3:*", resource))),))

    assert judged(who=one).status == status


@pytest.mark.parametrize(
    ("organization", "status"),
    [(MEMBER, "fail"), (None, "pass"), (denied("organizations:DescribeOrganization"), "unknown")],
)
def test_variables_are_filled_in_with_the_organisation(organization, status):
    assert judged(allow("s3:*", OF_THE_ORGANISATION), organization=organization).status == status


def test_in_the_language_of_2008_a_variable_is_plain_text():
    document = policy(allow("s3:*", OF_THE_TEAM), version="2008-10-17")

    assert judged(who=user("ann", inline_policies=(inline("own", document),))).status == "fail"


@pytest.mark.parametrize(
    "resource",
    ["arn:aws:sqs", "arn:*:sqs:*:1234*:jobs", "arn:aws:sqs:*:*:jobs", "arn:aws:sqs:eu-west-?:123456789012:*", "*:jobs"],
)
def test_each_pattern_is_asked_by_a_resource_of_the_account(resource):
    bound_elsewhere = denial(Resource="arn:aws:sqs:*:999999999999:*")

    assert judged(allow("sqs:*", resource), bound_elsewhere).status == "fail"


def test_every_resource_is_asked():
    buckets = [f"arn:aws:s3:::b{number}/*" for number in range(6)]

    assert judged(allow("s3:*", buckets), denial(Resource=buckets[:4])).status == "fail"
    assert judged(allow("s3:*", buckets), denial(Resource=buckets)).status == "pass"


def test_everything_that_a_denial_leaves_out_is_asked():
    buckets = [f"arn:aws:s3:::b{number}/*" for number in range(6)]
    but_some = {"Effect": "Deny", "Action": "*", "NotResource": buckets, "Condition": ABSENT_TOO}

    assert judged(allow("s3:*"), but_some, denial(Resource=buckets[:4])).status == "fail"
    assert judged(allow("s3:*"), but_some, denial(Resource=buckets)).status == "pass"


def test_what_a_boundary_leaves_of_a_policy_is_asked():
    """The one names the resource and the other the action."""
    own = inline("own", policy(allow("s3:Get*", "arn:aws:s3:::logs/*")))
    one = user("ann", boundary=arn("policy", "edge"), inline_policies=(own,))
    edge = managed("edge", policy(allow("s3:GetObject")))

    assert judged(identities=identities(users=(one,), policies=(edge,))).status == "fail"


def test_policies_that_name_too_much_are_not_known(monkeypatch):
    monkeypatch.setattr(binding, "_MOST_REQUESTS", 2)
    bound, free = judged(allow("*"), denial()), judged(allow("*"))

    assert (bound.status, free.status) == ("unknown", "fail")
    assert [one.detail for one in bound.unknowns] == ["the policies of ann name more than is asked about"]


ABROAD = "arn:aws:iam::999999999999:role/ops"
WHOLE_ACCOUNT = trust({"AWS": "arn:aws:iam::123456789012:root"})


@pytest.mark.parametrize(
    ("statements", "status"),
    [
        ((allow("sts:AssumeRole", ABROAD),), "unknown"),
        ((allow("sts:AssumeRole", "arn:aws:iam::*:role/ops"),), "unknown"),
        ((allow("sts:AssumeRole"),), "unknown"),
        ((allow("sts:AssumeRole", ABROAD, Condition=PRESENT),), "pass"),
        ((allow("sts:AssumeRole", ABROAD), denial()), "pass"),
        ((allow("sts:AssumeRole", ABROAD), denial(FALSE_ONLY)), "unknown"),
        ((allow("*"), denial(spared=[*TO_REGISTER, "sts:AssumeRole"])), "unknown"),
        ((allow("sts:AssumeRole", ABROAD), allow("s3:ListAllMyBuckets")), "fail"),
        ((allow("sqs:*", "arn:aws:sqs:eu-west-1:999999999999:jobs"),), "unknown"),
        ((allow("kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/*"),), "unknown"),
        ((allow("kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/*", Condition=PRESENT),), "pass"),
        ((allow("kms:*"),), "fail"),
        ((allow(["sts:AssumeRole", "sts:GetFederationToken"]),), "fail"),
        ((allow("iam:GetPolicy", "arn:aws:iam::aws:policy/*"),), "fail"),
    ],
)
def test_policies_of_other_accounts_and_of_keys_may_ask_for_mfa(statements, status):
    assert judged(*statements).status == status


def test_what_policies_that_are_not_seen_may_ask_for_is_told():
    (why,) = judged(allow("sts:AssumeRole", ABROAD)).unknowns

    may = "ann may use sts:AssumeRole without MFA where another account's policies, or a key's, let it"
    assert (why.reason, why.detail) == ("not_observable", f"{may}, which are not read")


def test_roles_of_the_account_are_asked_beside_those_of_others():
    asking = user("ann", inline_policies=(inline("own", policy(allow("sts:AssumeRole"))),))
    open_to_all = identities(users=(asking,), roles=(role("ops", trust_policy=WHOLE_ACCOUNT),))
    bound = trust({"AWS": "arn:aws:iam::123456789012:root"}, Condition=PRESENT)

    assert judged(identities=open_to_all).status == "fail"
    assert judged(identities=identities(users=(asking,), roles=(role("ops", trust_policy=bound),))).status == "unknown"


def test_resources_may_be_of_another_organisation():
    of_the_own = denial({**ABSENT_TOO, "StringEquals": {"aws:ResourceOrgID": "o-1"}})
    verdict = judged(allow("s3:*"), of_the_own, organization=MEMBER)

    assert verdict.message.startswith("ann may use s3:GetObject (depending on aws:resourceorgid) with the password")


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


@pytest.mark.parametrize("resource", [OF_THE_TEAM, "arn:aws:s3:::${aws:username}/*"])
def test_users_whom_the_resources_tell_apart_are_judged_apart(resource):
    statements = policy(allow("s3:*", resource), denial(Resource="arn:aws:s3:::ann/*"))
    staff = group("staff", inline_policies=(inline("own", statements),))
    users = tuple(user(name, groups=("staff",), tags={"team": name}) for name in ("ann", "bob"))
    rows = (user_row(one.name, password_enabled=True) for one in users)
    facts = account(identities=identities(users=users, groups=(staff,)), credential_report=report(root_row(), *rows))

    assert [one.status for one in CHECK.judge(facts, Baseline())] == ["pass", "fail"]


def test_what_is_not_read_of_a_user_is_told():
    verdict = judged(allow("*"), denial({**ABSENT_TOO, "StringEquals": {"aws:userid": "AIDA"}}))

    assert [one.detail for one in verdict.unknowns] == ["whether ann is bound depends on aws:userid, which is not read"]


def test_the_organisation_is_told_where_it_is_known():
    of_the_organisation = denial({**ABSENT_TOO, "StringEquals": {"aws:PrincipalOrgID": "o-1"}})
    unread = denied("organizations:DescribeOrganization")

    assert judged(allow("*"), of_the_organisation, organization=MEMBER).status == "pass"
    assert judged(allow("*"), of_the_organisation, organization=unread).status == "unknown"


def test_a_member_account_is_judged_before_its_control_policies():
    assert judged(allow("*"), organization=MEMBER).message.endswith(
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
