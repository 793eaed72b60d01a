"""AWS's error answers, in the form of each protocol."""

from __future__ import annotations

import json

import pytest

from rootward.sandbox.door.call import Call
from rootward.sandbox.door.refusal import Reason, Refusal, denied, denied_because, throttled, unknown_operation


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


@pytest.mark.parametrize(
    ("layer", "explicit", "words"),
    [
        ("identity", False, "because no identity-based policy allows the iam:GetUser action"),
        ("identity", True, "with an explicit deny in an identity-based policy"),
        ("boundary", False, "because no permissions boundary allows the iam:GetUser action"),
        ("session", True, "with an explicit deny in a session policy"),
        ("resource", False, "because no resource-based policy allows the iam:GetUser action"),
        ("scp", True, "with an explicit deny in a service control policy"),
        ("rcp", True, "with an explicit deny in a resource control policy"),
    ],
)
def test_the_kind_of_policy_that_denies_is_named(layer, explicit, words):
    assert Reason(layer, explicit).words("iam:GetUser") == words


def test_the_permission_that_is_missing_is_named_not_the_call():
    call = Call("cloudtrail", "CreateTrail", "us-east-1")
    caller, role = "arn:aws:iam::123456789012:user/a", "arn:aws:iam::123456789012:role/x"
    refusal = denied_because(call, "json", caller, ("iam:PassRole", role), Reason("identity", explicit=False))
    assert (refusal.code, refusal.status) == ("AccessDeniedException", 400)
    assert refusal.message == (
        f"User: {caller} is not authorized to perform: iam:PassRole on resource: {role} "
        "because no identity-based policy allows the iam:PassRole action"
    )


@pytest.mark.parametrize(("resource", "shown"), [("*", ""), ("arn:aws:s3:::b", ' on resource: "arn:aws:s3:::b"')])
def test_s3_puts_the_resource_into_quotation_marks_or_names_none(resource, shown):
    refusal = denied(Call("s3", "ListBuckets", "us-east-1"), "rest-xml", "arn:a", resource)
    assert refusal.message.startswith(f"User: arn:a is not authorized to perform: s3:ListAllMyBuckets{shown} because")
