"""S3: buckets, their policies and their objects."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

BUCKET = "acme-walked"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{BUCKET}/*"},
    ],
}


def walk(sandbox: Any, client: Any) -> None:
    s3 = client(sandbox, "s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.head_bucket(Bucket=BUCKET)
    assert BUCKET in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    walk_location(sandbox, client)
    walk_settings(s3)
    walk_policy(s3)
    walk_objects(sandbox, s3)
    s3.delete_bucket(Bucket=BUCKET)
    refused("NoSuchBucket", s3.get_bucket_policy, Bucket=BUCKET)
    refused("404", s3.head_bucket, Bucket=BUCKET)


def walk_location(sandbox: Any, client: Any) -> None:
    assert client(sandbox, "s3").get_bucket_location(Bucket=BUCKET)["LocationConstraint"] is None
    europe = client(sandbox, "s3", "eu-west-1")
    elsewhere = {"LocationConstraint": "eu-west-1"}
    europe.create_bucket(Bucket=f"{BUCKET}-in-europe", CreateBucketConfiguration=elsewhere)
    assert europe.get_bucket_location(Bucket=f"{BUCKET}-in-europe")["LocationConstraint"] == "eu-west-1"
    refused(
        "BucketAlreadyOwnedByYou",
        europe.create_bucket,
        Bucket=f"{BUCKET}-in-europe",
        CreateBucketConfiguration=elsewhere,
    )


def walk_settings(s3: Any) -> None:
    assert all(s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"].values())
    assert encryption(s3) == "AES256"
    s3.put_bucket_encryption(
        Bucket=BUCKET,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]
        },
    )
    assert encryption(s3) == "aws:kms"
    s3.delete_bucket_encryption(Bucket=BUCKET)
    assert encryption(s3) == "AES256"
    s3.delete_public_access_block(Bucket=BUCKET)
    refused("NoSuchPublicAccessBlockConfiguration", s3.get_public_access_block, Bucket=BUCKET)
    every = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration=dict.fromkeys(every, True))


def encryption(s3: Any) -> str:
    (rule,) = s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"]
    algorithm: str = rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]
    return algorithm


def walk_policy(s3: Any) -> None:
    refused("NoSuchBucketPolicy", s3.get_bucket_policy, Bucket=BUCKET)
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(POLICY))
    assert json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"]) == POLICY
    refused("AccessDenied", s3.put_bucket_policy, Bucket=BUCKET, Policy=json.dumps(POLICY).replace("Deny", "Allow"))
    s3.delete_bucket_policy(Bucket=BUCKET)


def walk_objects(sandbox: Any, s3: Any) -> None:
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    version = s3.put_object(Bucket=BUCKET, Key="a/b.json", Body=b"{}")["VersionId"]
    assert s3.get_object(Bucket=BUCKET, Key="a/b.json")["Body"].read() == b"{}"
    assert [one["Key"] for one in s3.list_objects_v2(Bucket=BUCKET, Prefix="a/")["Contents"]] == ["a/b.json"]
    assert [one["VersionId"] for one in s3.list_object_versions(Bucket=BUCKET)["Versions"]] == [version]
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(POLICY))
    assert s3.get_object(Bucket=BUCKET, Key="a/b.json")["Body"].read() == b"{}"
    sandbox.enforce = True
    refused("AccessDenied", s3.get_object, Bucket=BUCKET, Key="a/b.json")
    refused("AccessDenied", s3.put_object, Bucket=BUCKET, Key="a/c.json", Body=b"{}")
    sandbox.enforce = False
    s3.delete_bucket_policy(Bucket=BUCKET)
    refused("NoSuchKey", s3.get_object, Bucket=BUCKET, Key="missing")
    refused("BucketNotEmpty", s3.delete_bucket, Bucket=BUCKET)
    s3.delete_object(Bucket=BUCKET, Key="a/b.json", VersionId=version)


def refused(code: str, method: Any, **parameters: Any) -> None:
    with pytest.raises(ClientError) as failure:
        method(**parameters)
    assert failure.value.response["Error"]["Code"] == code
