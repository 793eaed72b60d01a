"""What a bucket's policy must let CloudTrail do."""

from __future__ import annotations

import json

import pytest

from rootward.sandbox.cloudtrail.bucket_policy import bucket_policy, lets_cloudtrail_write

TRAIL = "arn:aws:cloudtrail:us-east-1:123456789012:trail/all"
FOLDER = "AWSLogs/123456789012"


def changed(**elements):
    policy = json.loads(bucket_policy("logs", TRAIL, FOLDER))
    policy["Statement"][1] |= elements
    return json.dumps(policy)


def test_the_policy_that_aws_tells_to_use_is_enough():
    assert lets_cloudtrail_write(bucket_policy("logs", TRAIL, FOLDER), "logs", TRAIL, FOLDER)


@pytest.mark.parametrize(
    "policy",
    [
        None,
        "{",
        changed(Effect="Deny"),
        changed(Action="s3:GetObject"),
        changed(Resource="arn:aws:s3:::logs/AWSLogs/210987654321/*"),
        changed(Principal={"Service": "config.amazonaws.com"}),
        changed(Condition={"StringEquals": {"aws:SourceArn": TRAIL + "s"}}),
    ],
)
def test_less_than_that_is_not(policy):
    assert not lets_cloudtrail_write(policy, "logs", TRAIL, FOLDER)


def test_a_wider_policy_is_enough():
    wide = changed(Principal="*", Action="s3:*", Resource="arn:aws:s3:::logs/*", Condition={})
    assert lets_cloudtrail_write(wide, "logs", TRAIL, FOLDER)


def test_a_bucket_that_wants_tls_lets_cloudtrail_write():
    policy = json.loads(bucket_policy("logs", TRAIL, FOLDER))
    tls_only = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy["Statement"].append(tls_only)
    assert lets_cloudtrail_write(json.dumps(policy), "logs", TRAIL, FOLDER)
    tls_only["Condition"] = {"Bool": {"aws:SecureTransport": "true"}}
    assert not lets_cloudtrail_write(json.dumps(policy), "logs", TRAIL, FOLDER)
