"""Administrators by what they hold and by roles; those who could become one, the sure apart from the possible."""

from __future__ import annotations

from rootward.engine.access.administrators import who_administers
from tests.checks.facts import account, allow, arn, group, identities, inline, managed, policy, role, trust, user
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
            ("a", "iam:A*"),
            ("b", "iam:C*"),
            ("c", "iam:D*"),
            ("d", "iam:P*"),
            ("e", ["iam:S*", "iam:U*"]),
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

    zoe, of_role = asked(account(identities=people)).administrators

    assert (told(zoe), told(of_role)) == ("everything depends MFA /p", "everything depends /p")


def test_by_a_role_that_takes_mfa():
    asking = user("zoe", inline_policies=(inline("p", policy(allow("sts:AssumeRole"))),))
    ops = role("ops", trust_policy=trust({"AWS": "*"}, **WITH_MFA), inline_policies=(inline("p", policy(allow("*"))),))

    zoe, _ = asked(account(identities=identities(users=(asking,), roles=(ops,)))).administrators

    assert told(zoe) == "everything depends MFA ops> /p"


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
