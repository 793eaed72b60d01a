"""Account Management: name, contacts, e-mail address and regions, of the account and of a member."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

CONTACT = {"EmailAddress": "sec@acme.example", "Name": "Zoe", "PhoneNumber": "+1 206 555 0100", "Title": "Head"}


def walk(sandbox: Any, client: Any) -> None:
    account = client(sandbox, "account")
    account.put_account_name(AccountName="Acme")
    assert account.get_account_information()["AccountName"] == "Acme"
    account.put_contact_information(ContactInformation=account.get_contact_information()["ContactInformation"])
    with pytest.raises(ClientError, match="ValidationException"):
        account.put_account_name(AccountName="<>")

    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        account.get_alternate_contact(AlternateContactType="SECURITY")
    account.put_alternate_contact(AlternateContactType="SECURITY", **CONTACT)
    assert account.get_alternate_contact(AlternateContactType="SECURITY")["AlternateContact"]["Name"] == "Zoe"
    account.delete_alternate_contact(AlternateContactType="SECURITY")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        account.delete_alternate_contact(AlternateContactType="SECURITY")

    account.enable_region(RegionName="af-south-1")
    with pytest.raises(ClientError, match="ConflictException"):
        account.disable_region(RegionName="af-south-1")
    sandbox.advance_clock(180)
    account.disable_region(RegionName="af-south-1")
    assert account.get_region_opt_status(RegionName="af-south-1")["RegionOptStatus"] == "DISABLING"
    assert len(account.list_regions(MaxResults=50)["Regions"]) == 34
    with pytest.raises(ClientError, match="ValidationException"):
        account.enable_region(RegionName="us-east-1")

    organizations = client(sandbox, "organizations")
    organizations.create_organization(FeatureSet="ALL")
    asked = organizations.create_account(AccountName="workloads", Email="workloads@acme.example")["CreateAccountStatus"]
    sandbox.advance_clock(600)
    made = organizations.describe_create_account_status(CreateAccountRequestId=asked["Id"])["CreateAccountStatus"]
    member = made["AccountId"]
    with pytest.raises(ClientError, match="AccessDeniedException"):
        account.get_primary_email(AccountId=member)
    organizations.enable_aws_service_access(ServicePrincipal="account.amazonaws.com")
    assert account.get_primary_email(AccountId=member)["PrimaryEmail"] == "workloads@acme.example"
