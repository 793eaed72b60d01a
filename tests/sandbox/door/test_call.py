"""Which call a request is."""

from __future__ import annotations

import pytest
from moto.core.request import Request

from rootward.sandbox.door.call import Call, identify


def request(scope=None, *, method="POST", path="/", body="", query="", **headers):
    if scope:
        signature = (
            f"AWS4-HMAC-SHA256 Credential=testing/20260101/{scope}/aws4_request, SignedHeaders=host, Signature=0"
        )
        headers["Authorization"] = signature
    form = "application/x-www-form-urlencoded"
    return Request.from_values(
        path,
        "http://127.0.0.1:1",
        query,
        method=method,
        data=body,
        headers=headers,
        content_type=form if body else None,
    )


def test_a_query_call_names_its_action_in_the_form():
    signed = identify(request("us-east-1/iam", body="Action=ListUsers&Version=2010-05-08"))
    assert signed is not None
    assert signed.call == ("iam", "ListUsers", "us-east-1")
    assert (signed.key_id, signed.protocol) == ("testing", "query")


def test_ec2_has_a_query_form_of_its_own():
    signed = identify(request("eu-west-1/ec2", body="Action=DescribeRegions&Version=2016-11-15"))
    assert signed is not None
    assert (signed.call, signed.protocol) == (("ec2", "DescribeRegions", "eu-west-1"), "ec2")


@pytest.mark.parametrize(("version", "service"), [("2012-06-01", "elb"), ("2015-12-01", "elbv2")])
def test_the_version_tells_which_load_balancers_a_call_is_about(version, service):
    body = f"Action=DescribeLoadBalancers&Version={version}"
    signed = identify(request("us-east-1/elasticloadbalancing", body=body))
    assert signed is not None
    assert signed.call == (service, "DescribeLoadBalancers", "us-east-1")


def test_a_json_call_names_its_operation_in_the_target():
    signed = identify(
        request("us-west-2/monitoring", **{"X-Amz-Target": "GraniteServiceVersion20100801.DescribeAlarms"})
    )
    assert signed is not None
    assert signed.call == ("cloudwatch", "DescribeAlarms", "us-west-2")
    assert (signed.signing_name, signed.protocol) == ("monitoring", "json")


@pytest.mark.parametrize(
    ("scope", "method", "path", "call", "protocol"),
    [
        (
            "us-east-1/access-analyzer",
            "GET",
            "/analyzer",
            ("accessanalyzer", "ListAnalyzers", "us-east-1"),
            "rest-json",
        ),
        (
            "us-east-1/account",
            "POST",
            "/getContactInformation",
            ("account", "GetContactInformation", "us-east-1"),
            "rest-json",
        ),
        ("us-east-1/s3", "GET", "/", ("s3", "ListBuckets", "us-east-1"), "rest-xml"),
        ("us-east-1/account", "POST", "/makeCoffee", ("account", "", "us-east-1"), "rest-json"),
    ],
)
def test_a_rest_call_is_told_by_its_method_and_path(scope, method, path, call, protocol):
    signed = identify(request(scope, method=method, path=path))
    assert signed is not None
    assert (signed.call, signed.protocol) == (call, protocol)


def test_a_service_that_nobody_knows_has_no_operations():
    signed = identify(request("us-east-1/coffee", method="GET", path="/cup"))
    assert signed is not None
    assert (signed.call, signed.protocol) == (("coffee", "", "us-east-1"), "rest-json")


def test_a_presigned_call_carries_its_scope_in_the_query():
    query = "X-Amz-Credential=testing%2F20260101%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Signature=0"
    signed = identify(request(method="GET", path="/bucket/key", query=query))
    assert signed is not None
    assert signed.call == ("s3", "GetObject", "eu-west-1")


def test_only_the_federated_sign_ins_need_no_signature():
    signed = identify(request(body="Action=AssumeRoleWithWebIdentity&Version=2011-06-15"))
    assert signed is not None
    assert (signed.call, signed.key_id) == (("sts", "AssumeRoleWithWebIdentity", "us-east-1"), "")
    assert identify(request(body="Action=AssumeRole&Version=2011-06-15")) is None
    assert identify(request()) is None


@pytest.mark.parametrize(
    ("call", "action"),
    [
        (Call("iam", "ListUsers", "us-east-1"), "iam:ListUsers"),
        (Call("cloudwatch", "DescribeAlarms", "us-east-1"), "cloudwatch:DescribeAlarms"),
        (Call("accessanalyzer", "ListAnalyzers", "us-east-1"), "access-analyzer:ListAnalyzers"),
        (Call("elb", "DescribeLoadBalancers", "us-east-1"), "elasticloadbalancing:DescribeLoadBalancers"),
        (Call("elbv2", "DescribeListeners", "us-east-1"), "elasticloadbalancing:DescribeListeners"),
        (Call("s3", "GetBucketEncryption", "us-east-1"), "s3:GetEncryptionConfiguration"),
        (Call("s3", "ListBuckets", "us-east-1"), "s3:ListAllMyBuckets"),
        (Call("s3", "HeadBucket", "us-east-1"), "s3:ListBucket"),
    ],
)
def test_the_iam_action_of_a_call(call, action):
    assert call.action == action
