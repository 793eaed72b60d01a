"""Every resource that an action is about: what the statements allow between them, however they are written."""

from __future__ import annotations

import pytest

from rootward.engine.access.can import can
from rootward.engine.access.principals import principal
from rootward.engine.access.shapes import shapes
from rootward.engine.access.who_can import who_can
from rootward.model.access import AskedAccount, Question
from tests.checks.facts import account, allow, arn, identities, inline, managed, policy, user
from tests.engine.access.office import FENCE, deny, scene
from tests.engine.access.test_can import statements
from tests.engine.access.test_who_can import told

USERS, ROLES = "arn:aws:iam::123456789012:user/", "arn:aws:iam::123456789012:role/"
BUCKETS = "arn:aws:s3:::*"
WITH_IP = {"Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}


def asked(action, *listed, boundary=None, **rest):
    """What zoe may do on every resource, who has one policy of these statements."""
    zoe = user("zoe", inline_policies=(inline("p", policy(*listed)),), boundary=FENCE if boundary else None)
    fences = (managed("fence", boundary, arn=FENCE),) if boundary else ()
    there = scene(account(identities=identities(users=(zoe,), policies=fences)))
    question = Question(action=action, **rest)
    answer = can(there, principal(there, "zoe"), question, version="0")
    listed_by_who_can = [one.name for one in who_can(there, question, version="0").principals]
    assert bool(listed_by_who_can) == (answer.verdict != "deny")
    return answer


@pytest.mark.parametrize(
    ("action", "statement"),
    [
        ("s3:GetObject", allow("s3:*", BUCKETS)),
        ("s3:GetObject", allow("s3:*", "arn:aws:s3:::*/*")),
        ("s3:ListBucket", allow("s3:*", BUCKETS)),
        ("lambda:InvokeFunction", allow("lambda:*", "arn:aws:lambda:*:*:function:*")),
        ("lambda:InvokeFunction", allow("lambda:*", "arn:aws:lambda:*:123456789012:function:*")),
        ("iam:CreateUser", allow("iam:*", [f"{USERS}*", f"{ROLES}*"])),
        ("iam:CreateUser", allow("iam:*", [f"{USERS}?", f"{USERS}??*"])),
        ("iam:CreateUser", allow("iam:*", "arn:*:iam::*:user/*")),
        ("sqs:SendMessage", allow("sqs:*", "arn:aws:sqs")),
        ("iam:CreateUser", {"Effect": "Allow", "Action": "iam:*", "NotResource": f"{USERS}root-ops"}),
        ("iam:ListUsers", allow("iam:*")),
        ("nothing:Nothing", allow("nothing:*")),
    ],
)
def test_a_policy_that_covers_all_there_is_allows_it_on_every_resource(action, statement):
    answer = asked(action, statement)

    assert (answer.verdict, answer.on_some_resources) == ("allow", ())
    if "??*" not in str(statement):
        assert statements(answer.allowed_by) == [("p", "identity", 1, "yes")]


@pytest.mark.parametrize(
    ("action", "statement", "on"),
    [
        ("s3:GetObject", allow("s3:*", "arn:aws:s3:::acme-*"), ["arn:aws:s3:::acme-*"]),
        ("s3:GetObject", allow("s3:*", "arn:aws:s3:::acme/*"), ["arn:aws:s3:::acme/*"]),
        ("iam:CreateUser", allow("iam:*", f"{USERS}a*"), [f"{USERS}a*"]),
        ("iam:CreateUser", allow("iam:*", "arn:aws:iam::210987654321:user/*"), ["arn:aws:iam::210987654321:user/*"]),
        (
            "lambda:InvokeFunction",
            allow("lambda:*", "arn:aws:lambda:eu-west-1:*:function:*"),
            ["arn:aws:lambda:eu-west-1:*:function:*"],
        ),
    ],
)
def test_a_policy_that_covers_less_allows_it_on_some_only(action, statement, on):
    answer = asked(action, statement)

    assert (answer.verdict, answer.explicit) == ("deny", False)
    assert [place for way in answer.on_some_resources for place in way.resources] == on


def test_every_kind_of_resource_must_be_covered():
    one = allow("iam:*", f"{USERS}*")
    both = allow("iam:*", [f"{USERS}*", f"{ROLES}*", "arn:aws:iam::*:oidc-provider/*", "arn:aws:iam::*:*"])

    assert asked("iam:GetServiceLinkedRoleDeletionStatus", one).verdict == "deny"
    assert asked("iam:GetServiceLinkedRoleDeletionStatus", both).verdict == "allow"


def test_a_deny_of_all_there_is_denies_it_and_single_exceptions_do_not():
    assert asked("s3:GetObject", allow("*"), deny("s3:*", BUCKETS)).explicit
    assert asked("s3:GetObject", allow("*"), deny("s3:*", "arn:aws:s3:::secret/*")).verdict == "allow"
    assert statements(asked("s3:GetObject", allow("*"), deny("s3:*", BUCKETS)).denied_by) == [
        ("p", "identity", 2, "yes")
    ]


def test_a_deny_of_one_kind_of_resource_leaves_some():
    answer = asked("ssm:SendCommand", allow("*"), deny("ssm:*", "arn:aws:ssm:*:*:document/*"))

    assert (answer.verdict, answer.explicit) == ("deny", False)
    assert all("document" not in place for way in answer.on_some_resources for place in way.resources)
    assert answer.on_some_resources


def test_a_boundary_must_cover_all_there_is_as_well():
    some = asked("s3:GetObject", allow("*"), boundary=policy(allow("s3:*", "arn:aws:s3:::acme/*")))

    assert (some.verdict, some.layer) == ("deny", "boundary")
    assert asked("s3:GetObject", allow("*"), boundary=policy(allow("s3:*", BUCKETS))).verdict == "allow"


def test_circumstances_are_told():
    depends = asked("s3:GetObject", allow("s3:*", BUCKETS, **WITH_IP))
    unless = asked("s3:GetObject", allow("s3:*", BUCKETS), deny("s3:*", BUCKETS, **WITH_IP))
    over = {"Condition": {"DateLessThan": {"aws:CurrentTime": "2020-12-31T00:00:00Z"}}}

    assert (depends.verdict, depends.depends_on) == ("depends", ("aws:SourceIp",))
    assert (unless.verdict, unless.depends_on) == ("depends", ("aws:SourceIp",))
    assert asked("s3:GetObject", allow("s3:*", BUCKETS, **over)).verdict == "deny"
    assert (
        asked("s3:GetObject", allow("s3:*", BUCKETS, **WITH_IP), context={"aws:SourceIp": "192.0.2.7"}).verdict
        == "allow"
    )


def test_what_is_named_by_a_variable_is_the_users_own():
    own = allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}")
    unknown = allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:SourceIdentity}")

    assert [told(way) for way in asked("iam:CreateAccessKey", own).on_some_resources] == [
        "yes /p 1 on arn:aws:iam::*:user/zoe"
    ]
    assert asked("iam:CreateAccessKey", unknown).verdict == "deny"


def test_a_notresource_that_spares_them_all_allows_none():
    spared = {"Effect": "Allow", "Action": "*", "NotResource": f"{USERS}*"}

    assert asked("iam:CreateUser", spared).verdict == "deny"


def test_the_kinds_of_resources_are_the_accounts_own_and_access_points_are_doors():
    ours = AskedAccount(id="123456789012", alias=None, partition="aws-cn")

    def patterns(*about):
        return [one.pattern for one in shapes(about, ours)]

    assert patterns("arn:*:s3:*:*:accesspoint/*/object/*", "arn:*:s3:::*/*") == ["arn:aws-cn:s3:::*/*"]
    assert patterns("arn:*:s3:*:*:accesspoint/*") == ["arn:aws-cn:s3:*:123456789012:accesspoint/*"]
    assert patterns("arn:*:iam::*:user/*", "arn:*:iam::*:user/*") == ["arn:aws-cn:iam::123456789012:user/*"]
    assert patterns("*") == ["*"]
    assert shapes(None, ours) == ()


def test_a_kind_without_names_is_one_resource():
    assert asked("sts:AssumeRoot", allow("sts:AssumeRoot", "arn:aws:iam::*:root")).verdict == "allow"
    assert arn("user", "x").startswith(USERS)
