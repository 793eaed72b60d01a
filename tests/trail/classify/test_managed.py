import json

import pytest

from rootward.iam_policy.document import parse
from rootward.trail.classify.managed import ManagedPolicy, managed_policies, managed_policy


@pytest.mark.parametrize(
    ("permissions", "arn"),
    [
        (("iam:ListUsers",), "arn:aws:iam::aws:policy/IAMReadOnlyAccess"),
        (("iam:CreateUser",), "arn:aws:iam::aws:policy/IAMFullAccess"),
        (("iam:ListUsers", "iam:CreateUser"), "arn:aws:iam::aws:policy/IAMFullAccess"),
        (("s3:GetBucketPolicy",), "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"),
        (("s3:PutBucketPolicy",), "arn:aws:iam::aws:policy/AmazonS3FullAccess"),
        (("ec2:RunInstances",), "arn:aws:iam::aws:policy/AmazonEC2FullAccess"),
        (("account:PutAccountName",), "arn:aws:iam::aws:policy/AWSAccountManagementFullAccess"),
        (("organizations:CloseAccount",), "arn:aws:iam::aws:policy/AWSOrganizationsFullAccess"),
    ],
)
def test_the_narrowest_policy_of_the_service_that_has_all_the_permissions(permissions, arn):
    assert managed_policy(permissions) == arn


@pytest.mark.parametrize("permissions", [(), ("quantumfoo:MakeQubit",), ("iam:CreateUser", "s3:PutBucketPolicy")])
def test_none_where_no_policy_of_one_service_has_them(permissions):
    assert managed_policy(permissions) is None


def test_the_policy_is_of_the_partition():
    assert managed_policy(("iam:ListUsers",), "aws-us-gov") == "arn:aws-us-gov:iam::aws:policy/IAMReadOnlyAccess"


def test_the_data_is_what_aws_published():
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    published = json.loads(aws_managed_policies_data)
    assert len(managed_policies()) > 80
    for policy in managed_policies():
        name = policy.arn.rpartition("/")[2]
        assert policy.arn == f"arn:aws:iam::aws:policy{published[name]['Path']}{name}"
        assert _strays(policy, json.dumps(published[name]["Document"])) == [], name


def _strays(policy: ManagedPolicy, text: str) -> list[str]:
    """Patterns that the policy does not allow on every resource without a condition, or that it denies somewhere."""
    document = parse(text)
    everywhere = {
        action
        for statement in document.allows()
        if not statement.conditions and "*" in (statement.resources or ())
        for action in statement.actions or ()
    }
    return [each for each in policy.allows if each not in everywhere] + [str(each) for each in document.denies()]
