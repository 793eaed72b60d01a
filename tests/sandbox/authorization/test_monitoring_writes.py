"""Who sets up what hears of root needs each permission by its own name, and those on the roles that are handed on."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.authorization.conftest import allow

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/root-events"
BUS = f"arn:aws:events:us-west-2:{ACCOUNT}:event-bus/default"
PASSES = allow(
    "iam:PassRole", resource=ROLE, Condition={"StringEquals": {"iam:PassedToService": "events.amazonaws.com"}}
)
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sts:AssumeRole"},
        ],
    }
)


def refusal(call, **asked):
    with pytest.raises(ClientError) as failure:
        call(**asked)
    return failure.value.response["Error"]["Message"]


@pytest.mark.parametrize("passes", [(), (PASSES,)], ids=["may-not-pass", "may-pass"])
def test_a_rule_that_sends_with_a_role_needs_the_permission_to_pass_it(enforced, passes):
    enforced.admin("iam").create_role(RoleName="root-events", AssumeRolePolicyDocument=TRUST)
    events = enforced.user("watch", allow("events:PutRule", "events:PutTargets"), *passes)("events")
    events.put_rule(Name="root-use", EventPattern='{"source": ["aws.ec2"]}')
    asked = {"Rule": "root-use", "Targets": [{"Id": "home", "Arn": BUS, "RoleArn": ROLE}]}
    if passes:
        assert events.put_targets(**asked)["FailedEntryCount"] == 0
    else:
        assert f"iam:PassRole on resource: {ROLE}" in refusal(events.put_targets, **asked)


def test_the_settings_of_a_bucket_go_by_names_of_their_own(enforced):
    s3 = enforced.user("store", allow("s3:CreateBucket", resource="arn:aws:s3:::kept"))("s3")
    s3.create_bucket(Bucket="kept")
    for call, action in (
        (s3.get_public_access_block, "s3:GetBucketPublicAccessBlock"),
        (s3.delete_public_access_block, "s3:PutBucketPublicAccessBlock"),
        (s3.get_bucket_encryption, "s3:GetEncryptionConfiguration"),
        (s3.get_bucket_location, "s3:GetBucketLocation"),
        (s3.get_bucket_policy, "s3:GetBucketPolicy"),
        (s3.delete_bucket_policy, "s3:DeleteBucketPolicy"),
    ):
        assert f'is not authorized to perform: {action} on resource: "arn:aws:s3:::kept"' in refusal(
            call, Bucket="kept"
        )
    assert "s3:CreateBucket" in refusal(s3.create_bucket, Bucket="other")


def test_load_balancers_of_both_kinds_and_distributions_are_read_by_who_may(enforced):
    reader = enforced.user("reader", allow("elasticloadbalancing:Describe*", "cloudfront:List*"))
    stranger = enforced.user("stranger")
    for service, method in (
        ("elb", "describe_load_balancers"), ("elbv2", "describe_load_balancers"), ("cloudfront", "list_distributions"),
    ):  # fmt: skip
        assert getattr(reader(service), method)()
        prefix = "cloudfront" if service == "cloudfront" else "elasticloadbalancing"
        assert f"is not authorized to perform: {prefix}:" in refusal(getattr(stranger(service), method))


def test_an_analyzer_goes_by_the_prefix_of_its_service(enforced):
    message = refusal(enforced.user("watch")("accessanalyzer").create_analyzer, analyzerName="outside", type="ACCOUNT")
    assert "access-analyzer:CreateAnalyzer" in message
