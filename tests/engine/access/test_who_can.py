"""Everybody who may do something is listed, each by the surest way, with the statement that allows it."""

from __future__ import annotations

import pytest

from rootward.engine.access.who_can import who_can
from rootward.model.access import Question
from tests.checks.facts import account, allow, arn, group, identities, inline, managed, policy, role, trust, user
from tests.engine.access.office import MEMBER, WITH_MFA, deny, office, scene


def asked(action, resource="*", *, of=None, **rest):
    return who_can(scene(of or office()), Question(action=action, resource=resource, **rest), version="0")


def ways(found):
    """`{"ann": ["yes admins/AdministratorAccess 1"]}`."""
    return {one.name: [told(way) for way in one.ways] for one in found}


def told(way):
    through = "".join(f" {role.rpartition('/')[2]}>" for role in way.through)
    on = "".join(f" on {one}" for one in way.resources)
    by = "".join(f" {one.group or ''}/{one.policy.rpartition('/')[2]} {one.number}" for one in way.by)
    under = f" ({', '.join(way.depends_on)})" if way.depends_on else ""
    unread = "".join(f" ?{one.policy.rpartition('/')[2]}" for one in way.unread)
    return f"{way.answer}{' MFA' if way.with_mfa else ''}{through}{by}{on}{under}{unread}"


def test_each_is_listed_by_its_surest_way_with_the_statements_that_allow_it():
    answer = asked("s3:GetObject")

    assert ways(answer.principals) == {
        "ann": ["yes admins/AdministratorAccess 1"],
        "cat": ["depends MFA /storage 1 (aws:MultiFactorAuthPresent)"],
        "dan": ["depends MFA ops> /AdministratorAccess 1 (aws:MultiFactorAuthPresent)"],
        "eve": ["depends ?Payroll"],
        "fay": ["yes admins/AdministratorAccess 1 /fence 1"],
        "gus": ["depends /office 1 (aws:SourceIp)"],
        "hal": ["yes deploy> /ship 1"],
        "deploy": ["yes /ship 1"],
        "ops": ["yes /AdministratorAccess 1"],
    }


def test_who_may_on_some_resources_only_is_listed_apart():
    assert ways(asked("s3:GetObject").on_some_resources) == {
        "ben": ["yes designers/assets 1 on arn:aws:s3:::assets/*"],
    }
    assert "ben" in ways(asked("s3:GetObject", "arn:aws:s3:::assets/logo.png").principals)
    assert asked("s3:GetObject", "arn:aws:s3:::assets/logo.png").on_some_resources == ()


def test_a_deny_and_a_boundary_keep_out_whom_no_role_lets_in():
    (dan,) = ways(asked("s3:GetObject").principals)["dan"]

    assert dan.startswith("depends MFA ops>")
    assert "fay" not in ways(asked("iam:CreateUser").principals)


def test_who_is_denied_may_get_there_by_a_role_with_mfa():
    answer = asked("iam:CreateUser")

    assert ways(answer.principals)["dan"] == ["yes admins/AdministratorAccess 1"]
    denied = office(
        identities=identities(
            users=(user("kim", inline_policies=(inline("p", policy(allow("sts:*"), deny("iam:*"))),)),),
            roles=(
                role(
                    "ops",
                    inline_policies=(inline("all", policy(allow("*"))),),
                    trust_policy=trust({"AWS": "*"}, **WITH_MFA),
                ),
            ),
        )
    )
    assert ways(asked("iam:CreateUser", of=denied).principals) == {
        "kim": ["depends MFA ops> /all 1 (aws:MultiFactorAuthPresent)"],
        "ops": ["yes /all 1"],
    }


def test_roles_are_assumed_one_after_the_other():
    chain = identities(
        users=(user("zoe"),),
        roles=(
            role(
                "first",
                trust_policy=trust({"AWS": arn("user", "zoe")}),
                inline_policies=(inline("go", policy(allow("sts:*"))),),
            ),
            role(
                "second",
                trust_policy=trust({"AWS": arn("role", "first")}),
                inline_policies=(inline("all", policy(allow("iam:*"))),),
            ),
        ),
    )

    assert ways(asked("iam:CreateUser", of=account(identities=chain)).principals) == {
        "zoe": ["yes first> second> /all 1"],
        "first": ["yes second> /all 1"],
        "second": ["yes /all 1"],
    }


def test_a_sure_detour_goes_before_a_short_cut_that_is_not():
    people = identities(
        users=(user("zoe", inline_policies=(inline("go", policy(allow("sts:*"))),)),),
        roles=(
            role(
                "cut",
                trust_policy=trust({"AWS": "*"}, **WITH_MFA),
                inline_policies=(inline("all", policy(allow("iam:*"))),),
            ),
            role(
                "one",
                trust_policy=trust({"AWS": arn("user", "zoe")}),
                inline_policies=(inline("go", policy(allow("sts:*"))),),
            ),
            role(
                "two",
                trust_policy=trust({"AWS": arn("role", "one")}),
                inline_policies=(inline("all", policy(allow("iam:*"))),),
            ),
        ),
    )

    assert ways(asked("iam:CreateUser", of=account(identities=people)).principals)["zoe"] == ["yes one> two> /all 1"]


