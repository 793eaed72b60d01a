"""Central root access is turned on and off."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from rootward.sandbox import serve
from tests.sandbox.organizations.conftest import in_account


@pytest.fixture
def own():
    with serve("organisation") as sandbox:
        yield sandbox


@pytest.fixture
def organized(fresh, client):
    """IAM of an account that has just made an organisation, and Organizations."""
    organizations = client(fresh, "organizations")
    organizations.create_organization()
    return client(fresh, "iam"), organizations


OPERATIONS = (
    "list_organizations_features",
    "enable_organizations_root_credentials_management",
    "enable_organizations_root_sessions",
    "disable_organizations_root_credentials_management",
    "disable_organizations_root_sessions",
)


def refusal(iam, operation):
    with pytest.raises(ClientError) as caught:
        getattr(iam, operation)()
    return caught.value.response["Error"]["Code"]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_account_without_an_organization_is_told_so(startup, client, operation):
    assert refusal(client(startup, "iam"), operation) == "OrganizationNotFoundException"


@pytest.mark.parametrize("operation", OPERATIONS)
def test_trusted_access_comes_first(organized, operation):
    assert refusal(organized[0], operation) == "ServiceAccessNotEnabledException"


def test_it_takes_all_features(fresh, client):
    client(fresh, "organizations").create_organization(FeatureSet="CONSOLIDATED_BILLING")
    assert refusal(client(fresh, "iam"), OPERATIONS[0]) == "OrganizationNotInAllFeaturesModeException"


def test_features_are_turned_on_and_off_one_by_one(organized):
    iam, organizations = organized
    organizations.enable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    organization = organizations.describe_organization()["Organization"]["Id"]
    assert iam.list_organizations_features()["EnabledFeatures"] == []
    answer = iam.enable_organizations_root_credentials_management()
    assert (answer["OrganizationId"], answer["EnabledFeatures"]) == (organization, ["RootCredentialsManagement"])
    assert iam.enable_organizations_root_sessions()["EnabledFeatures"] == ["RootCredentialsManagement", "RootSessions"]
    assert iam.disable_organizations_root_credentials_management()["EnabledFeatures"] == ["RootSessions"]
    assert iam.disable_organizations_root_sessions()["EnabledFeatures"] == []


def test_turning_it_on_takes_nothing_away(own, client):
    summary = client(in_account(own, "444455556666"), "iam").get_account_summary()["SummaryMap"]
    assert client(own, "iam").list_organizations_features()["EnabledFeatures"] == ["RootCredentialsManagement"]
    assert (summary["AccountPasswordPresent"], summary["AccountAccessKeysPresent"]) == (1, 1)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_plain_member_is_no_administrator(own, client, operation):
    iam = client(in_account(own, "555566667777"), "iam")
    assert refusal(iam, operation) == "AccountNotManagementOrDelegatedAdministratorException"


def test_iams_delegated_administrator_lists_and_does_not_turn_on(own, client):
    iam = client(in_account(own, "222233334444"), "iam")
    assert iam.list_organizations_features()["EnabledFeatures"] == ["RootCredentialsManagement"]
    for operation in OPERATIONS[1:3]:
        assert refusal(iam, operation) == "CallerIsNotManagementAccountException"
