"""Central root access: its features, on and off."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def walk(sandbox: Any, client: Any) -> None:
    iam, organizations = client(sandbox, "iam"), client(sandbox, "organizations")
    with pytest.raises(ClientError, match="OrganizationNotFoundException"):
        iam.list_organizations_features()
    organizations.create_organization(FeatureSet="CONSOLIDATED_BILLING")
    with pytest.raises(ClientError, match="OrganizationNotInAllFeaturesModeException"):
        iam.enable_organizations_root_sessions()
    organizations.delete_organization()

    organizations.create_organization(FeatureSet="ALL")
    with pytest.raises(ClientError, match="ServiceAccessNotEnabledException"):
        iam.enable_organizations_root_credentials_management()
    organizations.enable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    iam.enable_organizations_root_credentials_management()
    iam.enable_organizations_root_sessions()
    assert iam.list_organizations_features()["EnabledFeatures"] == ["RootCredentialsManagement", "RootSessions"]
    iam.disable_organizations_root_credentials_management()
    assert iam.disable_organizations_root_sessions()["EnabledFeatures"] == []

    member = _member(sandbox, organizations)
    organizations.register_delegated_administrator(AccountId=member, ServicePrincipal="iam.amazonaws.com")
    role = f"arn:aws:iam::{member}:role/OrganizationAccountAccessRole"
    lent = client(sandbox, "sts").assume_role(RoleArn=role, RoleSessionName="visit")["Credentials"]
    delegated = client(_Visitor(sandbox.endpoint_url, lent), "iam")
    assert delegated.list_organizations_features()["EnabledFeatures"] == []
    with pytest.raises(ClientError, match="CallerIsNotManagementAccountException"):
        delegated.enable_organizations_root_sessions()
    organizations.deregister_delegated_administrator(AccountId=member, ServicePrincipal="iam.amazonaws.com")
    with pytest.raises(ClientError, match="AccountNotManagementOrDelegatedAdministratorException"):
        delegated.list_organizations_features()


def _member(sandbox: Any, organizations: Any) -> str:
    asked = organizations.create_account(AccountName="security", Email="sec@acme.example")["CreateAccountStatus"]
    sandbox.advance_clock(10)
    made = organizations.describe_create_account_status(CreateAccountRequestId=asked["Id"])["CreateAccountStatus"]
    return str(made["AccountId"])


class _Visitor:
    """The endpoint with a session's credentials."""

    def __init__(self, endpoint_url: str, lent: dict[str, str]) -> None:
        self.endpoint_url = endpoint_url
        self.environment = {
            "AWS_ACCESS_KEY_ID": lent["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": lent["SecretAccessKey"],
            "AWS_SESSION_TOKEN": lent["SessionToken"],
        }
