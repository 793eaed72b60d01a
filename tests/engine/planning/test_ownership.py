"""What AWS and platforms keep for themselves, and what only looks like it."""

from __future__ import annotations

import pytest

from rootward.engine.planning.ownership import owned, owner, owners
from tests.checks.facts import ACCOUNT, arn
from tests.engine.planning.proposals import gets, joins, rests, rules


@pytest.mark.parametrize(
    ("resource", "who"),
    [
        (arn("role", "aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport"), "one of AWS's services"),
        (arn("role", "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0a1b"), "IAM Identity Center"),
        (arn("role", "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0a1b"), "IAM Identity Center"),
        (arn("role", "aws-reserved/other"), "AWS"),
        (arn("user", "aws-reserved/other"), "AWS"),
        (arn("role", "aws-controltower-AdministratorExecutionRole"), "AWS Control Tower"),
        (arn("role", "service-role/aws-controltower-ConfigRecorderRole"), "AWS Control Tower"),
        (arn("role", "AWSControlTowerExecution"), "AWS Control Tower"),
        (arn("role", "aws-guardrails-x7Qp"), "AWS Control Tower"),
        (arn("policy", "aws-guardrails-x7Qp"), "AWS Control Tower"),
        (arn("role", "stacksets-exec-0123abcd"), "CloudFormation StackSets"),
        (arn("role", f"cdk-hnb659fds-deploy-role-{ACCOUNT}-eu-west-1"), "the CDK bootstrap"),
        (arn("role", "platform/cdk-hnb659fds-lookup-role"), "the CDK bootstrap"),
        (arn("group", "cdk-people"), "the CDK bootstrap"),
        ("arn:aws-us-gov:iam::123456789012:role/stacksets-exec-0123abcd", "CloudFormation StackSets"),
    ],
)
def test_what_a_platform_made_is_the_platforms(resource, who):
    assert owner(resource) == who


@pytest.mark.parametrize(
    "name",
    ["AWS-ControlTower-Audit", "awscontroltowerexecution", "CDK-hnb659fds", "StackSets-Exec-1", "AWS-GuardRails-x"],
)
def test_iam_knows_a_name_in_small_and_capital_letters_alike(name):
    assert owner(arn("role", name)) is not None


@pytest.mark.parametrize(
    "resource",
    [
        arn("user", "ann"),
        arn("role", "deploy"),
        arn("role", "service-role/lambda-basic"),
        arn("role", "team/aws-service-role/support"),
        arn("role", "team/aws-reserved/sso"),
        arn("role", "AWS-SERVICE-ROLE/support"),
        arn("role", "aws-service-role"),
        arn("role", "aws-reserved"),
        arn("role", "aws-controltower"),
        arn("role", "my-aws-controltower-audit"),
        arn("role", "AWSControlTowerExecutionOfOurs"),
        arn("role", "OurAWSControlTowerExecution"),
        arn("role", "aws-guardrails"),
        arn("role", "stacksets-exec"),
        arn("role", "stacksets-execution"),
        arn("role", "cdk"),
        arn("role", "cdktf-deploy"),
        arn("role", "cdk-tools/deploy"),
        arn("role", "AWSReservedSSO"),
        f"arn:aws:iam::{ACCOUNT}:root",
        f"AWS::::Account:{ACCOUNT}",
        "*",
        "",
        "role/cdk-x",
        "iam:role/cdk-x",
        "arn:aws:iam:cdk-/x",
    ],
)
def test_what_only_looks_like_it_is_the_accounts_own(resource):
    assert owner(resource) is None


def test_a_colon_in_a_name_is_part_of_it():
    assert owner("arn:aws:iam::123456789012:role/cdk-a:b") == "the CDK bootstrap"
    assert owner("arn:aws:iam::123456789012:role/a:x/cdk-b") == "the CDK bootstrap"
    assert owner("arn:aws:iam::123456789012:role/aws-service-role/a:b/c:d") == "one of AWS's services"


# --- changes


@pytest.mark.parametrize(
    ("change", "kind", "name"),
    [
        (gets("role", "cdk-x", "read"), "role", "cdk-x"),
        (rests("cdk-bot"), "user", "cdk-bot"),
        (joins("cdk-bot", "staff"), "user", "cdk-bot"),
        (joins("ann", "cdk-people"), "group", "cdk-people"),
    ],
)
def test_a_change_of_what_is_a_platforms_is_not_the_accounts_to_make(change, kind, name):
    assert owned((rests("ann"), change)) == f"the CDK bootstrap owns {arn(kind, name)}: change it there"


def test_changes_of_what_is_the_accounts_own_have_no_other_owner():
    own = (rules(minimum_length=14), joins("ann", "staff"), rests("bob"), gets("role", "deploy", "cdk-x"))

    assert owned(own) is None
    assert owned(()) is None
    assert owned(iter((*own, rests("cdk-bot")))) is not None


def test_each_thing_that_has_another_owner_is_named_once():
    several = (gets("role", "cdk-x", "read"), joins("ann", "cdk-people"), gets("role", "cdk-x", "write"))

    assert owners(several) == (
        f"the CDK bootstrap owns {arn('role', 'cdk-x')}: change it there",
        f"the CDK bootstrap owns {arn('group', 'cdk-people')}: change it there",
    )
