"""What STS says of parameters that its model does not allow."""

from __future__ import annotations

from typing import Any

import pytest
from moto.core.utils import get_service_model

from rootward.sandbox.error import PracticeError
from rootward.sandbox.sts.constraint import enforce

RIGHT = {"RoleArn": "arn:aws:iam::123456789012:role/x", "RoleSessionName": "x1"}


def said(operation: str, parameters: dict[str, Any]) -> str:
    with pytest.raises(PracticeError) as refused:
        enforce(get_service_model("sts").operation_model(operation), parameters)
    assert refused.value.code == "ValidationError"
    return str(refused.value.message)


def test_right_parameters_pass():
    enforce(get_service_model("sts").operation_model("AssumeRole"), {**RIGHT, "DurationSeconds": 900})


def test_a_missing_parameter_is_null():
    assert said("AssumeRole", {"RoleArn": RIGHT["RoleArn"]}) == (
        "1 validation error detected: Value null at 'roleSessionName' failed to satisfy constraint: "
        "Member must not be null"
    )


def test_everything_that_is_wrong_is_said_at_once():
    assert said("AssumeRole", {**RIGHT, "RoleSessionName": "s" * 65, "DurationSeconds": 899}) == (
        "2 validation errors detected: Value 'sssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss' at "
        "'roleSessionName' failed to satisfy constraint: Member must have length less than or equal to 64; "
        "Value '899' at 'durationSeconds' failed to satisfy constraint: "
        "Member must have value greater than or equal to 900"
    )


def test_a_list_has_a_length():
    tags = [{"Key": f"k{number}", "Value": ""} for number in range(51)]
    assert "Member must have length less than or equal to 50" in said("AssumeRole", {**RIGHT, "Tags": tags})


def test_a_token_is_not_repeated():
    wrong = said("AssumeRoleWithWebIdentity", {**RIGHT, "WebIdentityToken": "abc"})
    assert "Value at 'webIdentityToken'" in wrong
    assert "abc" not in wrong
