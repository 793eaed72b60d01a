"""What is wrong with the parameters of a call to IAM."""

from __future__ import annotations

import pytest

from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.request import check


@pytest.mark.parametrize(
    ("operation", "parameters", "says"),
    [
        (
            "CreateUser",
            {"UserName": "a b"},
            (
                "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the "
                "following: +=,.@_-"
            ),
        ),
        (
            "CreateUser",
            {"UserName": "a" * 65},
            (
                "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must have "
                "length less than or equal to 64"
            ),
        ),
        (
            "CreateUser",
            {},
            "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must not be null",
        ),
        (
            "UpdateAccessKey",
            {"AccessKeyId": "x" * 16, "Status": "Off"},
            (
                "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum "
                "value set: [Active, Inactive, Expired]"
            ),
        ),
        (
            "CreateServiceSpecificCredential",
            {"UserName": "zoe", "ServiceName": "s", "CredentialAgeDays": 0},
            (
                "1 validation error detected: Value at 'credentialAgeDays' failed to satisfy constraint: Member must "
                "have value greater than or equal to 1"
            ),
        ),
        (
            "PutUserPolicy",
            {"UserName": "zoe", "PolicyName": "p", "PolicyDocument": "\N{SNOWMAN}"},
            (
                "1 validation error detected: Value at 'policyDocument' failed to satisfy constraint: Member must "
                "satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+"
            ),
        ),
    ],
)
def test_what_is_wrong_is_said(operation, parameters, says):
    with pytest.raises(PracticeError) as caught:
        check(operation, parameters)
    assert (caught.value.code, caught.value.message) == ("ValidationError", says)


def test_what_is_right_passes():
    check("CreateUser", {"UserName": "a.b@c", "Path": "/x/"})
    check("GetCredentialReport", {})
    check("ListUsers", {"Marker": "", "MaxItems": 5000})  # for paging to judge