def test_a_roles_trust_policy_decides_who_assumes_it():
    assert ways(asked("sts:AssumeRole", arn("role", "deploy")).principals) == {"hal": ["yes /deploy 1"]}
    assert ways(asked("sts:AssumeRole", arn("role", "ops")).principals)["ann"] == [
        "depends MFA admins/AdministratorAccess 1 /ops 1 (aws:MultiFactorAuthPresent)"
    ]


def test_a_key_of_kms_and_what_another_account_owns_have_policies_that_were_not_read():
    key = "arn:aws:kms:eu-west-1:123456789012:key/1"
    (way,) = ways(asked("kms:Decrypt", key).principals)["ann"]

    assert way == "depends admins/AdministratorAccess 1 ?1"
    assert ways(asked("sqs:SendMessage", "arn:aws:sqs:eu-west-1:210987654321:q").principals)["ann"] == [
        "depends admins/AdministratorAccess 1 ?arn:aws:sqs:eu-west-1:210987654321:q"
    ]


def test_what_is_known_of_the_request_settles_it():
    known = {"aws:MultiFactorAuthPresent": "true", "aws:SourceIp": "192.0.2.7"}
    answer = ways(asked("s3:GetObject", context=known).principals)

    assert answer["cat"] == ["yes /storage 1"]
    assert answer["gus"] == ["yes /office 1"]
    assert not {"cat", "gus"} & set(ways(asked("s3:GetObject", complete=True).principals))


def test_a_resource_is_told_with_the_users_own_name():
    own = policy(allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}"))
    people = identities(users=(user("zoe", inline_policies=(inline("own", own),)),))

    (zoe,) = asked("iam:CreateAccessKey", of=account(identities=people)).on_some_resources

    assert told(zoe.ways[0]) == "yes /own 1 on arn:aws:iam::*:user/zoe"


def test_a_users_tags_are_known():
    tagged = policy(allow("iam:CreateUser", Condition={"StringEquals": {"aws:PrincipalTag/team": "platform"}}))
    people = identities(
        users=tuple(
            user(name, tags=tags, inline_policies=(inline("p", tagged),))
            for name, tags in (("pat", {"Team": "platform"}), ("sam", {"team": "sales"}), ("tom", {}))
        )
    )

    assert ways(asked("iam:CreateUser", of=account(identities=people)).principals) == {
        "pat": ["yes /p 1"],
    }


@pytest.mark.parametrize(
    ("organization", "before"),
    [
        (None, False),
        (MEMBER, True),
        (type(MEMBER)(id="o-1", management_account="123456789012", feature_set="ALL"), False),
    ],
)
def test_of_a_member_account_it_is_said_that_its_scps_were_not_read(organization, before):
    assert asked("s3:GetObject", of=office(organization=organization)).before_scps is before


def test_a_policy_held_twice_is_named_both_times():
    both = identities(
        users=(user("zoe", attached_policies=(arn("policy", "all"),), groups=("g",)),),
        groups=(group("g", attached_policies=(arn("policy", "all"),)),),
        policies=(managed("all", policy(allow("*"))),),
    )

    assert ways(asked("iam:CreateUser", of=account(identities=both)).principals) == {"zoe": ["yes /all 1 g/all 1"]}


def test_a_resource_that_the_action_is_not_about_is_not_told():
    both = policy(allow(["s3:GetObject", "s3:ListBucket"], ["arn:aws:s3:::assets", "arn:aws:s3:::assets/*"]))
    of = account(identities=identities(users=(user("zoe", inline_policies=(inline("p", both),)),)))

    assert [told(one.ways[0]) for one in asked("s3:GetObject", of=of).on_some_resources] == [
        "yes /p 1 on arn:aws:s3:::assets/*"
    ]


def test_a_trust_policy_that_cannot_be_read_is_named():
    ready = user("zoe", inline_policies=(inline("p", policy(allow("sts:AssumeRole"))),))
    broken = role("r", trust_policy="{}", inline_policies=(inline("all", policy(allow("iam:*"))),))
    of = account(identities=identities(users=(ready,), roles=(broken,)))

    (zoe, _) = asked("iam:CreateUser", of=of).principals
    (of_role,) = [one for one in asked("sts:AssumeRole", arn("role", "r"), of=of).principals if one.name == "zoe"]

    for (way,) in (zoe.ways, of_role.ways):
        assert [(one.layer, one.policy, one.why) for one in way.unread] == [
            ("resource", "trust policy of r", "element Statement is missing")
        ]
