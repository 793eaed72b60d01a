from __future__ import annotations

import pytest

from rootward.trail.actions.narrowing import can_narrow, named
from tests.trail.actions.calls import call

ROLE = "arn:aws:iam::111122223333:role/ci/deploy"
KEY = "arn:aws:kms:us-east-1:111122223333:key/0e5d0ab6-097e-49d8-99ef-747ce3e5f8f4"
STORED = "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-fAVH0t"


def of(action, source, name, request=None, **members):
    one = call(source, name, request, **members)
    return named(action, one, one.request_members())


@pytest.mark.parametrize(
    ("action", "source", "request_of", "arns"),
    [
        ("s3:GetObject", "s3", {"bucketName": "acme", "key": "a/b"}, ("arn:aws:s3:::acme/a/b",)),
        ("s3:ListBucket", "s3", {"bucketName": "acme", "prefix": "a/"}, ("arn:aws:s3:::acme",)),
        ("s3:ListBucket", "s3", {"bucketName": "acme", "key": "a"}, ("arn:aws:s3:::acme",)),
        ("s3:ListAllMyBuckets", "s3", {"bucketName": "acme"}, ()),
        ("sts:AssumeRole", "sts", {"roleArn": ROLE}, (ROLE,)),
        ("iam:PassRole", "lambda", {"role": ROLE, "functionName": "f"}, (ROLE,)),
        ("iam:PassRole", "ec2", {"iamInstanceProfile": {"arn": "arn:aws:iam::111122223333:instance-profile/a"}}, ()),
        ("lambda:CreateFunction", "lambda", {"role": ROLE, "functionName": "f"}, ()),
        ("secretsmanager:GetSecretValue", "secretsmanager", {"secretId": STORED}, (STORED,)),
        ("secretsmanager:GetSecretValue", "secretsmanager", {"secretId": "db"}, ()),
        ("secretsmanager:GetSecretValue", "secretsmanager", {"secretId": STORED.removesuffix("-fAVH0t")}, ()),
        ("ec2:RunInstances", "ec2", {"subnet": "arn:aws:ec2:us-east-1:111122223333:subnet/subnet-1"}, ()),
        ("s3:NoSuchAction", "s3", {"bucketName": "acme"}, ()),
    ],
)
def test_what_a_request_names_of_the_kind_that_the_action_is_about(action, source, request_of, arns):
    assert of(action, source, "Any", request_of) == arns


def test_what_a_record_s_resources_name():
    resources = [{"ARN": KEY, "accountId": "111122223333", "type": "AWS::KMS::Key"}, {"ARN": ROLE}]

    assert of("kms:Decrypt", "kms", "Decrypt", resources=resources) == (KEY,)


@pytest.mark.parametrize("key", ["a*", "a?", "${aws:username}", "a\nb", "k" * 1100])
def test_a_name_that_would_mean_more_in_a_policy_is_not_named(key):
    assert of("s3:GetObject", "s3", "GetObject", {"bucketName": "acme", "key": key}) == ()


@pytest.mark.parametrize(
    ("region", "partition"), [("us-east-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")]
)
def test_a_bucket_lies_in_the_partition_of_its_region(region, partition):
    found = of("s3:ListBucket", "s3", "ListObjects", {"bucketName": "acme"}, awsRegion=region)

    assert found == (f"arn:{partition}:s3:::acme",)


def test_what_can_be_narrowed():
    assert can_narrow("s3:GetObject")
    assert not can_narrow("s3:ListAllMyBuckets")
    assert not can_narrow("s3:NoSuchAction")
