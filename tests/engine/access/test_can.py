"""The verdict of one principal, the statements behind it, and the roles by which it may all the same."""

from __future__ import annotations

import pytest

from rootward.engine.access.can import can
from rootward.engine.access.principals import principal
from rootward.model.access import Question
from rootward.model.unknown import Unknown
from tests.checks.facts import account, allow, arn, identities, inline, managed, policy, role, trust, user
from tests.engine.access.office import FENCE, MEMBER, PAYROLL, deny, office, scene
from tests.engine.access.test_who_can import told


def asked(who, action, resource="*", *, of=None, **rest):
    there = scene(of or office())
    return can(there, principal(there, who), Question(action=action, resource=resource, **rest), version="0")


def statements(listed):
    return [(one.policy.rpartition("/")[2], one.layer, one.number, one.applies) for one in listed]


def test_allowed_by_a_groups_policy():
    answer = asked("ann", "iam:CreateUser")

    assert (answer.verdict, answer.layer, answer.explicit) == ("allow", "identity", False)
    assert statements(answer.allowed_by) == [("AdministratorAccess", "identity", 1, "yes")]
    assert answer.allowed_by[0].group == "admins"
    assert answer.allowed_by[0].statement == {"Effect": "Allow", "Action": "*", "Resource": "*"}
    assert answer.by_assuming == ()


def test_denied_by_a_statement_though_another_allows_it():
    answer = asked("dan", "s3:GetObject")

    assert (answer.verdict, answer.layer, answer.explicit) == ("deny", "identity", True)
    assert statements(answer.denied_by) == [("no-storage", "identity", 2, "yes")]
    assert answer.denied_by[0].sid == "NoStorage"
    assert statements(answer.allowed_by) == [("AdministratorAccess", "identity", 1, "yes")]


def test_not_allowed_by_anything():
    answer = asked("ben", "iam:CreateUser")

    assert (answer.verdict, answer.layer, answer.explicit) == ("deny", "identity", False)
    assert (answer.allowed_by, answer.denied_by) == ((), ())
    assert [(one.policy, one.group) for one in answer.held] == [("assets", "designers")]


def test_not_allowed_on_every_resource_but_on_some():
    assert [told(way) for way in asked("ben", "s3:GetObject").on_some_resources] == [
        "yes designers/assets 1 on arn:aws:s3:::assets/*"
    ]


def test_not_allowed_by_the_boundary():
    answer = asked("fay", "iam:CreateUser")

    assert (answer.verdict, answer.layer) == ("deny", "boundary")
    assert statements(answer.allowed_by) == [("AdministratorAccess", "identity", 1, "yes")]


def test_a_boundary_that_allows_is_named_beside_the_policy():
    assert statements(asked("fay", "s3:GetObject").allowed_by) == [
        ("AdministratorAccess", "identity", 1, "yes"),
        ("fence", "boundary", 1, "yes"),
    ]


