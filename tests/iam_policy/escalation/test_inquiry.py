"""Whether somebody may do one thing, and what that depends on."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.iam_policy.context import Keys, Partial
from rootward.iam_policy.escalation.actor import Actor
from rootward.iam_policy.escalation.doubt import NONE, Doubt
from rootward.iam_policy.escalation.inquiry import Answer, Inquiry, allowing, denying, patterns_of, sessions_named
from rootward.iam_policy.policy import UNREAD, Policy
from rootward.iam_policy.policy import policy as made
from rootward.model.identity import Role, User
from tests.checks.facts import ROOT, allow, arn, denied, inline, managed, policy, role, trust
from tests.iam_policy.escalation.parts import Parts, parts
from tests.iam_policy.escalation.people import MFA, among, deny, may

SELF, BOSS = arn("user", "maya"), arn("role", "boss")
SOMETHING_NEW = {"StringEquals": {"aws:SomethingNew": "yes"}}
ADDRESS = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}


def asking(*statements: dict[str, Any], **fields: Any) -> tuple[Inquiry, Actor]:
    """Somebody with these statements, and who answers."""
    made_ = parts(among(may("maya", *statements, **fields)))
    return made_.inquiry, made_.own("maya")


def doubt(answer: Answer | None) -> Doubt | None:
    return None if answer is None else answer.doubt


# --- one action on one resource


def test_yes_no_and_what_a_yes_depends_on():
    inquiry, maya = asking(
        allow("iam:PutUserPolicy", SELF),
        allow("iam:CreateUser", Condition={**MFA, **ADDRESS}),
        allow("iam:CreateRole", Condition={"StringEquals": {"aws:SomethingNew": "yes", "aws:AnotherOne": "no"}}),
        allow("iam:CreateGroup", Condition={**SOMETHING_NEW, **MFA}),
        allow("iam:DeleteUser"),
        deny("iam:DeleteUser", SELF),
    )

    assert doubt(inquiry.ask(maya, "iam:PutUserPolicy", SELF)) == NONE
    assert inquiry.ask(maya, "iam:PutUserPolicy", arn("user", "zoe")) is None
    assert inquiry.ask(maya, "iam:AttachUserPolicy", SELF) is None
    assert inquiry.ask(maya, "iam:DeleteUser", SELF) is None
    assert doubt(inquiry.ask(maya, "iam:DeleteUser", arn("user", "zoe"))) == NONE
    assert doubt(inquiry.ask(maya, "iam:CreateUser", SELF)) == Doubt(
        frozenset({"aws:multifactorauthpresent", "aws:sourceip"})
    )
    assert doubt(inquiry.ask(maya, "iam:CreateRole", BOSS)) == Doubt(
        reasons=("iam:CreateRole depends on aws:anotherone, aws:somethingnew",)
    )
    assert doubt(inquiry.ask(maya, "iam:CreateGroup", BOSS)) == Doubt(
        frozenset({"aws:multifactorauthpresent"}), ("iam:CreateGroup depends on aws:somethingnew",)
    )


def test_a_policy_that_was_not_read_leaves_it_unread():
    hidden = managed("hidden", denied("iam:GetPolicyVersion"))
    given = parts(among(may("maya", allow("iam:CreateUser"), attached_policies=(hidden.arn,)), policies=(hidden,)))

    assert doubt(given.inquiry.ask(given.own("maya"), "iam:CreateUser", SELF)) == Doubt(unread=frozenset({"identity"}))


def test_each_question_has_its_own_answer():
    condition = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    given = parts(
        among(
            may("maya", allow("iam:PassRole", BOSS, Condition=condition)),
            may("zoe", allow("iam:PassRole"), allow("ec2:RunInstances", Condition={"Null": {"ec2:Owner": "false"}})),
        )
    )
    ask, maya, zoe = given.inquiry.ask, given.own("maya"), given.own("zoe")
    to_lambda, to_glue = ({"iam:PassedToService": f"{each}.amazonaws.com"} for each in ("lambda", "glue"))

    for _ in range(2):
        assert doubt(ask(maya, "iam:PassRole", BOSS, to_lambda)) == NONE
        assert ask(maya, "iam:PassRole", BOSS, to_glue) is None
        assert doubt(ask(maya, "iam:PassRole", BOSS)) == Doubt(reasons=("iam:PassRole depends on iam:passedtoservice",))
        assert ask(maya, "iam:PassRole", arn("role", "other"), to_lambda) is None
        assert ask(maya, "iam:GetRole", BOSS, to_lambda) is None
        assert doubt(ask(zoe, "iam:PassRole", BOSS, to_glue)) == NONE
        assert doubt(ask(zoe, "ec2:RunInstances", "*")) == Doubt(reasons=("ec2:RunInstances depends on ec2:owner",))
        assert doubt(ask(zoe, "ec2:RunInstances", "*", makes=True)) == NONE
    assert ask(maya, "iam:PassRole", BOSS, to_lambda) is ask(maya, "iam:PassRole", BOSS, dict(to_lambda))


@pytest.mark.parametrize(
    ("key", "made_", "other"),
    [
        ("lambda:FunctionUrlAuthType", True, False),
        ("aws:RequestTag/team", True, False),
        ("aws:TagKeys", True, False),
        ("aws:RequestedRegion", True, True),
        ("ec2:InstanceType", False, False),
        ("ec2:Owner", False, False),
    ],
)
def test_what_is_made_is_like_its_maker_wants(key, made_, other):
    inquiry, maya = asking(allow("lambda:CreateFunction", Condition={"ForAnyValue:StringEquals": {key: "yes"}}))

    def is_sure(*, makes: bool) -> bool:
        return doubt(inquiry.ask(maya, "lambda:CreateFunction", "*", makes=makes)) == NONE

    assert (is_sure(makes=True), is_sure(makes=False)) == (made_, other)


@pytest.mark.parametrize("key", ["ec2:Owner", "ec2:Public", "ec2:ImageID", "ec2:ImageType", "ec2:RootDeviceType"])
def test_an_image_of_any_kind_is_chosen(key):
    inquiry, maya = asking(allow("ec2:RunInstances", Condition={"StringEquals": {key: "x"}}))

    assert doubt(inquiry.ask(maya, "ec2:RunInstances", "arn:aws:ec2:us-east-1::image/any")) == NONE
    assert doubt(inquiry.ask(maya, "ec2:RunInstances", "arn:aws:ec2:us-east-1:123456789012:subnet/any")) == Doubt(
        reasons=(f"ec2:RunInstances depends on {key.lower()}",)
    )


@pytest.mark.parametrize(
    ("condition", "tags", "expected"),
    [
        ({"StringEquals": {"aws:ResourceTag/Team": "red"}}, {"team": "red"}, "yes"),
        ({"StringEquals": {"iam:ResourceTag/Team": "red"}}, {"Team": "red"}, "yes"),
        ({"StringEquals": {"aws:ResourceTag/team": "red"}}, {"team": "blue"}, "no"),
        ({"StringEquals": {"aws:ResourceTag/team": "red"}}, {}, "no"),
        ({"StringNotEquals": {"aws:ResourceTag/team": "red"}}, {}, "yes"),
        ({"StringNotEquals": {"iam:ResourceTag/team": "red"}}, {"grade": "high"}, "yes"),
        ({"StringNotEquals": {"iam:ResourceTag/team": "red"}, "Bool": {"aws:ViaAWSService": "false"}}, {}, "yes"),
        ({"StringEquals": {"aws:ResourceTag/team": "red"}}, None, "perhaps"),
        ({"StringEquals": {"aws:SomethingNew": "red"}}, {}, "perhaps"),
    ],
)
def test_tags_of_the_resource_are_known_where_they_were_read(condition, tags, expected):
    inquiry, maya = asking(allow("iam:CreateAccessKey", Condition=condition))

    found = inquiry.ask(maya, "iam:CreateAccessKey", arn("user", "zoe"), tags=tags)

    assert expected == ("no" if found is None else "yes" if found.doubt == NONE else "perhaps")


@pytest.mark.parametrize(
    ("action", "expected"), [("iam:CreateUser", True), ("iam:PassRole", None), ("lambda:CreateFunction", None)]
)
def test_iam_answers_in_one_region(action, expected):
    inquiry, maya = asking(allow(action, Condition={"StringEquals": {"aws:RequestedRegion": "us-east-1"}}))
    elsewhere, ben = asking(allow(action, Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}))

    home, away = (hold_of(each, who, action) for each, who in ((inquiry, maya), (elsewhere, ben)))

    assert inquiry.home == "us-east-1"
    assert (home, away) == ((True, False) if expected else ("depends", "depends"))


def hold_of(inquiry: Inquiry, actor: Actor, action: str) -> bool | str:
    """Whether it may for sure; or what for that matters is not said."""
    found = inquiry.ask(actor, action, "*", {"aws:SourceIp": "192.0.2.1"})
    return found is not None and (True if not found.decision.depends_on else "depends")


@pytest.mark.parametrize(
    ("partition", "home"),
    [("aws", "us-east-1"), ("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1"), ("aws-x", "us-east-1")],
)
def test_each_partition_has_its_own_home(partition, home):
    assert parts(among(partition=partition)).inquiry.home == home


@pytest.mark.parametrize(
    "key",
    ["aws:CalledViaFirst", "aws:CalledViaLast", "aws:PrincipalServiceName", "aws:SourceArn", "aws:SourceOrgID",
     "iam:RoleTemplateArn"],
)  # fmt: skip
def test_a_direct_call_carries_nothing_of_a_service(key):
    inquiry, maya = asking(allow("iam:CreateUser", Condition={"StringLike": {key: "*"}}))

    assert inquiry.ask(maya, "iam:CreateUser", SELF) is None


def test_the_resource_lies_in_the_account():
    condition = {"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}}
    inquiry, maya = asking(allow("iam:CreateUser", Condition=condition))

    assert doubt(inquiry.ask(maya, "iam:CreateUser", SELF)) == NONE
    assert doubt(inquiry.ask(maya, "iam:CreateUser", "arn:aws:s3:::no-account-in-it")) == NONE


def test_whoever_owns_a_queue_elsewhere_lets_others_in():
    inquiry, maya = asking(allow("sqs:ReceiveMessage"))

    assert doubt(inquiry.ask(maya, "sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:999999999999:queue")) == NONE


# --- assuming a role


def entering(*people: User | Role) -> Parts:
    return parts(among(*people))


SESSION = {"AWS": "arn:aws:sts::123456789012:assumed-role/machine/ops"}


def machine(*statements: dict[str, Any], name: str = "machine") -> Role:
    return role(name, inline_policies=(inline("own", policy(*(statements or (allow("s3:*"),)))),))


def test_who_may_assume_a_role():
    given = entering(may("maya", allow("sts:AssumeRole", BOSS)), may("ben", allow("s3:*")))
    by_root, by_name = made(trust({"AWS": ROOT})), made(trust({"AWS": arn("user", "ben")}))

    def may_(name: str, trusting: Any) -> Doubt | None:
        return doubt(given.inquiry.assume(given.own(name), BOSS, trusting))

    assert [may_("maya", by_root), may_("ben", by_root)] == [NONE, None]
    assert [may_("maya", by_name), may_("ben", by_name)] == [None, NONE]
    assert may_("maya", UNREAD) == Doubt(unread=frozenset({"resource"}))


def test_a_role_assumes_another_as_the_session_that_is_named():
    given = entering(machine(), machine(name="other"), may("maya", allow("s3:*")))
    named = made(trust(SESSION))

    assert [doubt(given.inquiry.assume(given.own(name), BOSS, named)) for name in ("machine", "other", "maya")] == [
        NONE,
        None,
        None,
    ]


def test_of_the_sessions_that_are_named_the_surest_is_taken():
    def named(session: str, **rest: Any) -> dict[str, Any]:
        who = {"AWS": f"arn:aws:sts::123456789012:assumed-role/machine/{session}"}
        return {"Effect": "Allow", "Principal": who, "Action": "sts:AssumeRole", **rest}

    given = entering(machine())
    unsure = named("a", Condition=SOMETHING_NEW)

    def may_(*statements: dict[str, Any]) -> Doubt | None:
        return doubt(given.inquiry.assume(given.own("machine"), BOSS, made(policy(*statements))))

    assert may_(unsure) == Doubt(reasons=("sts:AssumeRole depends on aws:somethingnew",))
    assert may_(unsure, named("b")) == NONE
    assert may_(named("b"), unsure) == NONE
    assert may_(named("b"), {**named("b"), "Effect": "Deny"}) is None
    assert may_(unsure, {**named("b"), "Effect": "Deny"}) == Doubt(
        reasons=("sts:AssumeRole depends on aws:somethingnew",)
    )


TAGGED = {"StringEquals": {"aws:RequestTag/team": "blue"}}
BOTH = ["sts:AssumeRole", "sts:TagSession"]


def test_a_session_has_tags_where_it_may_be_tagged():
    given = entering(may("maya", allow(BOTH)), may("ben", allow("sts:AssumeRole")))
    asks = made(policy({"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": BOTH, "Condition": TAGGED}))

    assert doubt(given.inquiry.assume(given.own("maya"), BOSS, asks)) == NONE
    assert given.inquiry.assume(given.own("ben"), BOSS, asks) is None


def test_a_named_session_has_tags_where_it_may_be_tagged():
    asks = made(policy({"Effect": "Allow", "Principal": SESSION, "Action": BOTH, "Condition": TAGGED}))
    untagged = made(policy({"Effect": "Allow", "Principal": SESSION, "Action": BOTH[0], "Condition": TAGGED}))
    without = {"StringNotEquals": {"aws:RequestTag/team": "blue"}}
    other = made(policy({"Effect": "Allow", "Principal": SESSION, "Action": BOTH[0], "Condition": without}))
    given = entering(machine())

    assert [doubt(given.inquiry.assume(given.own("machine"), BOSS, each)) for each in (asks, untagged, other)] == [
        NONE,
        None,
        NONE,
    ]


def test_what_else_a_session_is_like_is_the_callers_choice():
    condition = {"StringNotEquals": {"aws:RequestTag/team": "blue"}, "StringEquals": {"sts:ExternalId": "x"}}
    given = entering(may("ben", allow("sts:AssumeRole")))

    found = given.inquiry.assume(given.own("ben"), BOSS, made(trust({"AWS": ROOT}, Condition=condition)))

    assert doubt(found) == NONE


@pytest.mark.parametrize(
    ("tags", "assumes", "is_tagged"), [({"team": "red"}, True, True), ({"team": "blue"}, False, False)]
)
def test_tags_of_a_role_decide_whether_it_may_be_assumed(tags, assumes, is_tagged):
    condition = {"StringEquals": {"aws:ResourceTag/team": "red"}}
    given = entering(
        may("maya", allow("sts:AssumeRole", Condition=condition)),
        may("ben", allow("sts:AssumeRole"), allow("sts:TagSession", Condition=condition)),
        may(
            "zoe",
            allow("sts:AssumeRole", Condition={"StringNotEquals": {"aws:RequestTag/team": "x"}, **condition}),
        ),
    )
    both = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": BOTH}
    plain, asks = made(policy(both)), made(policy({**both, "Condition": TAGGED}))

    def may_(name: str, trusting: Policy) -> Doubt | None:
        return doubt(given.inquiry.assume(given.own(name), BOSS, trusting, tags))

    assert may_("maya", plain) == (NONE if assumes else None)
    assert may_("ben", asks) == (NONE if is_tagged else None)
    assert may_("zoe", plain) == (NONE if assumes else None)


# --- a service assumes a role


def lets_in(document: str, *sources: str, service: str = "lambda.amazonaws.com") -> Doubt | None:
    return parts(among()).inquiry.lets_in(made(document), BOSS, service, sources)


def by_source(source: str, effect: str = "Allow", *, also: dict[str, Any] | None = None) -> dict[str, Any]:
    condition = {"StringLike": {"aws:SourceArn": source}, **(also or {})}
    who = {"Service": "lambda.amazonaws.com"}
    return {"Effect": effect, "Principal": who, "Action": "sts:AssumeRole", "Condition": condition}


LAMBDA = {"Service": "lambda.amazonaws.com"}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (trust(LAMBDA), NONE),
        (trust({"Service": "glue.amazonaws.com"}), None),
        (trust({"AWS": ROOT}), None),
        (trust(LAMBDA, action="sts:TagSession"), None),
        (trust(LAMBDA, Condition={"Bool": {"aws:SecureTransport": "true"}}), NONE),
        (trust(LAMBDA, Condition={"StringEquals": {"aws:SourceAccount": "123456789012"}}), NONE),
        (trust(LAMBDA, Condition={"StringEquals": {"aws:SourceAccount": "999999999999"}}), None),
        (trust(LAMBDA, Condition={"StringEquals": {"aws:ResourceAccount": "123456789012"}}), NONE),
        (trust(LAMBDA, Condition={"StringLike": {"aws:AssumedRoot": "*"}}), None),
        (trust(LAMBDA, Condition=SOMETHING_NEW), Doubt(reasons=(" depends on aws:somethingnew",))),
        (trust(LAMBDA, Condition=ADDRESS), Doubt(frozenset({"aws:sourceip"}))),
        (policy(by_source("one")), NONE),
        (policy(by_source("two")), NONE),
        (policy(by_source("three")), Doubt(reasons=(" depends on aws:sourcearn",))),
        (policy(by_source("t*", also=SOMETHING_NEW)), Doubt(reasons=(" depends on aws:somethingnew",))),
        (policy(by_source("*"), by_source("one", "Deny")), NONE),
        (policy(by_source("*"), by_source("*", "Deny")), Doubt(reasons=(" depends on aws:sourcearn",))),
    ],
)
def test_whom_a_trust_policy_lets_in(document, expected):
    assert lets_in(document, "one", "two") == expected


def test_a_trust_policy_that_was_not_read_may_let_everybody_in():
    inquiry = parts(among()).inquiry

    assert inquiry.lets_in(UNREAD, BOSS, "lambda.amazonaws.com", ()) == Doubt(unread=frozenset({"resource"}))


# --- what is denied everywhere, and where something is allowed


@pytest.mark.parametrize(
    ("statement", "denied_"),
    [
        (deny("iam:PassRole"), True),
        (deny("iam:passrole"), True),
        (deny("iam:PassRole", ["arn:aws:s3:::x", "*"]), True),
        (deny("iam:PassRole", BOSS), False),
        (deny("iam:PassRole", "arn:*"), False),
        (deny("iam:GetRole"), False),
        (allow("iam:PassRole"), False),
        ({"Effect": "Deny", "Action": "iam:PassRole", "NotResource": "*"}, False),
        (deny("iam:PassRole", Condition=SOMETHING_NEW), False),
        (deny("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}), True),
        (deny("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}}), False),
        (deny("iam:PassRole", "arn:aws:s3:::${aws:username}"), False),
    ],
)
def test_what_is_denied_on_everything(statement, denied_):
    inquiry, maya = asking(allow("*"), statement)

    to_lambda = {"iam:PassedToService": "lambda.amazonaws.com"}

    assert [inquiry.is_denied(maya, "iam:PassRole", to_lambda) for _ in range(2)] == [denied_, denied_]


def test_what_is_denied_is_told_apart_by_who_asks_what_with_which_keys():
    condition = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    given = parts(among(may("maya", deny("iam:PassRole", Condition=condition)), may("zoe", allow("s3:*"))))
    to_lambda, to_glue = ({"iam:PassedToService": f"{each}.amazonaws.com"} for each in ("lambda", "glue"))

    asked = [
        ("maya", "iam:PassRole", to_lambda), ("maya", "iam:PassRole", to_glue), ("maya", "iam:GetRole", to_lambda),
        ("zoe", "iam:PassRole", to_lambda),
    ]  # fmt: skip

    assert [given.inquiry.is_denied(given.own(who), action, context) for who, action, context in asked] == [
        True,
        False,
        False,
        False,
    ]


def test_boundaries_and_service_control_policies_deny_as_well():
    limit = managed("limit", policy(allow("*"), deny("iam:PassRole")))
    given = among(may("maya", allow("*"), boundary=limit.arn), may("zoe", allow("*")), policies=(limit,))
    bound, bound_by_scp = parts(given), parts(given, scps=((policy(allow("*"), deny("iam:GetRole")),),))

    assert [bound.inquiry.is_denied(bound.own(name), "iam:PassRole", {}) for name in ("maya", "zoe")] == [True, False]
    assert bound_by_scp.inquiry.is_denied(bound_by_scp.own("zoe"), "iam:GetRole", {})


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ((allow("iam:PassRole", BOSS), allow("iam:Pass*", arn("role", "x*"))), [BOSS, arn("role", "x*")]),
        ((allow("iam:PassRole", BOSS), allow("iam:GetRole", arn("role", "x*"))), [BOSS]),
        ((allow("iam:PassRole", BOSS), deny("iam:PassRole", arn("role", "x"))), [BOSS]),
        ((allow("iam:PassRole", BOSS), allow("iam:PassRole")), None),
        (({"Effect": "Allow", "Action": "iam:PassRole", "NotResource": BOSS},), None),
        ((allow("s3:*"),), []),
        ((allow("iam:PassRole", "arn:aws:iam::*:role/${aws:username}"),), ["arn:aws:iam::*:role/maya"]),
        ((allow("iam:PassRole", "arn:aws:iam::*:role/${aws:SomethingNew}"),), ["arn:aws:iam::*:role/*"]),
        ((allow("iam:PassRole", "arn:aws:iam::*:role/${aws:SourceArn}"),), []),
        (
            (
                allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}}),
                allow("iam:PassRole", BOSS, Condition={"StringEquals": {"iam:PassedToService": "x.amazonaws.com"}}),
                allow("iam:PassRole", arn("role", "y"), Condition=SOMETHING_NEW),
            ),
            [BOSS, arn("role", "y")],
        ),
    ],
)
def test_where_something_may_be_allowed(statements, expected):
    inquiry, maya = asking(*statements)

    found = inquiry.places(maya, "iam:PassRole", {"iam:PassedToService": "x.amazonaws.com"})

    assert (None if found is None else [spelled(each) for each in found]) == expected


def spelled(pattern: Any) -> str:
    return "".join(token.character or {"run": "*", "one": "?"}[token.kind] for token in pattern.tokens)


def test_statements_about_an_action():
    first = made(policy(allow("iam:PassRole"), deny("iam:Pass*"), allow("s3:*")))
    second = made(policy(allow("iam:*"), deny("s3:*")))

    def numbers(found: Any) -> list[tuple[str, int]]:
        return [(rule.statement.effect, rule.statement.number) for rule in found]

    assert numbers(allowing((first, UNREAD, second), "iam:passrole")) == [("Allow", 1), ("Allow", 1)]
    assert numbers(denying((first, UNREAD, second), "iam:passrole")) == [("Deny", 2)]


def test_what_a_resource_element_takes_in():
    document = policy(allow("s3:*", ["arn:aws:s3:::a*", "arn:aws:s3:::${aws:username}", "arn:aws:s3:::${aws:x}"]))
    (rule,) = made(document).rules

    found = patterns_of(rule, Keys(Partial({"aws:x": None}), {"aws:username": "maya"}))

    assert [spelled(each) for each in found] == ["arn:aws:s3:::a*", "arn:aws:s3:::maya"]


def test_the_sessions_of_a_role_that_are_named():
    session = "arn:aws:sts::123456789012:assumed-role"
    statements = (
        {"Effect": "Allow", "Principal": {"AWS": [f"{session}/machine/a", arn("role", "machine"), ROOT]}},
        {"Effect": "Allow", "Principal": {"AWS": [f"{session}/other/b", f"{session}/machine/c"]}},
        {"Effect": "Deny", "NotPrincipal": {"AWS": [f"{session}/machine/d"]}},
        {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:sts::999999999999:assumed-role/machine/e"]}},
        {"Effect": "Allow", "Principal": "*"},
    )
    trusting = made(policy(*({"Action": "sts:AssumeRole", **each} for each in statements)))
    given = parts(among(role("machine"), may("maya", allow("s3:*"))))

    assert [each[len(session) :] for each in sessions_named(trusting, given.holder("machine"))] == [
        "/machine/a",
        "/machine/c",
        "/machine/d",
    ]
    assert list(sessions_named(trusting, given.holder("maya"))) == []
    assert list(sessions_named(UNREAD, given.holder("machine"))) == []
