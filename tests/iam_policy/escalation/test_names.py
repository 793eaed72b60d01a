"""Names for what is made on the way, such that all that is done with it is allowed."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.iam_policy.escalation import names as module
from rootward.iam_policy.escalation.actor import Actor
from rootward.iam_policy.escalation.choice import OTHER_ACCOUNT, SearchCutError
from rootward.iam_policy.escalation.doubt import NONE, Certainty, Doubt
from rootward.iam_policy.escalation.edge import Need
from rootward.iam_policy.escalation.names import Asked, Named, Names, makes
from rootward.iam_policy.policy import policy as made_ready
from tests.checks.facts import allow, arn, managed, policy, trust
from tests.iam_policy.escalation.parts import parts
from tests.iam_policy.escalation.people import among, deny, may

FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:{new}"
ROLE = "arn:aws:iam::123456789012:role/{any}{new}"
QUEUE = "arn:aws:sqs:eu-west-1:{any}:{any}"
SOMETHING_NEW = {"StringEquals": {"aws:SomethingNew": "yes"}}


def function(name: str) -> str:
    return FUNCTION.replace("{new}", name)


def somebody(*statements: dict[str, Any], **fields: Any) -> tuple[Names, Actor]:
    made = parts(among(may("maya", *statements, **fields)))
    return Names(made.inquiry), made.own("maya")


def create(actor: Actor, **context: Any) -> Asked:
    return Asked(Need(action="lambda:CreateFunction", on=FUNCTION), actor, context)


def invoke(actor: Actor, **context: Any) -> Asked:
    return Asked(Need(action="lambda:InvokeFunction", on=FUNCTION), actor, context)


def named(*statements: dict[str, Any], **fields: Any) -> str | None:
    """The name of a function that is made and called."""
    names, maya = somebody(*statements, **fields)
    found = names.name(FUNCTION, [create(maya), invoke(maya)], {})
    return None if found is None else found.name.removeprefix(function(""))


BOTH = ["lambda:CreateFunction", "lambda:InvokeFunction"]


@pytest.mark.parametrize(
    ("statements", "name"),
    [
        ((allow(BOTH),), "fresh-7q"),
        ((allow("lambda:CreateFunction"),), None),
        ((allow(BOTH, function("team-*")),), "team-"),
        ((allow(BOTH[0], function("*-a")), allow(BOTH[1], function("b-*"))), "b-a"),
        ((allow(BOTH[0], function("one")), allow(BOTH[1], function("two"))), None),
        ((allow(BOTH[0], [function("one"), function("two")]), allow(BOTH[1], function("two"))), "two"),
        ((allow(BOTH[0], function("one")), allow(BOTH[0], function("two")), allow(BOTH[1], function("t*"))), "two"),
        ((allow(BOTH), deny(BOTH[1], function("fresh*"))), "7"),
        ((allow(BOTH), deny("s3:*", function("fresh*"))), "fresh-7q"),
        ((allow(BOTH), deny(BOTH[1], function("fresh*")), deny(BOTH[0], function("7*"))), "q"),
        ((allow(BOTH), deny(BOTH[1])), None),
        ((allow(BOTH), {"Effect": "Deny", "Action": BOTH[1], "NotResource": function("box-?")}), "box-7"),
        ((allow(BOTH), {"Effect": "Deny", "Action": BOTH, "NotResource": "*"}), "fresh-7q"),
        (({"Effect": "Allow", "Action": BOTH, "NotResource": function("fresh*")},), "7"),
        (({"Effect": "Allow", "Action": BOTH, "NotResource": "*"},), None),
        (
            (
                {"Effect": "Allow", "Action": BOTH, "NotResource": function("fresh*")},
                {"Effect": "Allow", "Action": BOTH, "NotResource": function("7*")},
            ),
            "fresh-7q",
        ),
        ((allow(BOTH, function("${aws:username}-*")),), "maya-"),
        (
            (
                {
                    "Effect": "Allow",
                    "Action": BOTH,
                    "NotResource": [function("fresh*"), function("7*"), function("${aws:username}*")],
                },
            ),
            "q",
        ),
        ((allow(BOTH), deny(BOTH, [function("fresh*"), function("7*"), function("${aws:username}*")])), "q"),
        ((allow(BOTH), {"Effect": "Deny", "Action": BOTH, "NotResource": function("${aws:username}-*")}), "maya-"),
        ((allow(BOTH), deny(BOTH, "arn:aws:lambda:*:*:function:${aws:username}")), "fresh-7q"),
        ((allow(BOTH), deny(BOTH, "arn:aws:lambda:*:*:function:fresh-7q*")), "7"),
        ((allow([each.upper() for each in BOTH], function("team-*")),), "team-"),
    ],
)
def test_one_name_does_for_all_that_is_done(statements, name):
    assert named(*statements) == name


@pytest.mark.parametrize(
    ("limits", "name"),
    [
        ((allow("*"),), "team-"),
        ((allow("lambda:*", function("*-app")),), "team-app"),
        ((allow("lambda:*", function("x*")),), None),
        ((allow("s3:*"),), None),
        ((allow("*"), deny("lambda:*", function("*-"))), "team-7"),
    ],
)
def test_a_name_is_as_a_boundary_and_service_control_policies_want_it_too(limits, name):
    limit = managed("limit", policy(*limits))
    statements = allow(BOTH, function("team-*"))
    bounded = parts(among(may("maya", statements, boundary=limit.arn), policies=(limit,)))
    bound_by_scp = parts(among(may("maya", statements)), scps=((policy(allow("*")),), (policy(*limits),)))

    for made in (bounded, bound_by_scp):
        maya = made.own("maya")
        found = Names(made.inquiry).name(FUNCTION, [create(maya), invoke(maya)], {})
        assert (None if found is None else found.name) == (None if name is None else function(name))


def test_each_who_is_asked_must_be_allowed():
    made = parts(among(may("maya", allow(BOTH, function("*-m"))), may("zoe", allow(BOTH, function("z-*")))))

    found = Names(made.inquiry).name(FUNCTION, [create(made.own("maya")), invoke(made.own("zoe"))], {})

    assert found is not None
    assert found.name == function("z-m")
    assert [answer.doubt for answer in found.answers] == [NONE, NONE]


@pytest.mark.parametrize(
    ("statements", "name", "certainty"),
    [
        # Only what is allowed on a condition that nobody has read: possibly.
        ((allow(BOTH, function("a*"), Condition=SOMETHING_NEW),), "a", Certainty.POSSIBLE),
        # A statement that surely does not apply takes part in nothing.
        (
            (
                allow(BOTH, Condition={"Bool": {"aws:ViaAWSService": "true"}}),
                allow(BOTH, function("a*")),
                deny(BOTH, function("a"), Condition={"Bool": {"aws:ViaAWSService": "true"}}),
            ),
            "a",
            Certainty.SURE,
        ),
        # A name that no denial may strike is surer than one that a denial may strike.
        ((allow(BOTH), deny(BOTH, function("fresh*"), Condition=SOMETHING_NEW)), "7", Certainty.SURE),
        ((allow(BOTH), deny(BOTH, Condition=SOMETHING_NEW)), "fresh-7q", Certainty.POSSIBLE),
        (
            (allow(BOTH, function("a*")), deny(BOTH, Condition=SOMETHING_NEW), deny(BOTH, function("a"))),
            "a7",
            Certainty.POSSIBLE,
        ),
        (
            (
                allow(BOTH, function("a*")),
                {"Effect": "Deny", "Action": BOTH, "NotResource": function("b*"), "Condition": SOMETHING_NEW},
            ),
            "a",
            Certainty.POSSIBLE,
        ),
        (
            (
                allow(BOTH, function("a*")),
                {"Effect": "Deny", "Action": BOTH, "NotResource": function("*b"), "Condition": SOMETHING_NEW},
            ),
            "ab",
            Certainty.SURE,
        ),
        # Where it is possible only in any case, none that a denial may strike beside.
        (
            (
                allow(BOTH, function("a*"), Condition=SOMETHING_NEW),
                deny(BOTH, function("a"), Condition={"StringEquals": {"aws:AnotherOne": "yes"}}),
            ),
            "a7",
            Certainty.POSSIBLE,
        ),
    ],
)
def test_the_surest_name_is_taken(statements, name, certainty):
    names, maya = somebody(*statements)

    found = names.name(FUNCTION, [create(maya), invoke(maya)], {})

    assert found is not None
    assert found.name == function(name)
    assert max(answer.doubt.certainty for answer in found.answers) == certainty
    assert found.doubt == NONE


def test_what_is_made_is_like_its_maker_wants_and_what_is_there_is_not():
    condition = {"StringEquals": {"lambda:Layer": "x"}}
    names, maya = somebody(allow(BOTH, Condition=condition))
    there = FUNCTION.replace("{new}", "{any}")

    found = names.name(FUNCTION, [create(maya)], {})
    other = names.name(there, [Asked(Need(action="lambda:CreateFunction", on=there), maya, {})], {})

    assert found is not None
    assert other is not None
    assert [found.answers[0].doubt.certainty, other.answers[0].doubt.certainty] == [
        Certainty.SURE,
        Certainty.POSSIBLE,
    ]


@pytest.mark.parametrize(
    ("action", "on", "made"),
    [
        ("lambda:CreateFunction", FUNCTION, True),
        ("lambda:InvokeFunction", FUNCTION, True),
        ("lambda:CreateFunction", FUNCTION.replace("{new}", "{any}"), False),
        ("glue:CreateDevEndpoint", "*", True),
        ("ecr:GetAuthorizationToken", "*", False),
        ("iam:PassRole", "target-role", False),
        ("iam:CreateAccessKey", "target-user", False),
    ],
)
def test_whether_an_action_makes_the_resource(action, on, made):
    assert makes(Need(action=action, on=on)) is made


# --- names that nobody but AWS gives


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        (arn("role", "*"), "fresh-7qfresh-7q"),
        (arn("role", "aws-service-role/*"), None),
        (arn("role", "aws-reserved/*"), None),
        ([arn("role", "aws-reserved/*"), arn("role", "b*")], "b"),
        (arn("role", "aws-*"), "aws-"),
    ],
)
def test_nobody_but_aws_gives_its_own_paths(resource, name):
    names, maya = somebody(allow("iam:CreateRole", resource))

    found = names.name(ROLE, [Asked(Need(action="iam:CreateRole", on=ROLE), maya, {})], {})

    assert (None if found is None else found.name) == (None if name is None else arn("role", name))


# --- a resource of anybody's account


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        (allow("sqs:ReceiveMessage"), f"arn:aws:sqs:eu-west-1:{OTHER_ACCOUNT}:fresh-7q"),
        (allow("sqs:ReceiveMessage", "arn:aws:sqs:*:123456789012:a"), "arn:aws:sqs:eu-west-1:123456789012:a"),
        (
            allow("sqs:ReceiveMessage", Condition={"StringEquals": {"aws:ResourceAccount": OTHER_ACCOUNT}}),
            f"arn:aws:sqs:eu-west-1:{OTHER_ACCOUNT}:fresh-7q",
        ),
        (allow("sqs:ReceiveMessage", Condition={"StringEquals": {"aws:ResourceAccount": "123456789012"}}), None),
    ],
)
def test_a_queue_may_be_anybodys(statement, name):
    names, maya = somebody(statement)

    found = names.name(QUEUE, [Asked(Need(action="sqs:ReceiveMessage", on=QUEUE), maya, {})], {})

    assert (None if found is None else found.name) == name


def test_a_function_is_the_accounts_own():
    own = {"StringEquals": {"aws:ResourceAccount": "123456789012"}}
    assert named(allow(BOTH, Condition=own)) == "fresh-7q"
    assert named(allow(BOTH, Condition={"StringEquals": {"aws:ResourceAccount": OTHER_ACCOUNT}})) is None


# --- a role that is made to be assumed


def test_whom_the_trust_policy_names_needs_no_permission_of_its_own():
    names, maya = somebody(allow("iam:CreateRole", arn("role", "a*")))
    naming = made_ready(trust({"AWS": arn("user", "maya")}))
    asked = [
        Asked(Need(action="iam:CreateRole", on=ROLE), maya, {}),
        Asked(Need(action="sts:AssumeRole", on=ROLE), maya, {}, naming),
    ]

    found = names.name(ROLE, asked, {})

    assert found is not None
    assert (found.name, [answer.doubt for answer in found.answers]) == (arn("role", "a"), [NONE, NONE])


@pytest.mark.parametrize(
    ("limits", "name"),
    [
        ((allow("*"),), "a"),
        ((allow(["iam:*", "s3:*"]),), None),
        ((allow("*"), deny("sts:AssumeRole", arn("role", "a"))), "a7"),
        ((allow("iam:*"), allow("sts:AssumeRole", arn("role", "*-b"))), "a-b"),
    ],
)
def test_service_control_policies_bind_whom_the_trust_policy_names(limits, name):
    made = parts(among(may("maya", allow("iam:CreateRole", arn("role", "a*")))), scps=((policy(*limits),),))
    maya = made.own("maya")
    naming = made_ready(trust({"AWS": arn("user", "maya")}))
    asked = [
        Asked(Need(action="iam:CreateRole", on=ROLE), maya, {}),
        Asked(Need(action="sts:AssumeRole", on=ROLE), maya, {}, naming),
    ]

    found = Names(made.inquiry).name(ROLE, asked, {})

    assert (None if found is None else found.name) == (None if name is None else arn("role", name))


# --- names that other resources were given


TRIGGER = "arn:aws:glue:eu-west-1:123456789012:trigger/{new}"
JOB = "arn:aws:glue:eu-west-1:123456789012:job/{new}"
KEY = "glue:JobArn"


def job(name: str) -> str:
    return JOB.replace("{new}", name)


@pytest.mark.parametrize(
    ("condition", "others", "doubt"),
    [
        ({"StringEquals": {KEY: job("a")}}, {JOB: job("a")}, NONE),
        ({"StringEquals": {KEY: job("fresh-7q")}}, {}, NONE),
        ({"StringEquals": {KEY: job("b")}}, {JOB: job("a")}, "glue:CreateTrigger depends on glue:jobarn"),
        ({"StringEquals": {KEY: job("b")}}, {}, "glue:CreateTrigger depends on glue:jobarn"),
        ({"Bool": {"aws:ViaAWSService": "true"}}, {JOB: job("a")}, None),
    ],
)
def test_another_resources_name_stands_in_the_request(condition, others, doubt):
    names, maya = somebody(allow("glue:CreateTrigger", Condition=condition))

    found = names.name(TRIGGER, [Asked(Need(action="glue:CreateTrigger", on=TRIGGER), maya, {KEY: JOB})], others)

    if doubt is None:
        assert found is None
    else:
        assert found is not None
        assert found.doubt == (doubt if isinstance(doubt, Doubt) else Doubt(reasons=(doubt,)))
        assert found.name == TRIGGER.replace("{new}", "fresh-7q")


def test_a_fixed_value_is_not_given_up():
    names, maya = somebody(allow("glue:CreateTrigger", Condition={"StringEquals": {KEY: job("b"), "glue:X": "y"}}))
    need = Need(action="glue:CreateTrigger", on=TRIGGER)

    def found(**fixed: Any) -> Named | None:
        return names.name(TRIGGER, [Asked(need, maya, {KEY: JOB, **fixed})], {})

    assert found(**{"glue:X": "z"}) is None
    assert found(**{"glue:X": None}) is None
    assert found(**{"glue:X": "y"}) is not None
    names, maya = somebody(allow("glue:CreateTrigger", Condition={"Null": {"glue:X": "true"}}))
    assert [found(**{"glue:X": value}) is not None for value in (None, "x")] == [True, False]


def test_all_names_that_do_not_do_are_told():
    keys = {"glue:TheJob": job("b"), "glue:AnotherJob": job("b")}
    names, maya = somebody(allow("glue:CreateTrigger", Condition={"StringEquals": keys}))
    need = Need(action="glue:CreateTrigger", on=TRIGGER)

    found = names.name(TRIGGER, [Asked(need, maya, dict.fromkeys(keys, JOB))], {})

    assert found is not None
    assert found.doubt == Doubt(reasons=("glue:CreateTrigger depends on glue:anotherjob, glue:thejob",))


def test_each_question_has_its_own_name():
    statements = (
        allow("lambda:CreateFunction", function("c*"), Condition={"StringEquals": {"lambda:X": "1"}}),
        allow("lambda:CreateFunction", function("d*"), Condition={"StringEquals": {"lambda:X": "2"}}),
        allow("lambda:InvokeFunction", function("i*")),
        allow("lambda:CreateFunction", "arn:aws:lambda:us-east-1:123456789012:function:u*"),
    )
    made = parts(among(may("maya", *statements), may("zoe", allow(BOTH, function("z*")))))
    names, maya, zoe = Names(made.inquiry), made.own("maya"), made.own("zoe")
    elsewhere = FUNCTION.replace("eu-west-1", "us-east-1")

    for _ in range(2):
        asked = [
            names.name(FUNCTION, [create(maya, **{"lambda:X": "1"})], {}),
            names.name(FUNCTION, [create(maya, **{"lambda:X": "2"})], {}),
            names.name(FUNCTION, [invoke(maya)], {}),
            names.name(FUNCTION, [create(zoe)], {}),
            names.name(elsewhere, [create(maya)], {}),
            names.name(FUNCTION, [create(zoe), invoke(maya)], {}),
        ]
        assert [None if each is None else each.name.rpartition(":")[2] for each in asked] == [
            "c", "d", "i", "z", "u", None,
        ]  # fmt: skip
    assert names.name(FUNCTION, [create(zoe)], {}) is names.name(FUNCTION, [create(zoe)], {})


# --- a search that is cut short


def test_where_a_search_is_cut_short_the_name_is_not_known(monkeypatch):
    def cut(*_: object) -> str | None:
        raise SearchCutError

    monkeypatch.setattr(module, "name", cut)
    names, maya = somebody(allow(BOTH, function("team-*")))
    plain, other = somebody(allow(BOTH))

    assert names.name(FUNCTION, [create(maya)], {}) == Named(function("fresh-7q"), (), Doubt(cut=True))
    found = plain.name(FUNCTION, [create(other)], {})
    assert found is not None
    assert (found.name, found.doubt, len(found.answers)) == (function("fresh-7q"), NONE, 1)


def test_where_one_search_is_cut_short_the_other_may_find_a_name(monkeypatch):
    calls: list[object] = []

    def cut_once(*asked: object) -> str | None:
        calls.append(asked)
        if len(calls) == 1:
            raise SearchCutError
        return function("team-")

    monkeypatch.setattr(module, "name", cut_once)
    names, maya = somebody(allow(BOTH, function("team-*")))

    found = names.name(FUNCTION, [create(maya)], {})

    assert found is not None
    assert (found.name, found.doubt) == (function("team-"), NONE)
