"""The condition keys that single services add."""

from __future__ import annotations

from typing import Any

import pytest
from moto.core.request import Request

from rootward.sandbox import serve
from rootward.sandbox.authorization.asked_keys import of_parameters
from rootward.sandbox.door.call import Call
from tests.sandbox.authorization.callers import MAYA, account
from tests.sandbox.people import iam_of

BOUNDARY = "arn:aws:iam::aws:policy/PowerUserAccess"


def keys(service: str, operation: str, asked: dict[str, Any], **headers: str) -> dict[str, Any]:
    request: Any = Request.from_values("/", headers=headers)
    found = of_parameters(Call(service, operation, "us-east-1"), asked, MAYA, request)
    return {name: value for name, value in found.items() if value is not None}


@pytest.fixture
def placed(startup):
    with account(startup):
        yield


@pytest.mark.usefixtures("placed")
@pytest.mark.parametrize(
    ("service", "operation", "asked", "expected"),
    [
        ("iam", "AttachUserPolicy", {"UserName": "x", "PolicyArn": BOUNDARY}, {"iam:PolicyARN": BOUNDARY}),
        ("iam", "GetPolicy", {"PolicyArn": BOUNDARY}, {}),
        ("iam", "CreateUser", {"PermissionsBoundary": BOUNDARY}, {"iam:PermissionsBoundary": BOUNDARY}),
        (
            "iam",
            "CreateServiceLinkedRole",
            {"AWSServiceName": "x.amazonaws.com"},
            {"iam:AWSServiceName": "x.amazonaws.com"},
        ),
        ("iam", "GenerateOrganizationsAccessReport", {"OrganizationsPolicyId": "p-1"},
         {"iam:OrganizationsPolicyId": "p-1"}),
        ("iam", "CreateServiceSpecificCredential", {"ServiceName": "codecommit.amazonaws.com", "CredentialAgeDays": 30},
         {"iam:ServiceSpecificCredentialServiceName": "codecommit.amazonaws.com",
          "iam:ServiceSpecificCredentialAgeDays": "30"}),
        ("iam", "TagUser", {"Tags": [{"Key": "a", "Value": "b"}]}, {"aws:RequestTag/a": "b", "aws:TagKeys": ("a",)}),
        ("iam", "UntagUser", {"TagKeys": ["a", "c"]}, {"aws:TagKeys": ("a", "c")}),
        ("accessanalyzer", "CreateAnalyzer", {"tags": {"a": "b"}}, {"aws:RequestTag/a": "b", "aws:TagKeys": ("a",)}),
        ("sts", "AssumeRoot", {"TaskPolicyArn": {"arn": "arn:p"}}, {"sts:TaskPolicyArn": "arn:p"}),
        ("sts", "AssumeRole", {"ExternalId": "e", "RoleSessionName": "s", "TransitiveTagKeys": ["t"]},
         {"sts:ExternalId": "e", "sts:RoleSessionName": "s", "sts:TransitiveTagKeys": ("t",)}),
        ("organizations", "EnableAWSServiceAccess", {"ServicePrincipal": "iam.amazonaws.com"},
         {"organizations:ServicePrincipal": "iam.amazonaws.com"}),
        ("organizations", "CreatePolicy", {"Type": "TAG_POLICY"}, {"organizations:PolicyType": "TAG_POLICY"}),
        ("organizations", "DescribePolicy", {"PolicyId": "p-none"}, {}),
        ("account", "GetAlternateContact", {"AlternateContactType": "SECURITY"},
         {"account:AlternateContactTypes": ("SECURITY",)}),
        ("account", "EnableRegion", {"RegionName": "af-south-1"}, {"account:TargetRegion": "af-south-1"}),
        ("sns", "Subscribe", {"Protocol": "email", "Endpoint": "a@b.example"},
         {"sns:Protocol": "email", "sns:Endpoint": "a@b.example"}),
        ("events", "PutTargets", {"Targets": [{"Id": "1", "Arn": "arn:t"}]}, {"events:TargetArn": ("arn:t",)}),
        ("cloudwatch", "PutMetricAlarm", {"AlarmActions": ["arn:t"]}, {"cloudwatch:AlarmActions": ("arn:t",)}),
        ("ec2", "DescribeRegions", {"RegionNames": ["x"]}, {}),
    ],
)  # fmt: skip
def test_the_keys_of_a_call(service, operation, asked, expected):
    assert keys(service, operation, asked) == expected


def test_s3_has_keys_for_its_headers():
    headers = {"x-amz-acl": "private", "X-Amz-Date": "20260101T000000Z", "Authorization": "AWS4-HMAC-SHA256 x"}
    assert keys("s3", "ListObjectsV2", {"Prefix": "a/", "MaxKeys": 5}, **headers) == {
        "s3:authType": "REST-HEADER",
        "s3:max-keys": "5",
        "s3:prefix": "a/",
        "s3:signatureversion": "AWS4-HMAC-SHA256",
        "s3:x-amz-acl": "private",
    }


def test_the_boundary_of_who_gets_a_policy_can_be_asked_for(fresh):
    with iam_of(fresh) as iam:
        iam.users["maya.chen"].permissions_boundary_arn = BOUNDARY
        role = next(iter(iam.roles.values()))
        role.permissions_boundary_arn = BOUNDARY
        expected = {"iam:PermissionsBoundary": BOUNDARY}
        assert keys("iam", "PutUserPolicy", {"UserName": "maya.chen", "PolicyName": "x"}) == expected
        assert keys("iam", "PutRolePolicy", {"RoleName": role.name, "PolicyName": "x"}) == expected
        assert keys("iam", "PutUserPolicy", {"UserName": "nobody", "PolicyName": "x"}) == {}
        assert keys("iam", "PutRolePolicy", {"RoleName": "nobody", "PolicyName": "x"}) == {}


def test_the_service_of_a_credential_that_is_there(fresh, client):
    iam = client(fresh, "iam")
    made = iam.create_service_specific_credential(UserName="maya.chen", ServiceName="codecommit.amazonaws.com")
    identifier = made["ServiceSpecificCredential"]["ServiceSpecificCredentialId"]
    with account(fresh):
        found = keys("iam", "DeleteServiceSpecificCredential", {"ServiceSpecificCredentialId": identifier})
    assert found == {"iam:ServiceSpecificCredentialServiceName": "codecommit.amazonaws.com"}


def test_the_type_of_a_policy_that_is_there():
    with serve("organisation") as sandbox, account(sandbox):
        found = keys("organizations", "DescribePolicy", {"PolicyId": "p-FullAWSAccess"})
    assert found == {"organizations:PolicyType": "SERVICE_CONTROL_POLICY"}
