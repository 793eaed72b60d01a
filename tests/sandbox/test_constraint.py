"""What AWS says of parameters that break a constraint of their model."""

from __future__ import annotations

import pytest

from rootward.sandbox.constraint import check
from rootward.sandbox.error import PracticeError

CONTACT = {
    "AlternateContactType": "SECURITY",
    "EmailAddress": "security@acme.example",
    "Name": "Zoe",
    "PhoneNumber": "+1 206 555 0100",
    "Title": "Head",
}

ROLE = {"RoleArn": "arn:aws:iam::123456789012:role/x", "RoleSessionName": "x1"}


def words(service, operation, **parameters):
    with pytest.raises(PracticeError) as caught:
        check(service, operation, parameters, code="ValidationError")
    assert caught.value.code == "ValidationError"
    return str(caught.value.message)


def test_parameters_that_are_right_pass():
    check("account", "PutAlternateContact", CONTACT, code="ValidationException")
    check("accessanalyzer", "ListAnalyzers", {}, code="ValidationException")
    check("sts", "AssumeRole", {**ROLE, "DurationSeconds": 900}, code="ValidationError")


def test_a_missing_parameter_is_null():
    assert words("account", "GetAlternateContact") == (
        "1 validation error detected: Value null at 'alternateContactType' failed to satisfy constraint: "
        "Member must not be null"
    )


def test_a_word_that_is_none_of_the_models_is_told_the_others():
    assert words("account", "GetAlternateContact", AlternateContactType="PRESS") == (
        "1 validation error detected: Value 'PRESS' at 'alternateContactType' failed to satisfy constraint: "
        "Member must satisfy enum value set: [BILLING, OPERATIONS, SECURITY]"
    )


def test_what_the_model_calls_sensitive_is_not_repeated():
    said = words("account", "PutAlternateContact", **{**CONTACT, "EmailAddress": "nobody"})
    assert "Value at 'emailAddress'" in said
    assert "Member must satisfy regular expression pattern: " in said


def test_all_failures_are_told_at_once_with_their_places():
    contact = {
        "FullName": "x" * 51, "AddressLine1": "1 Main St", "City": "", "PostalCode": "1", "PhoneNumber": "+1 5"
    }  # fmt: skip
    said = words("account", "PutContactInformation", ContactInformation=contact)
    assert said.startswith("3 validation errors detected: ")
    assert "at 'contactInformation.fullName' failed to satisfy constraint: Member must have length less than" in said
    assert "at 'contactInformation.city' failed to satisfy constraint: Member must have length greater than" in said
    assert "Value null at 'contactInformation.countryCode'" in said


def test_numbers_and_lists_are_looked_at_too():
    assert (
        "Value '51' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 50"
        in (words("account", "ListRegions", MaxResults=51))
    )
    assert "Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal" in (
        words("account", "ListRegions", MaxResults=0)
    )
    assert "Value 'ON' at 'regionOptStatusContains.1.member'" in (
        words("account", "ListRegions", RegionOptStatusContains=["ON"])
    )


def test_a_list_has_a_length():
    tags = [{"Key": f"k{number}", "Value": ""} for number in range(51)]
    assert "Member must have length less than or equal to 50" in words("sts", "AssumeRole", **ROLE, Tags=tags)


def test_a_token_is_not_repeated():
    wrong = words("sts", "AssumeRoleWithWebIdentity", **ROLE, WebIdentityToken="abc")
    assert "Value at 'webIdentityToken'" in wrong
    assert "abc" not in wrong