def test_a_boundary_that_denies_under_circumstances():
    fence = policy(allow("*"), deny("iam:*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}}))
    people = identities(
        users=(user("zoe", boundary=FENCE, inline_policies=(inline("all", policy(allow("*"))),)),),
        policies=(managed("fence", fence, arn=FENCE),),
    )

    answer = asked("zoe", "iam:CreateUser", of=account(identities=people))

    assert (answer.verdict, answer.depends_on) == ("depends", ("aws:MultiFactorAuthPresent",))
    assert statements(answer.denied_by) == [("fence", "boundary", 2, "depends")]


def test_with_mfa_only():
    answer = asked("cat", "s3:GetObject")

    assert (answer.verdict, answer.with_mfa) == ("depends", True)
    assert answer.depends_on == ("aws:MultiFactorAuthPresent",)
    assert asked("cat", "s3:GetObject", context={"AWS:multifactorauthpresent": "true"}).verdict == "allow"
    assert asked("cat", "s3:GetObject", context={"aws:MultiFactorAuthPresent": None}).verdict == "deny"
    assert asked("cat", "s3:GetObject", complete=True).verdict == "deny"


def test_it_depends_on_a_policy_that_was_not_read():
    answer = asked("eve", "s3:GetObject")

    assert (answer.verdict, answer.depends_on) == ("depends", ())
    assert [(one.policy, one.why) for one in answer.unread] == [(PAYROLL, "AWS denied it")]


def test_not_by_itself_but_by_assuming_a_role():
    answer = asked("hal", "s3:GetObject")

    assert answer.verdict == "deny"
    assert [told(way) for way in answer.by_assuming] == ["yes deploy> /ship 1"]


def test_in_a_member_account_an_allow_is_one_before_scps_and_a_deny_stays():
    of = office(organization=MEMBER)
    allowed = asked("ann", "iam:CreateUser", of=of)

    assert (allowed.verdict, allowed.before_scps, allowed.layer) == ("depends", True, "scp")
    assert [one.layer for one in allowed.unread] == ["scp"]
    assert statements(allowed.allowed_by) == [("AdministratorAccess", "identity", 1, "yes")]
    assert asked("ben", "iam:CreateUser", of=of).verdict == "deny"
    assert not asked("ben", "iam:CreateUser", of=of).unread


def test_where_the_organisation_was_not_read_there_may_be_scps():
    (unread,) = asked("ann", "iam:CreateUser", of=office(organization=Unknown("denied"))).unread

    assert unread.why == "it is not known whether the account belongs to an organisation"


def test_scps_bind_no_role_of_awss_own_services():
    own = role(
        "AWSServiceRoleForSupport",
        arn=arn("role", "aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport"),
        path="/aws-service-role/support.amazonaws.com/",
        inline_policies=(inline("p", policy(allow("ec2:*"))),),
    )

    of = account(identities=identities(roles=(own,)), organization=MEMBER)

    assert asked("AWSServiceRoleForSupport", "ec2:StopInstances", of=of).verdict == "allow"


def test_a_trust_policy_that_does_not_let_in():
    answer = asked("ann", "sts:AssumeRole", arn("role", "deploy"))

    assert (answer.verdict, answer.layer) == ("deny", "resource")


def test_a_trust_policy_that_lets_in_by_name_needs_nothing_else():
    answer = asked("hal", "sts:AssumeRole", arn("role", "deploy"))

    assert answer.verdict == "allow"
    assert statements(answer.allowed_by) == [("deploy", "resource", 1, "yes")]


def test_a_trust_policy_that_denies():
    trusting = policy(
        {"Effect": "Allow", "Principal": {"AWS": [arn("user", "zoe"), arn("user", "yan")]}, "Action": "sts:AssumeRole"},
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sts:*",
            "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": "ops"}},
        },
    )
    of = account(
        identities=identities(
            users=(user("zoe", tags={"team": "sales"}), user("yan")), roles=(role("r", trust_policy=trusting),)
        )
    )

    zoe, yan = (asked(name, "sts:AssumeRole", arn("role", "r"), of=of) for name in ("zoe", "yan"))

    assert (zoe.verdict, statements(zoe.denied_by)) == ("deny", [("r", "resource", 2, "yes")])
    assert (yan.verdict, statements(yan.denied_by)) == ("deny", [("r", "resource", 2, "yes")])
    assert yan.denied_by[0].statement == {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sts:*",
        "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": "ops"}},
    }


def test_a_statement_is_told_as_it_is_written():
    statement = {
        "Sid": "Odd",
        "Effect": "Allow",
        "NotAction": ["iam:*", "sts:*"],
        "NotResource": "arn:aws:s3:::secret/*",
        "Condition": {"StringLike": {"aws:PrincipalTag/team": ["a*", "b*"]}, "Null": {"aws:SourceIp": "false"}},
    }
    people = identities(
        users=(user("zoe", tags={"team": "apes"}, inline_policies=(inline("odd", policy(statement)),)),)
    )

    answer = asked("zoe", "s3:GetObject", of=account(identities=people))

    assert answer.allowed_by[0].statement == statement
    assert answer.depends_on == ("aws:SourceIp",)


def guarded(*, at):
    """Zoe, and a role that she may assume with MFA, from the office only, or by a chain of two."""
    everything = (inline("all", policy(allow("*"))),)
    zoe = {"AWS": arn("user", "zoe")}
    return account(
        identities=identities(
            users=(user("zoe", tags={"team": "sales"}),),
            roles=(
                role("r", inline_policies=everything, trust_policy=trust(zoe, Condition=at)),
                role("s", trust_policy=trust({"AWS": arn("role", "r")}, Condition=at)),
            ),
        )
    )


