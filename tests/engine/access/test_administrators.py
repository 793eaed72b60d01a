"""Administrators by what they hold and by roles; those who could become one, the sure apart from the possible."""

from __future__ import annotations

import pytest

from rootward.engine.access.administrators import who_administers
from tests.checks.facts import (
    ACCOUNT,
    account,
    allow,
    arn,
    group,
    identities,
    inline,
    managed,
    policy,
    role,
    trust,
    user,
)
from tests.engine.access.office import MEMBER, WITH_MFA, office, scene

LAMBDA = {"Service": "lambda.amazonaws.com"}


def asked(of):
    return who_administers(scene(of), version="0")


def told(one):
    through = "".join(f" {role.rpartition('/')[2]}>" for role in one.way.through)
    by = " ".join(f"{each.group or ''}/{each.policy.rpartition('/')[2]}" for each in one.policies)
    unread = "".join(f" ?{each.policy.rpartition('/')[2]}" for each in one.way.unread)
    return f"{one.power} {one.way.answer}{' MFA' if one.way.with_mfa else ''}{through} {by}{unread}"


def test_by_group_by_its_own_policy_and_perhaps_by_what_was_not_read():
    assert {one.name: told(one) for one in asked(office()).administrators} == {
        "ann": "everything yes admins/AdministratorAccess",
        "dan": "everything yes admins/AdministratorAccess",
        "eve": "everything depends  ?Payroll",
        "ops": "everything yes /AdministratorAccess",
    }


def test_control_of_iam_is_told_from_everything():
    people = identities(users=(user("zoe", inline_policies=(inline("iam", policy(allow("iam:*"))),)),))

    (zoe,) = asked(account(identities=people)).administrators

    assert told(zoe) == "iam yes /iam"


def test_policies_that_make_one_only_between_them_are_not_named():
    between = tuple(
        inline(name, policy(allow(pattern)))
        for name, pattern in (
            ("a", "iam:AttachRole*"),
            ("b", "iam:CreateRole"),
            ("c", "iam:PutUser*"),
        )
    )
    people = identities(users=(user("zoe", inline_policies=between), user("yan", inline_policies=between[1:])))

    (zoe,) = asked(account(identities=people)).administrators

    assert (zoe.name, zoe.policies) == ("zoe", ())


def test_with_mfa():
    guarded = policy(allow("*", **WITH_MFA))
    people = identities(
        users=(user("zoe", inline_policies=(inline("p", guarded),)),),
        roles=(role("r", inline_policies=(inline("p", guarded),)),),
    )

    (zoe,) = asked(account(identities=people)).administrators

    assert told(zoe) == "everything depends MFA /p"  # and no session of the role carries MFA


def test_by_a_role_that_takes_mfa():
    asking = user("zoe", inline_policies=(inline("p", policy(allow("sts:AssumeRole"))),))
    ops = role("ops", trust_policy=trust({"AWS": "*"}, **WITH_MFA), inline_policies=(inline("p", policy(allow("*"))),))

    zoe, _ = asked(account(identities=identities(users=(asking,), roles=(ops,)))).administrators

    assert told(zoe) == "everything depends MFA ops> /p"


def test_a_window_of_time_that_is_over_gives_no_power():
    over = policy(allow("*", Condition={"DateLessThan": {"aws:CurrentTime": "2020-12-31T00:00:00Z"}}))
    still_open = policy(allow("*", Condition={"DateLessThan": {"aws:CurrentTime": "2030-12-31T00:00:00Z"}}))
    people = identities(
        users=(
            user("yan", inline_policies=(inline("p", over),)),
            user("zoe", inline_policies=(inline("p", still_open),)),
        )
    )

    (zoe,) = asked(account(identities=people)).administrators

    assert told(zoe) == "everything yes /p"


def open_role(**trusting):
    """An account with one role, an administrator, that lets in whom the trust policy says."""
    ops = role("ops", inline_policies=(inline("all", policy(allow("*"))),), **trusting)
    return asked(account(identities=identities(roles=(ops,)))).outsiders


@pytest.mark.parametrize(
    ("principal", "rest", "who"),
    [
        ({"AWS": "*"}, {}, ["* yes"]),
        ("*", {}, ["* yes"]),
        ({"AWS": "*"}, {"Condition": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}}, []),
        (
            {"AWS": ["*", "999999999999"]},
            {"Condition": {"StringEquals": {"aws:PrincipalAccount": "999999999999"}}},
            ["999999999999 yes"],
        ),
        ({"AWS": "arn:aws:iam::999999999999:root"}, {}, ["999999999999 yes"]),
        (
            {"AWS": "arn:aws:iam::999999999999:role/ci"},
            {"Condition": {"StringEquals": {"sts:ExternalId": "x"}}},
            ["arn:aws:iam::999999999999:role/ci depends sts:ExternalId"],
        ),
        ({"AWS": "*"}, {"Condition": {"DateLessThan": {"aws:CurrentTime": "2020-12-31T00:00:00Z"}}}, []),
        ({"AWS": [ACCOUNT, arn("user", "ann")]}, {}, []),
        ({"Service": "lambda.amazonaws.com"}, {}, []),
    ],
)
def test_whom_a_role_lets_in_from_outside_is_told(principal, rest, who):
    found = open_role(trust_policy=trust(principal, **rest))

    assert [" ".join((one.who, one.answer, *one.depends_on)) for one in found] == who


