"""Who can be reached by an edge, whoever goes it."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.iam_policy.escalation.doubt import NONE, Certainty, Doubt
from rootward.model.account import Account
from tests.checks.facts import active_key, arn, denied, managed, policy, report, role, root_row, trust, user, user_row
from tests.iam_policy.escalation.parts import edge, parts
from tests.iam_policy.escalation.people import among


def reached(given: Account, name: str, by: str, changed: str | None = None) -> Doubt | None:
    made = parts(given)
    return made.targets.of(edge(by), made.holder(name), changed)


def letting_in(*services: str, **rest: Any) -> str:
    return trust({"Service": list(services)}, **rest)


def depends_on(key: str) -> dict[str, Any]:
    return {"Condition": {"StringEquals": {key: "yes"}}}


@pytest.mark.parametrize(
    ("path", "open_"), [("/", True), ("/team/", True), ("/aws-service-role/x/", False), ("/aws-reserved/sso/", False)]
)
def test_roles_of_aws_cannot_be_changed(path, open_):
    given = among(role("boss", path=path, arn=arn("role", f"{path[1:]}boss")))

    assert reached(given, "boss", "iam-012") == (NONE if open_ else None)


def test_an_instance_needs_a_profile():
    given = among(role("with", instance_profiles=("profile",)), role("without"))

    assert reached(given, "with", "ec2-001") == NONE
    assert reached(given, "without", "ec2-001") is None


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        (4, NONE),
        (5, None),
        (None, Doubt(reasons=("how many versions rules has is not known",))),
    ],
)
def test_a_policy_takes_five_versions(versions, expected):
    rules = managed("rules", policy(), arn=arn("policy", "team/rules"), versions=versions)
    given = among(user("maya", attached_policies=(rules.arn,)), policies=(rules,))

    assert reached(given, "maya", "iam-001", rules.arn) == expected


NO_REPORT = denied("iam:GetCredentialReport")


@pytest.mark.parametrize(
    ("by", "cells", "expected"),
    [
        ("iam-002", {}, NONE),
        ("iam-002", {"keys": (active_key(1), active_key(1))}, None),
        ("iam-002", None, "how many access keys zoe has is not known"),
        ("iam-004", {}, NONE),
        ("iam-004", {"password_enabled": True}, None),
        ("iam-004", {"mfa_active": True}, None),
        ("iam-004", None, "whether zoe has a password is not known; whether zoe has an MFA device is not known"),
        ("iam-006", {"password_enabled": True}, NONE),
        ("iam-006", {}, None),
        ("iam-006", {"password_enabled": True, "mfa_active": True}, None),
        ("iam-006", None, "whether zoe has a password is not known; whether zoe has an MFA device is not known"),
    ],
)
def test_what_credentials_a_user_has_decides(by, cells, expected):
    rows = NO_REPORT if cells is None else report(root_row(), user_row("zoe", **cells))
    devices = denied("iam:ListVirtualMFADevices") if cells is None else ()
    given = among(user("zoe"), credential_report=rows, virtual_mfa_devices=devices)

    found = reached(given, "zoe", by)

    if isinstance(expected, str):
        assert found is not None
        assert "; ".join(found.reasons) == expected
    else:
        assert found == expected


def test_a_role_must_trust_the_service_that_acts_as_it():
    given = among(
        role("a", trust_policy=letting_in("lambda.amazonaws.com")),
        role("b", trust_policy=letting_in("glue.amazonaws.com")),
        role("c", trust_policy=letting_in("s3.amazonaws.com", "lambda.amazonaws.com")),
        user("maya"),
    )
    made = parts(given)

    assert [made.targets.of(edge("lambda-001"), made.holder(name)) for name in "abc"] == [NONE, None, NONE]
    assert made.targets.trusts(made.holder("maya"), ("lambda.amazonaws.com",), edge("lambda-001")) is None


def test_one_of_several_services_is_enough_and_the_surest_counts():
    ssm, both = (
        role("ssm", trust_policy=letting_in("ssm.amazonaws.com")),
        role(
            "both",
            trust_policy=policy(
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "ec2.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                    **depends_on("aws:SomethingNew"),
                },
                {"Effect": "Allow", "Principal": {"Service": "ssm.amazonaws.com"}, "Action": "sts:AssumeRole"},
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                    **depends_on("aws:SomethingNew"),
                },
            ),
        ),
    )
    services = ("ec2.amazonaws.com", "ssm.amazonaws.com", "ecs-tasks.amazonaws.com")
    made = parts(among(ssm, both))

    assert [made.targets.trusts(made.holder(name), services, edge("ssm-001")) for name in ("ssm", "both")] == [
        NONE,
        NONE,
    ]


def test_each_role_that_has_a_trust_policy_is_named_where_that_leaves_a_doubt():
    shared = letting_in("lambda.amazonaws.com", **depends_on("aws:SomethingNew"))
    given = among(role("one", trust_policy=shared), role("other", path="/team/", trust_policy=shared))
    made = parts(given)

    found = [made.targets.of(edge("lambda-001"), made.holder(name)) for name in ("one", "other", "one")]

    assert found == [
        Doubt(reasons=(f"the trust policy of {name} depends on aws:somethingnew",)) for name in ("one", "other", "one")
    ]


def test_a_trust_policy_that_cannot_be_read_leaves_it_unread():
    found = reached(among(role("boss", trust_policy="{")), "boss", "lambda-001")

    assert found == Doubt(unread=frozenset({"resource"}))


@pytest.mark.parametrize(
    ("by", "condition", "certainty"),
    [
        ("lambda-001", {"ArnLike": {"aws:SourceArn": "arn:aws:lambda:*:*:function:*"}}, Certainty.SURE),
        ("lambda-001", {"ArnLike": {"aws:SourceArn": "arn:aws:lambda:eu-west-3:*:function:*"}}, Certainty.SURE),
        ("lambda-001", {"ArnLike": {"aws:SourceArn": "arn:aws:lambda:*:999999999999:function:*"}}, Certainty.POSSIBLE),
        ("lambda-001", {"ArnLike": {"aws:SourceArn": "arn:aws:glue:*:*:*"}}, Certainty.POSSIBLE),
        ("lambda-001", {"StringEquals": {"aws:SourceAccount": "123456789012"}}, Certainty.SURE),
        ("lambda-001", {"StringEquals": {"aws:SourceAccount": "999999999999"}}, None),
        ("lambda-003", {"ArnLike": {"aws:SourceArn": "arn:aws:lambda:*:*:function:*"}}, Certainty.POSSIBLE),
        ("codebuild-001", {"ArnLike": {"aws:SourceArn": "arn:aws:codebuild:*:*:project/*"}}, Certainty.SURE),
    ],
)
def test_what_is_made_stands_in_the_trust_policys_source(by, condition, certainty):
    services = ("lambda.amazonaws.com", "codebuild.amazonaws.com")

    found = reached(among(role("boss", trust_policy=letting_in(*services, Condition=condition))), "boss", by)

    assert (None if found is None else found.certainty) == certainty
