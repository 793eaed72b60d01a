from __future__ import annotations

import json
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.iam_policy import actions
from rootward.iam_policy.decision import Request, Verdict
from rootward.iam_policy.document import parse
from rootward.iam_policy.evaluation import decide
from rootward.iam_policy.policies import Policies
from rootward.model.used_actions import PrincipalUse, Proposal, UsedAction, UsedActions
from rootward.trail.actions.proposal import LONGEST, propose
from tests.trail.actions.calls import ANNA, call, used
from tests.trail.classify.events import ACCOUNT, NOON

ROLE = f"arn:aws:iam::{ACCOUNT}:role/ci/deploy"


def of_anna(*calls) -> Proposal:
    found = used(*calls)
    use = found.of(ANNA)
    assert use is not None
    return propose(use, found)


def proposing(*listed: UsedAction) -> Proposal:
    use = PrincipalUse(principal=ANNA, kind="user", used=listed)
    return propose(use, UsedActions(since=NOON, until=NOON + timedelta(days=1), principals=(use,)))


def action(name: str, *resources: str) -> UsedAction:
    return UsedAction(action=name, count=1, first=NOON, last=NOON, resources=resources)


def size(document) -> int:
    return len("".join(json.dumps(document).split()))


def allows(proposal: Proposal, name: str, resource: str = "*") -> bool:
    policies = Policies(identity=proposal.documents)
    return decide(Request(action=name, resource=resource, principal=ANNA), policies).verdict is Verdict.ALLOW


def test_a_statement_for_each_service_and_its_actions_sorted():
    proposal = of_anna(call("iam", "ListUsers"), call("ec2", "DescribeVpcs"), call("iam", "GetUser"))

    assert proposal.documents == (
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": ["ec2:DescribeVpcs"], "Resource": "*"},
                {"Effect": "Allow", "Action": ["iam:GetUser", "iam:ListUsers"], "Resource": "*"},
            ],
        },
    )


def test_resources_that_every_use_named_stand_in_the_policy():
    proposal = of_anna(
        call("s3", "GetObject", {"bucketName": "acme", "key": "a"}),
        call("s3", "ListBuckets"),
        call("sts", "AssumeRole"),
    )

    assert proposal.documents[0]["Statement"] == [
        {"Effect": "Allow", "Action": ["s3:ListAllMyBuckets"], "Resource": "*"},
        {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::acme/a"]},
        {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Resource": "*"},
    ]
    assert {one.action: one.narrow for one in proposal.actions} == {
        "s3:GetObject": False,
        "s3:ListAllMyBuckets": False,
        "sts:AssumeRole": True,
    }


def test_a_name_that_looks_like_a_secret_is_not_written():
    key = "AKIA" + "Z" * 16

    assert of_anna(call("s3", "GetObject", {"bucketName": "acme", "key": key})).actions[0].resources == ("*",)


def test_what_was_refused_is_not_allowed():
    proposal = of_anna(call("iam", "ListUsers"), call("iam", "CreateUser", errorCode="AccessDenied"))

    assert [one.action for one in proposal.actions] == ["iam:ListUsers"]
    assert [one.action for one in proposal.denied] == ["iam:CreateUser"]


def test_actions_that_change_permissions_are_marked():
    proposal = of_anna(call("iam", "AttachRolePolicy"), call("iam", "GetUser"))

    assert {one.action: one.is_of_permissions for one in proposal.actions} == {
        "iam:AttachRolePolicy": True,
        "iam:GetUser": False,
    }


def test_nothing_used_is_no_document():
    assert of_anna(call("iam", "ListUsers", errorCode="AccessDenied")).documents == ()


def test_what_is_too_long_for_aws_is_split_and_loses_nothing():
    every = [action(str(one)) for service in ("ec2", "iam", "s3", "rds") for one in actions.of_service(service)[:150]]
    proposal = proposing(*every)

    assert len(proposal.documents) > 1
    assert all(size(document) <= LONGEST for document in proposal.documents)
    told = [name for one in proposal.documents for statement in one["Statement"] for name in statement["Action"]]
    assert sorted(told) == sorted(one.action for one in every)


def test_a_statement_with_too_many_long_resources_is_split():
    arns = tuple(f"arn:aws:s3:::acme/{number}{'x' * 900}" for number in range(20))
    proposal = proposing(action("s3:GetObject", *arns))

    assert all(size(document) <= LONGEST for document in proposal.documents)
    told = [arn for one in proposal.documents for statement in one["Statement"] for arn in statement["Resource"]]
    assert tuple(told) == arns


def test_a_statement_with_too_many_actions_is_split():
    every = [action(str(one)) for one in actions.of_service("ec2")]
    proposal = proposing(*every)

    assert all(size(document) <= LONGEST for document in proposal.documents)
    told = [name for one in proposal.documents for statement in one["Statement"] for name in statement["Action"]]
    assert sorted(told) == sorted(one.action for one in every)


SOME = (
    "ec2:DescribeVpcs",
    "iam:GetUser",
    "iam:PassRole",
    "s3:ListAllMyBuckets",
    "kms:Decrypt",
    "lambda:InvokeFunction",
)
OBJECTS = st.lists(st.sampled_from([f"arn:aws:s3:::acme/{key}" for key in "abcdef"]), min_size=1, unique=True)


@settings(max_examples=60)
@given(st.sets(st.sampled_from(SOME)), OBJECTS)
def test_a_proposal_allows_what_was_used_and_nothing_else(names, objects):
    proposal = proposing(*map(action, sorted(names)), action("s3:GetObject", *objects))

    for document in proposal.documents:
        assert parse(json.dumps(document)).statements
    for name in SOME:
        assert allows(proposal, name) is (name in names)
    for key in "abcdefg":
        arn = f"arn:aws:s3:::acme/{key}"
        assert allows(proposal, "s3:GetObject", arn) is (arn in objects)
    assert not allows(proposal, "s3:PutObject", objects[0])


def test_what_calls_needed_is_allowed():
    of_lambda = of_anna(call("lambda", "CreateFunction20150331", {"role": ROLE}))
    of_ec2 = of_anna(call("ec2", "RunInstances", {"iamInstanceProfile": {"name": "web"}}))

    assert allows(of_lambda, "iam:PassRole", ROLE)
    assert not allows(of_lambda, "iam:PassRole", f"{ROLE}-other")
    assert allows(of_ec2, "iam:PassRole", f"{ROLE}-other")
