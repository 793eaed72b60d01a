"""Every answer leaves with the headers that AWS sends, and JSON without empty members."""

from __future__ import annotations

import json

import pytest
from werkzeug.wrappers import Response

from rootward.sandbox.door.call import Call, SignedCall
from rootward.sandbox.door.wire import as_aws_sends


def sent(service, operation, protocol, body, *, status=200, requested="application/x-amz-json-1.1", media="text/plain"):
    signed = SignedCall(Call(service, operation, "us-east-1"), "", service, protocol)
    return as_aws_sends(Response(body, status, content_type=media), signed, requested)


@pytest.mark.parametrize(
    ("service", "operation", "protocol", "media"),
    [
        ("iam", "ListUsers", "query", "text/xml"),
        ("ec2", "DescribeRegions", "ec2", "text/xml;charset=UTF-8"),
        ("account", "ListRegions", "rest-json", "application/json"),
        ("s3", "ListBuckets", "rest-xml", "application/xml"),
        ("events", "ListRules", "json", "application/x-amz-json-1.1"),
    ],
)
def test_the_media_type_is_that_of_the_protocol(service, operation, protocol, media):
    assert sent(service, operation, protocol, "{}").headers["Content-Type"] == media


def test_json_is_answered_in_the_version_that_was_asked_in():
    answer = sent("cloudwatch", "DescribeAlarms", "json", "{}", requested="application/x-amz-json-1.0")
    assert answer.headers["Content-Type"] == "application/x-amz-json-1.0"


def test_an_object_keeps_its_own_media_type_and_a_policy_is_json():
    assert sent("s3", "GetObject", "rest-xml", "<a/>", media="text/csv").headers["Content-Type"] == "text/csv"
    assert sent("s3", "GetBucketPolicy", "rest-xml", "{}").headers["Content-Type"] == "application/json"
    assert sent("s3", "GetObject", "rest-xml", "<Error/>", status=404).headers["Content-Type"] == "application/xml"


def test_every_answer_has_a_request_id_and_keeps_the_one_it_has():
    assert sent("iam", "ListUsers", "query", "<a/>").headers["x-amzn-RequestId"]
    assert sent("s3", "ListBuckets", "rest-xml", "<a/>").headers["x-amz-request-id"]

    answer = Response("{}", headers={"x-amzn-RequestId": "7a62c49f"})
    signed = SignedCall(Call("events", "ListRules", "us-east-1"), "", "events", "json")
    assert as_aws_sends(answer, signed, "").headers["x-amzn-RequestId"] == "7a62c49f"


def test_what_has_no_value_is_left_out_of_json():
    answer = sent("events", "ListRules", "json", '{"Rules": [{"Name": "a", "Arn": null}], "NextToken": null}')
    assert json.loads(answer.get_data()) == {"Rules": [{"Name": "a"}]}


def test_a_text_that_says_null_stays():
    assert sent("events", "ListRules", "json", '{"Rules": [{"Name": "null"}]}').get_data() == (
        b'{"Rules": [{"Name": "null"}]}'
    )


@pytest.mark.parametrize(
    ("service", "code", "member"),
    [
        ("organizations", "AWSOrganizationsNotInUseException", "Message"),
        ("account", "ResourceNotFoundException", "message"),
        ("account", "UnrecognizedClientException", "message"),
        ("no-such-service", "AccessDeniedException", "message"),
    ],
)
def test_an_error_has_one_message_spelt_as_in_the_model(service, code, member):
    body = json.dumps({"__type": f"prefix#{code}", "message": "No.", "Message": "No."})
    answer = sent(service, "Describe", "json", body, status=400)

    assert json.loads(answer.get_data()) == {"__type": f"prefix#{code}", member: "No."}


def test_an_error_without_a_message_or_that_is_no_object_stays_as_it_is():
    assert sent("account", "ListRegions", "rest-json", '{"__type": "A"}', status=400).get_data() == b'{"__type": "A"}'
    assert sent("account", "ListRegions", "rest-json", "[1]", status=400).get_data() == b"[1]"
    assert sent("account", "ListRegions", "rest-json", "no JSON, null", status=400).get_data() == b"no JSON, null"


def test_pythons_true_is_no_answer_of_s3():
    assert sent("s3", "PutBucketPolicy", "rest-xml", "True").get_data() == b""
