"""AWS's error answers, in the form of each protocol."""

from __future__ import annotations

import json

import pytest

from rootward.sandbox.door.call import Call
from rootward.sandbox.door.refusal import Refusal, denied, throttled, unknown_operation


def test_a_json_answer_names_the_error_in_its_type():
    answer = Refusal("ThrottlingException", "Rate exceeded", 400).answer("json")
    assert json.loads(answer.get_data(as_text=True)) == {"__type": "ThrottlingException", "message": "Rate exceeded"}
    assert (answer.status_code, answer.headers["x-amzn-ErrorType"]) == (400, "ThrottlingException")


@pytest.mark.parametrize("protocol", ["query", "ec2", "rest-xml"])
def test_an_xml_answer_keeps_markup_in_a_message_as_text(protocol):
    body = Refusal("AccessDenied", 'user <script> & "friends"', 403).answer(protocol).get_data(as_text=True)
    assert "<Message>user &lt;script&gt; &amp; " in body
    assert "<Code>AccessDenied</Code>" in body


@pytest.mark.parametrize(
    ("protocol", "code", "status"),
    [
        ("query", "Throttling", 400),
        ("json", "ThrottlingException", 400),
        ("rest-json", "ThrottlingException", 429),
        ("ec2", "RequestLimitExceeded", 503),
        ("rest-xml", "SlowDown", 503),
    ],
)
def test_throttling_by_protocol(protocol, code, status):
    refusal = throttled(protocol)
    assert (refusal.code, refusal.status) == (code, status)


@pytest.mark.parametrize(
    ("protocol", "code", "status"),
    [
        ("query", "InvalidAction", 400),
        ("ec2", "InvalidAction", 400),
        ("json", "UnknownOperationException", 400),
        ("rest-json", "UnknownOperationException", 404),
        ("rest-xml", "NotImplemented", 501),
    ],
)
def test_unknown_operations_by_protocol(protocol, code, status):
    refusal = unknown_operation(Call("x", "GrantWish", "us-east-1"), protocol)
    assert (refusal.code, refusal.status) == (code, status)


def test_sns_spells_its_prefix_in_capitals():
    call = Call("sns", "ListSubscriptionsByTopic", "us-east-1")
    refusal = denied(call, "query", "arn:aws:iam::123456789012:user/a", "arn:aws:sns:us-east-1:123456789012:t")
    assert refusal.code == "AuthorizationError"
    assert refusal.message == (
        "User: arn:aws:iam::123456789012:user/a is not authorized to perform: SNS:ListSubscriptionsByTopic "
        "on resource: arn:aws:sns:us-east-1:123456789012:t "
        "because no identity-based policy allows the SNS:ListSubscriptionsByTopic action"
    )
