"""What resources themselves say of who may use them."""

from __future__ import annotations

import json

import pytest

from rootward.sandbox.authorization.resource_policy import Owned, locks, owned
from tests.sandbox.authorization.callers import account

HERE = "us-east-1:123456789012"
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]}


def test_a_bucket_and_its_objects(fresh, client):
    s3 = client(fresh, "s3")
    s3.create_bucket(Bucket="held")
    with account(fresh):
        assert owned("arn:aws:s3:::held") == Owned("123456789012")
    s3.put_bucket_policy(Bucket="held", Policy=json.dumps(POLICY))
    with account(fresh):
        found = owned("arn:aws:s3:::held/a/b")
        assert (found.account_id, json.loads(found.policies[0])) == ("123456789012", POLICY)
        assert owned("arn:aws:s3:::nobodys") == Owned()


def test_a_queue_a_topic_and_a_key(fresh, client):
    sqs, sns, kms = client(fresh, "sqs"), client(fresh, "sns"), client(fresh, "kms")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    topic = sns.create_topic(Name="t")["TopicArn"]
    key = kms.create_key()["KeyMetadata"]["Arn"]
    with account(fresh):
        assert owned(f"arn:aws:sqs:{HERE}:q") == Owned()
        assert "__default_policy_ID" in owned(topic).policies[0]
        assert "arn:aws:iam::123456789012:root" in owned(key).policies[0]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(POLICY)})
    with account(fresh):
        assert json.loads(owned(f"arn:aws:sqs:{HERE}:q").policies[0]) == POLICY


@pytest.mark.parametrize("arn", [f"arn:aws:sqs:{HERE}:q", "arn:aws:sns:eu-west-1:1:t", f"arn:aws:kms:{HERE}:key/k"])
def test_what_is_not_there_has_no_policy(startup, arn):
    with account(startup):
        assert owned(arn) == Owned()


@pytest.mark.parametrize("arn", ["*", "arn:aws:iam::123456789012:user/x", "arn:aws:organizations::1:account/o/2"])
def test_most_resources_can_have_none(startup, arn):
    with account(startup):
        assert owned(arn) == Owned(can_have_policies=False)


def test_root_gets_at_the_policy_that_locks_a_bucket_or_a_queue():
    assert not locks("s3:DeleteBucketPolicy", root=True)
    assert not locks("sqs:SetQueueAttributes", root=True)
    assert locks("s3:GetObject", root=True)
    assert locks("s3:DeleteBucketPolicy", root=False)
