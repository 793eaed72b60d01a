"""What Organizations asks of parameters."""

from __future__ import annotations

import pytest

from rootward.sandbox.organizations.constraint import ReasonedError, check


@pytest.mark.parametrize(
    ("operation", "parameters", "reason"),
    [
        ("DescribeAccount", {}, "INPUT_REQUIRED"),
        ("DescribeAccount", {"AccountId": "12345678901x"}, "INVALID_PATTERN"),
        ("DescribeAccount", {"AccountId": "1234567890123"}, "MAX_LENGTH_EXCEEDED"),
        ("AttachPolicy", {"PolicyId": "p-FullAWSAccess", "TargetId": "x"}, "INVALID_PATTERN_TARGET_ID"),
        ("ListPolicies", {"Filter": "SCP"}, "INVALID_ENUM_POLICY_TYPE"),
        ("ListChildren", {"ParentId": "r-abcd", "ChildType": "USER"}, "INVALID_ENUM"),
        ("ListAccounts", {"MaxResults": 21}, "MAX_VALUE_EXCEEDED"),
        ("ListAccounts", {"MaxResults": 0}, "MIN_VALUE_EXCEEDED"),
        ("CreateAccount", {"AccountName": "", "Email": "a@b.example"}, "MIN_LENGTH_EXCEEDED"),
        ("CreateAccount", {"AccountName": "n", "Email": "nobody at home"}, "INVALID_PATTERN"),
    ],
)
def test_a_mistake_is_named_by_its_reason(operation, parameters, reason):
    with pytest.raises(ReasonedError) as caught:
        check(operation, parameters)
    assert (caught.value.code, caught.value.reason) == ("InvalidInputException", reason)


def test_a_target_may_be_a_root_a_unit_or_an_account():
    for target in ("r-abcd", "ou-abcd-abcdefgh", "123456789012"):
        check("AttachPolicy", {"PolicyId": "p-FullAWSAccess", "TargetId": target})
