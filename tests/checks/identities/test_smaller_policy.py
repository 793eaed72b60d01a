from __future__ import annotations

from rootward.checks.identities.smaller_policy import smaller_policy
from rootward.iam_policy.document import parse


def test_it_allows_every_action_of_the_services_that_were_used_on_one_line():
    assert smaller_policy({"s3", "ec2", "access-analyzer"}) == (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
        '"Action":["access-analyzer:*","ec2:*","s3:*"],"Resource":"*"}]}'
    )


def test_a_service_that_is_named_twice_is_allowed_once():
    assert smaller_policy(["s3", "s3"]) == smaller_policy(["s3"])


def test_it_is_a_policy_document():
    (statement,) = parse(smaller_policy(["iam"])).statements

    assert (statement.effect, statement.actions, statement.resources) == ("Allow", ("iam:*",), ("*",))


def test_of_a_service_whose_actions_are_known_it_allows_these():
    known = {"ec2": ("ec2:RunInstances", "ec2:DescribeVpcs"), "rds": ("rds:DescribeDBInstances",), "s3": ()}

    assert '"Action":["ec2:DescribeVpcs","ec2:RunInstances","s3:*"]' in smaller_policy(["s3", "ec2"], known)