@pytest.mark.parametrize(
    ("at", "context", "ways"),
    [
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, {"aws:multiFactorAuthPresent": "false"}, []),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, {"aws:MultiFactorAuthPresent": None}, []),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, {"aws:MultiFactorAuthPresent": "true"}, ["yes r> /all 1"]),
        ({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, {"aws:SourceIp": "192.0.2.7"}, ["yes r> /all 1"]),
        ({"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}, {"aws:SourceIp": "198.51.100.7"}, []),
        (
            {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
            {"aws:MultiFactorAuthPresent": "true"},
            ["depends r> /all 1 (aws:SourceIp)"],
        ),
        (
            {"StringEquals": {"aws:RequestTag/a": "x"}},
            {"aws:RequestTag/a": "y"},
            ["depends r> /all 1 (aws:RequestTag/a)"],
        ),
    ],
)
def test_what_is_known_of_the_request_settles_the_step_to_a_role_too(at, context, ways):
    answer = asked("zoe", "iam:CreateUser", of=guarded(at=at), context=context)

    assert [told(way) for way in answer.by_assuming] == ways


def test_no_session_of_a_role_carries_mfa():
    at = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    people = identities(
        roles=(role("r", inline_policies=(inline("p", policy(allow("*", Condition=at))),)),),
    )

    assert asked("r", "iam:CreateUser", of=account(identities=people)).verdict == "deny"


def test_a_window_of_time_that_is_over_is_none_unless_the_question_says_so():
    over = policy(allow("*", Condition={"DateLessThan": {"aws:CurrentTime": "2020-12-31T00:00:00Z"}}))
    of = account(identities=identities(users=(user("zoe", inline_policies=(inline("p", over),)),)))

    assert asked("zoe", "iam:CreateUser", of=of).verdict == "deny"
    assert asked("zoe", "iam:CreateUser", of=of, context={"aws:CurrentTime": "2019-01-01"}).verdict == "allow"


@pytest.mark.parametrize("organization", [None, MEMBER])
def test_who_holds_nothing_may_ask_who_it_is_whatever_any_policy_says(organization):
    of = office(organization=organization)
    answer = asked("hal", "sts:GetCallerIdentity", of=of)

    assert (answer.verdict, answer.unread, answer.allowed_by, answer.denied_by) == ("allow", (), (), ())


def test_an_scp_may_keep_from_a_session_token():
    assert asked("hal", "sts:GetSessionToken").verdict == "allow"
    assert asked("hal", "sts:GetSessionToken", of=office(organization=MEMBER)).before_scps


def test_inline_policies_say_whose_they_are():
    assert [one.inline_of for one in asked("cat", "s3:GetObject").allowed_by] == ["user cat"]
    assert [one.inline_of for one in asked("ben", "iam:CreateUser").held] == ["group designers"]
    assert [one.inline_of for one in asked("fay", "s3:GetObject").allowed_by] == [None, None]
    assert [one.inline_of for one in asked("hal", "sts:AssumeRole", arn("role", "deploy")).allowed_by] == [None]


def test_roles_that_may_only_perhaps_be_assumed_come_after_the_sure_ones():
    everything = (inline("all", policy(allow("*"))),)
    people = identities(
        users=(user("zoe"),),
        roles=(
            role(
                "a",
                inline_policies=everything,
                trust_policy=trust(
                    {"AWS": arn("user", "zoe")}, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}
                ),
            ),
            role("b", inline_policies=everything, trust_policy=trust({"AWS": arn("user", "zoe")})),
            role("c", trust_policy=trust({"AWS": arn("user", "zoe")})),
        ),
    )

    answer = asked("zoe", "iam:CreateUser", of=account(identities=people))

    assert [told(way) for way in answer.by_assuming] == [
        "yes b> /all 1",
        "depends MFA a> /all 1 (aws:MultiFactorAuthPresent)",
    ]


@pytest.mark.parametrize("resource", ["*", "arn:aws:s3:::assets/*"])
def test_a_star_in_a_resource_is_all_that_a_policy_means_by_it(resource):
    assert asked("ann", "s3:GetObject", resource).verdict == "allow"
    assert asked("ben", "s3:GetObject", resource).verdict == ("deny" if resource == "*" else "allow")
