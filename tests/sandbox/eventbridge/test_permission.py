"""What EventBridge may do, by the policy of what it sends to."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from rootward.sandbox.eventbridge.permission import lets_events
from tests.sandbox.eventbridge.conftest import ACCOUNT, HOME, RULE, TO_EVENTS, TOPIC, policy

A_RULE: Any = SimpleNamespace(account_id=ACCOUNT, arn=f"arn:aws:events:{HOME}:{ACCOUNT}:rule/{RULE}")
OWNER = {"StringEquals": {"AWS:SourceOwner": ACCOUNT}}


def under(operator, key, value):
    return policy("sns:Publish", TOPIC, **TO_EVENTS, Condition={operator: {key: value}})


@pytest.mark.parametrize(
    "text",
    [
        policy("sns:Publish", TOPIC, **TO_EVENTS),
        policy("SNS:*", "*", Principal="*"),
        under("StringEquals", "aws:SourceAccount", ACCOUNT),
        under("ArnLike", "aws:SourceArn", f"arn:aws:events:*:{ACCOUNT}:rule/*"),
        under("Bool", "aws:SecureTransport", "true"),
    ],
)
def test_a_policy_lets_eventbridge_publish(fresh, text):
    with fresh._application.backends.in_place():
        assert lets_events("sns:Publish", TOPIC, text, A_RULE)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "{}",
        policy("sns:Publish", TOPIC, Principal={"AWS": "*"}, Condition=OWNER),
        policy("sns:Publish", TOPIC, Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}),
        policy("sns:Publish", TOPIC, Principal={"Service": "cloudwatch.amazonaws.com"}),
        policy("sns:Publish", f"{TOPIC}-other", **TO_EVENTS),
        policy("sns:Subscribe", TOPIC, **TO_EVENTS),
        under("ArnEquals", "aws:SourceArn", f"arn:aws:events:{HOME}:{ACCOUNT}:rule/other"),
        json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", **TO_EVENTS, "Action": "sns:Publish", "Resource": TOPIC},
                    {"Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": TOPIC},
                ],
            }
        ),
    ],
)
def test_a_policy_keeps_eventbridge_out(fresh, text):
    with fresh._application.backends.in_place():
        assert not lets_events("sns:Publish", TOPIC, text, A_RULE)
