"""Trusted access and delegated administrators."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.organizations.conftest import reason


def services(organizations):
    listed = organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    return [one["ServicePrincipal"] for one in listed]


def register(organizations, account_id="333344445555", service="cloudtrail.amazonaws.com"):
    organizations.register_delegated_administrator(AccountId=account_id, ServicePrincipal=service)


def test_a_service_is_trusted_once(organizations):
    before = services(organizations)
    for _ in range(2):
        organizations.enable_aws_service_access(ServicePrincipal="guardduty.amazonaws.com")
    assert services(organizations) == [*before, "guardduty.amazonaws.com"]
    organizations.disable_aws_service_access(ServicePrincipal="guardduty.amazonaws.com")
    assert services(organizations) == before


def test_a_service_that_does_not_work_with_organizations_is_refused(organizations):
    with pytest.raises(ClientError, match="unrecognized service principal") as caught:
        organizations.enable_aws_service_access(ServicePrincipal="polly.amazonaws.com")
    assert reason(caught.value) == "UNRECOGNIZED_SERVICE_PRINCIPAL"


def test_a_member_administers_a_service(organizations):
    register(organizations)
    listed = organizations.list_delegated_administrators(ServicePrincipal="cloudtrail.amazonaws.com")
    assert [admin["Name"] for admin in listed["DelegatedAdministrators"]] == ["log-archive"]
    delegated = organizations.list_delegated_services_for_account(AccountId="333344445555")["DelegatedServices"]
    assert [one["ServicePrincipal"] for one in delegated] == ["cloudtrail.amazonaws.com"]
    with pytest.raises(ClientError, match="AccountAlreadyRegisteredException"):
        register(organizations)


def test_an_administrator_of_several_services_is_listed_once(organizations):
    admins = organizations.list_delegated_administrators()["DelegatedAdministrators"]
    assert [admin["Id"] for admin in admins] == ["222233334444"]
    delegated = organizations.list_delegated_services_for_account(AccountId="222233334444")["DelegatedServices"]
    assert {one["ServicePrincipal"] for one in delegated} == {"iam.amazonaws.com", "access-analyzer.amazonaws.com"}


@pytest.mark.parametrize(
    ("account_id", "service", "why"),
    [
        ("123456789012", "cloudtrail.amazonaws.com", "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR"),
        ("333344445555", "guardduty.amazonaws.com", "SERVICE_ACCESS_NOT_ENABLED"),
        ("777788889999", "cloudtrail.amazonaws.com", "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR"),
    ],
)
def test_not_every_account_can_administer_every_service(organizations, account_id, service, why):
    with pytest.raises(ClientError, match="ConstraintViolationException") as caught:
        register(organizations, account_id, service)
    assert reason(caught.value) == why


def test_a_service_without_delegation_has_no_administrators(organizations):
    with pytest.raises(ClientError, match="unrecognized"):
        register(organizations, service="controltower.amazonaws.com")


def test_an_administrator_is_deregistered_service_by_service(organizations):
    for service in ("iam.amazonaws.com", "access-analyzer.amazonaws.com"):
        organizations.deregister_delegated_administrator(AccountId="222233334444", ServicePrincipal=service)
    assert organizations.list_delegated_administrators()["DelegatedAdministrators"] == []
    with pytest.raises(ClientError, match="AccountNotRegisteredException"):
        organizations.list_delegated_services_for_account(AccountId="222233334444")


def test_who_is_no_administrator_is_not_deregistered(organizations):
    for account_id, code in (("333344445555", "AccountNotRegistered"), ("999900001111", "AccountNotFound")):
        with pytest.raises(ClientError, match=code):
            organizations.deregister_delegated_administrator(
                AccountId=account_id, ServicePrincipal="cloudtrail.amazonaws.com"
            )


def test_billing_features_know_no_trusted_access(fresh, client):
    organizations = client(fresh, "organizations")
    organizations.create_organization(FeatureSet="CONSOLIDATED_BILLING")
    with pytest.raises(ClientError, match="ConstraintViolationException") as caught:
        organizations.enable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    assert reason(caught.value) == "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE"