def test_a_trust_policy_that_allows_all_but_some_lets_in_anybody():
    (anybody,) = open_role(
        trust_policy=policy(
            {"Effect": "Allow", "NotPrincipal": {"AWS": arn("user", "ann")}, "Action": "sts:AssumeRole"},
            {"Effect": "Deny", "Principal": {"AWS": "999999999999"}, "Action": "sts:AssumeRole"},
        )
    )

    assert (anybody.role, anybody.who) == (arn("role", "ops"), "*")


def test_a_trust_policy_that_cannot_be_read_names_nobody():
    assert [(one.who, one.answer) for one in open_role(trust_policy="{}")] == []


def test_the_roles_of_aws_services_get_in_by_assuming_nothing():
    people = identities(
        roles=(
            role("ops", inline_policies=(inline("all", policy(allow("*"))),), trust_policy=trust({"AWS": ACCOUNT})),
            role(
                "AWSServiceRoleForX",
                arn=arn("role", "aws-service-role/x.amazonaws.com/AWSServiceRoleForX"),
                path="/aws-service-role/x.amazonaws.com/",
                inline_policies=(inline("go", policy(allow("sts:AssumeRole", arn("role", "*")))),),
            ),
        )
    )

    answer = asked(account(identities=people))

    assert [one.name for one in answer.administrators] == ["ops"]
    assert answer.would_be == answer.possible == ()


def test_the_roles_of_aws_services_begin_no_path_by_assuming():
    passing = policy(allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]))
    people = identities(
        roles=(
            role("admin", trust_policy=trust(LAMBDA), inline_policies=(inline("all", policy(allow("*"))),)),
            role("ci", trust_policy=trust({"AWS": ACCOUNT}), inline_policies=(inline("pass", passing),)),
            role(
                "AWSServiceRoleForX",
                arn=arn("role", "aws-service-role/x.amazonaws.com/AWSServiceRoleForX"),
                path="/aws-service-role/x.amazonaws.com/",
                inline_policies=(inline("go", policy(allow("sts:AssumeRole", arn("role", "ci")))),),
            ),
        )
    )

    assert [one.name for one in asked(account(identities=people)).would_be] == ["ci"]


def test_who_can_become_one_and_how():
    passing = policy(
        allow(["lambda:CreateFunction", "lambda:InvokeFunction"]), allow("iam:PassRole", arn("role", "admin"))
    )
    people = identities(
        users=(user("ci", groups=("ci",)),),
        groups=(group("ci", attached_policies=(arn("policy", "deploy"),)),),
        roles=(role("admin", trust_policy=trust(LAMBDA), inline_policies=(inline("all", policy(allow("*"))),)),),
        policies=(managed("deploy", passing),),
    )

    answer = asked(account(identities=people))

    (ci,) = answer.would_be
    (step,) = ci.steps
    assert (ci.name, ci.certainty, ci.depends_on, answer.possible) == ("ci", "sure", (), ())
    assert (step.path, step.principal, step.target) == ("lambda-001", arn("user", "ci"), arn("role", "admin"))
    assert [(one.action, one.policy, one.group, one.number) for one in step.permissions] == [
        ("iam:PassRole", arn("policy", "deploy"), "ci", 2),
        ("lambda:CreateFunction", arn("policy", "deploy"), "ci", 1),
        ("lambda:InvokeFunction", arn("policy", "deploy"), "ci", 1),
    ]


def test_what_rests_on_resources_that_are_not_read_is_possible_only():
    people = identities(
        users=(user("ci", inline_policies=(inline("ship", policy(allow("lambda:UpdateFunctionCode"))),)),),
        roles=(role("admin", trust_policy=trust(LAMBDA), inline_policies=(inline("all", policy(allow("*"))),)),),
    )

    answer = asked(account(identities=people))

    assert answer.would_be == ()
    assert [(one.name, one.certainty, bool(one.reasons)) for one in answer.possible] == [("ci", "possible", True)]


def test_of_a_member_account_it_is_said_that_its_scps_were_not_read():
    answer = asked(office(organization=MEMBER))

    assert answer.before_scps
    assert [one.name for one in answer.administrators] == ["ann", "dan", "eve", "ops"]
