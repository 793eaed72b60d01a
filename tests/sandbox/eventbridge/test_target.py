"""What is sent to a target."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from rootward.sandbox.eventbridge import target
from tests.sandbox.eventbridge.conftest import ACCOUNT, HOME, QUIET, RULE, TOPIC

EVENT = {"source": "aws.ec2", "detail": {"eventName": "RunInstances"}}
A_RULE: Any = SimpleNamespace(account_id=ACCOUNT, region_name=HOME, arn=f"arn:aws:events:{HOME}:{ACCOUNT}:rule/{RULE}")
USES = {"Principal": {"Service": "events.amazonaws.com"}, "Action": ["kms:Decrypt", "kms:GenerateDataKey*"]}
KEY_POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **USES, "Resource": "*"}]})
QUEUE = f"arn:aws:sqs:{HOME}:{ACCOUNT}:told"


def test_the_event_is_sent_as_json():
    assert json.loads(str(target._text(EVENT, {}))) == EVENT


def test_a_text_of_the_targets_own_is_sent_instead_and_one_that_is_to_be_made_is_not():
    assert target._text(EVENT, {"Input": '"root"'}) == '"root"'
    for made in ({"InputPath": "$.detail"}, {"InputTransformer": {"InputTemplate": '"<x>"'}}):
        assert target._text(EVENT, made) is None


@pytest.mark.parametrize(
    "arn",
    [
        TOPIC.replace(HOME, QUIET),
        TOPIC.replace(ACCOUNT, "111122223333"),
        TOPIC.replace(RULE, "missing"),
        QUEUE.replace("told", "missing"),
        f"arn:aws:lambda:{HOME}:{ACCOUNT}:function:pager",
        "no-arn",
    ],
)
def test_what_is_not_there_gets_nothing_and_nobody_hears_of_it(watched, arn):
    with watched.sandbox._application.backends.in_place():
        target.send(EVENT, A_RULE, {"Id": "on", "Arn": arn})
    assert watched.heard == []


@pytest.mark.parametrize(("policy", "heard"), [(None, 0), (KEY_POLICY, 1)], ids=["default", "for-eventbridge"])
def test_an_encrypted_topic_gets_it_where_the_keys_policy_lets_eventbridge_use_the_key(watched, policy, heard):
    asked = {"Policy": policy} if policy else {}
    key = watched.admin("kms").create_key(**asked)["KeyMetadata"]
    for name in (key["KeyId"], key["Arn"]):
        encrypt(watched, name)
        watched.root("ec2").describe_regions()
    assert len(watched.heard) == 2 * heard


def test_a_topic_encrypted_with_awss_own_key_gets_nothing(watched):
    encrypt(watched, "alias/aws/sns")
    watched.root("ec2").describe_regions()
    assert watched.heard == []


def encrypt(watched, key):
    watched.admin("sns").set_topic_attributes(TopicArn=TOPIC, AttributeName="KmsMasterKeyId", AttributeValue=key)


def test_the_topic_of_the_rules_region_and_account_gets_it(watched):
    with watched.sandbox._application.backends.in_place():
        target.send(EVENT, A_RULE, {"Id": "on", "Arn": TOPIC})
    assert watched.heard == [EVENT]
