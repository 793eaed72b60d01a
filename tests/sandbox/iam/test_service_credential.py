"""Service-specific credentials."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.sandbox.people import as_user
from tests.sandbox.refused import refusal

CODECOMMIT = "codecommit.amazonaws.com"
BEDROCK = "bedrock.amazonaws.com"


@pytest.fixture
def iam(fresh, client):
    made = client(fresh, "iam")
    made.create_user(UserName="zoe")
    return made


def create(iam, service, **parameters):
    answer = iam.create_service_specific_credential(UserName="zoe", ServiceName=service, **parameters)
    return answer["ServiceSpecificCredential"]


def listed(iam, **parameters):
    return iam.list_service_specific_credentials(UserName="zoe", **parameters)["ServiceSpecificCredentials"]


def test_a_password_is_shown_once(iam):
    made = create(iam, CODECOMMIT)
    assert made.pop("ServicePassword")
    assert made["ServiceUserName"] == "zoe-at-123456789012"
    assert listed(iam) == [made]


def test_an_api_key_has_an_alias_and_a_secret_and_may_expire(fresh, iam):
    made = create(iam, BEDROCK, CredentialAgeDays=30)
    assert made.pop("ServiceCredentialSecret")
    assert made["ServiceCredentialAlias"]
    assert "ServiceUserName" not in made
    assert made["ExpirationDate"] - made["CreateDate"] == timedelta(days=30)
    assert [one["Status"] for one in listed(iam)] == ["Active"]
    fresh.advance_clock(31 * 24 * 3600)
    assert [one["Status"] for one in listed(iam)] == ["Expired"]


def test_only_api_keys_expire(iam):
    assert (
        refusal(iam.create_service_specific_credential, UserName="zoe", ServiceName=CODECOMMIT, CredentialAgeDays=30)[0]
        == "ValidationError"
    )


def test_two_for_each_user_and_service(iam):
    names = {create(iam, service)["ServiceSpecificCredentialId"] for service in (CODECOMMIT, CODECOMMIT, BEDROCK)}
    assert len(names) == 3
    assert refusal(iam.create_service_specific_credential, UserName="zoe", ServiceName=CODECOMMIT) == (
        "LimitExceeded",
        "Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2",
    )
    assert len({one["ServiceUserName"] for one in listed(iam, ServiceName=CODECOMMIT)}) == 2


def test_other_services_have_none(iam):
    assert refusal(iam.create_service_specific_credential, UserName="zoe", ServiceName="s3.amazonaws.com")[1] == (
        "No such service s3.amazonaws.com is supported for Service Specific Credentials"
    )


def test_a_password_is_reset(iam):
    made = create(iam, CODECOMMIT)
    credential = made["ServiceSpecificCredentialId"]
    again = iam.reset_service_specific_credential(UserName="zoe", ServiceSpecificCredentialId=credential)
    assert again["ServiceSpecificCredential"]["ServicePassword"] != made["ServicePassword"]
    assert again["ServiceSpecificCredential"]["ServiceUserName"] == made["ServiceUserName"]


def test_a_credential_is_made_inactive_and_deleted(iam):
    credential = create(iam, CODECOMMIT)["ServiceSpecificCredentialId"]
    iam.update_service_specific_credential(UserName="zoe", ServiceSpecificCredentialId=credential, Status="Inactive")
    assert [one["Status"] for one in listed(iam)] == ["Inactive"]
    iam.delete_service_specific_credential(UserName="zoe", ServiceSpecificCredentialId=credential)
    assert listed(iam) == []
    assert refusal(iam.delete_service_specific_credential, UserName="zoe", ServiceSpecificCredentialId=credential) == (
        "NoSuchEntity",
        f"No such credential {credential} exists",
    )


def test_somebody_elses_credential_is_not_found(iam):
    credential = create(iam, CODECOMMIT)["ServiceSpecificCredentialId"]
    assert (
        refusal(
            iam.update_service_specific_credential,
            UserName="maya.chen",
            ServiceSpecificCredentialId=credential,
            Status="Inactive",
        )[0]
        == "NoSuchEntity"
    )


def test_without_a_name_they_are_the_callers(fresh, iam):
    own = as_user(fresh, "maya.chen")
    made = iam.create_service_specific_credential(UserName="maya.chen", ServiceName=CODECOMMIT)
    credential = made["ServiceSpecificCredential"]["ServiceSpecificCredentialId"]
    (shown,) = own.list_service_specific_credentials()["ServiceSpecificCredentials"]
    assert shown["ServiceSpecificCredentialId"] == credential
    own.delete_service_specific_credential(ServiceSpecificCredentialId=credential)
