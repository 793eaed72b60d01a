"""S3 where moto is not as AWS is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from rootward.sandbox.services.s3 import be_as_aws

DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}


def test_moto_judges_by_bucket_policies_only_where_no_practice_account_is(fresh, client):
    s3 = client(fresh, "s3")
    s3.create_bucket(Bucket="kept")
    s3.put_object(Bucket="kept", Key="a", Body=b"x")
    s3.put_bucket_policy(Bucket="kept", Policy=json.dumps(DENY))
    assert s3.get_object(Bucket="kept", Key="a")["Body"].read() == b"x"


def test_outside_of_practice_accounts_moto_is_as_it_was(monkeypatch):
    be_as_aws()
    monkeypatch.setattr("rootward.sandbox.clock.Clock.shown", None)
    bucket: Any = FakeBucket("one", "123456789012", "us-east-1")  # type: ignore[abstract] # moto's own does the same
    bucket.policy = json.dumps(DENY).encode()
    assert bucket.get_permission("s3:GetObject", "arn:aws:s3:::one/a") == PermissionResult.DENIED
    assert bucket.public_access_block is None


def settings(s3, bucket):
    (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    (owner,) = s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"]
    blocked = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    return blocked, rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], owner["ObjectOwnership"]


BLOCKED = dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True)


def test_a_new_bucket_blocks_public_access_and_is_encrypted(fresh, client):
    s3 = client(fresh, "s3")
    s3.create_bucket(Bucket="new-one")
    assert settings(s3, "new-one") == (BLOCKED, "AES256", "BucketOwnerEnforced")
    assert s3.put_object(Bucket="new-one", Key="a", Body=b"x")["ServerSideEncryption"] == "AES256"


def test_the_bucket_of_a_founded_trail_is_a_new_one_too(startup, client):
    assert settings(client(startup, "s3"), "acme-cloudtrail-123456789012") == (BLOCKED, "AES256", "BucketOwnerEnforced")


def test_a_public_policy_is_kept_out_until_the_setting_is_off(fresh, client):
    s3 = client(fresh, "s3")
    s3.create_bucket(Bucket="new-one")
    public = json.dumps(DENY).replace("Deny", "Allow")
    with pytest.raises(ClientError, match=r"AccessDenied\).*BlockPublicPolicy"):
        s3.put_bucket_policy(Bucket="new-one", Policy=public)
    with pytest.raises(ClientError, match="NoSuchBucketPolicy"):
        s3.get_bucket_policy(Bucket="new-one")
    s3.put_public_access_block(Bucket="new-one", PublicAccessBlockConfiguration={**BLOCKED, "BlockPublicPolicy": False})
    s3.put_bucket_policy(Bucket="new-one", Policy=public)
    with pytest.raises(ClientError, match="NoSuchBucket"):
        s3.put_bucket_policy(Bucket="missing", Policy=public)


@pytest.mark.parametrize(
    ("region", "constraint", "code"),
    [
        ("us-east-1", "us-east-1", "InvalidLocationConstraint"),
        ("us-east-1", "moon-1", "InvalidLocationConstraint"),
        ("us-west-2", None, "IllegalLocationConstraintException"),
        ("us-west-2", "eu-west-1", "IllegalLocationConstraintException"),
    ],
)
def test_a_bucket_is_made_in_the_region_of_the_call(fresh, client, region, constraint, code):
    wanted = {"CreateBucketConfiguration": {"LocationConstraint": constraint}} if constraint else {}
    with pytest.raises(ClientError, match=code):
        client(fresh, "s3", region).create_bucket(Bucket="new-one", **wanted)
