"""What is known of a request: its time, tags, region and session tags."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.iam_policy.escalation.doubt import Certainty
from tests.checks.facts import ROOT, allow, arn, inline, managed, policy, role, trust
from tests.iam_policy.escalation.people import EVERYTHING, admin_role, among, may, told
from tests.iam_policy.escalation.situation import path_of


@pytest.mark.parametrize(
    ("condition", "open_"),
    [
        ({"DateLessThan": {"aws:CurrentTime": "2026-01-30T00:00:00Z"}}, False),
        ({"DateLessThan": {"aws:CurrentTime": "2026-02-01T00:00:00Z"}}, True),
        ({"NumericLessThan": {"aws:EpochTime": "1500000000"}}, False),
        ({"StringEquals": {"aws:PrincipalTag/team": "blue"}}, False),
        ({"StringEquals": {"aws:PrincipalTag/team": "red"}}, True),
        ({"StringEquals": {"aws:PrincipalTag/grade": "high"}}, False),
        ({"Null": {"aws:PrincipalTag/grade": "true"}}, True),
        ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, False),
        ({"StringEquals": {"aws:RequestedRegion": "us-east-1"}}, True),
    ],
)
def test_time_and_tags_of_a_user_are_known(condition, open_):
    path = path_of(among(may("maya", allow("iam:PutUserPolicy", Condition=condition), tags={"team": "red"})), "maya")

    assert (path is not None) == open_
    assert path is None or (path.certainty, path.circumstances) == (Certainty.SURE, frozenset())


def in_region(
    action: str | list[str], region: str, effect: str = "Allow", operator: str = "StringEquals"
) -> dict[str, Any]:
    return {**allow(action, Condition={operator: {"aws:RequestedRegion": region}}), "Effect": effect}


@pytest.mark.parametrize(("where", "open_"), [("eu-west-1", True), ("eu-west-2", False)])
def test_a_way_is_gone_in_one_region(where, open_):
    statements = (
        allow("iam:PassRole"),
        in_region("lambda:CreateFunction", "eu-west-1"),
        in_region("lambda:InvokeFunction", where),
    )

    path = path_of(among(admin_role("boss"), may("ben", *statements)), "ben")

    assert told(path) == ([("ben", "lambda-001", "boss")] if open_ else None)
    assert path is None or path.certainty == Certainty.SURE


@pytest.mark.parametrize(
    "statement",
    [
        in_region("*", "eu-west-3", "Deny", "StringNotEquals"),
        in_region("lambda:*", "us-east-1", "Deny"),
        in_region("lambda:*", "us-*", "Deny", "StringLike"),
    ],
)
def test_a_region_that_is_not_denied_is_chosen(statement):
    everything = allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"])

    path = path_of(among(admin_role("boss"), may("ben", everything, statement)), "ben")

    assert told(path) == [("ben", "lambda-001", "boss")]
    assert path is not None
    assert path.certainty == Certainty.SURE


# --- tags of sessions

TAGGED = {"StringEquals": {"aws:RequestTag/team": "blue"}, "ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}


def trusting(*actions: str, **rest: Any) -> str:
    return policy({"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": list(actions), **rest})


def boss(*actions: str) -> Any:
    return role(
        "boss",
        attached_policies=(EVERYTHING.arn,),
        trust_policy=trusting(*actions, Condition=TAGGED),
    )


@pytest.mark.parametrize(
    ("trusted", "allowed", "open_"),
    [
        (("sts:AssumeRole", "sts:TagSession"), ("sts:AssumeRole", "sts:TagSession"), True),
        (("sts:AssumeRole",), ("sts:AssumeRole", "sts:TagSession"), False),
        (("sts:AssumeRole", "sts:TagSession"), ("sts:AssumeRole",), False),
    ],
)
def test_a_session_is_tagged_as_a_trust_policy_asks_where_that_is_allowed(trusted, allowed, open_):
    path = path_of(among(boss(*trusted), may("ben", allow(list(allowed)))), "ben")

    assert told(path) == ([("ben", "sts-001", "boss")] if open_ else None)
    assert path is None or path.certainty == Certainty.SURE


def test_a_session_is_tagged_as_the_own_policy_asks():
    plain = role(
        "boss",
        attached_policies=(EVERYTHING.arn,),
        trust_policy=trusting("sts:AssumeRole", "sts:TagSession"),
    )
    asked = allow("sts:AssumeRole", Condition={"StringEquals": {"aws:RequestTag/team": "blue"}})

    assert told(path_of(among(plain, may("ben", asked, allow("sts:TagSession"))), "ben")) == [
        ("ben", "sts-001", "boss")
    ]
    assert path_of(among(plain, may("ben", asked)), "ben") is None


def test_a_role_that_asks_for_tags_is_raised_and_assumed():
    weak = role("weak", trust_policy=trusting("sts:AssumeRole", "sts:TagSession", Condition=TAGGED))
    statements = (allow(["sts:AssumeRole", "sts:TagSession"]), allow("iam:PutRolePolicy", weak.arn))

    assert told(path_of(among(weak, may("ben", *statements)), "ben")) == [("ben", "iam-017", "weak")]


def test_a_role_that_has_grown_may_be_let_in_as_the_session_that_a_trust_policy_names():
    named = {"AWS": "arn:aws:sts::123456789012:assumed-role/machine/run"}
    powerful = role("boss", attached_policies=(EVERYTHING.arn,), trust_policy=trust(named))
    limit = managed("limit", policy(allow(["iam:PutRolePolicy", "sts:AssumeRole"])))
    own = (inline("own", policy(allow("iam:PutRolePolicy", arn("role", "machine")))),)
    machine = role("machine", inline_policies=own, boundary=limit.arn)

    path = path_of(among(powerful, machine, policies=(limit,)), "machine")

    assert told(path) in (
        [("machine", "sts-001", "boss")],
        [("machine", "iam-005", "machine"), ("machine", "sts-001", "boss")],
    )
