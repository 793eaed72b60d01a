"""Name, contacts, e-mail address and regions."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from rootward.sandbox import serve
from rootward.sandbox.scenario.tables import Caller, Key, Root, Scenario, User

SECURITY = {
    "AlternateContactType": "SECURITY",
    "EmailAddress": "security@acme.example",
    "Name": "Zoe Adler",
    "PhoneNumber": "+1 206 555 0100",
    "Title": "Head of Security",
}


def refusal(call, *arguments, **parameters):
    with pytest.raises(ClientError) as caught:
        call(*arguments, **parameters)
    return caught.value.response["Error"]["Code"], caught.value.response["Error"]["Message"]


def statuses(account, **parameters):
    pages = account.get_paginator("list_regions").paginate(**parameters)
    return {one["RegionName"]: one["RegionOptStatus"] for page in pages for one in page["Regions"]}


def test_the_startup_has_a_billing_contact_and_nobody_for_security(startup, client):
    account = client(startup, "account")
    assert account.get_alternate_contact(AlternateContactType="BILLING")["AlternateContact"]["Name"] == "Sofia Rossi"
    assert refusal(account.get_alternate_contact, AlternateContactType="SECURITY") == (
        "ResourceNotFoundException",
        "No contact of the inputted alternate contact type found.",
    )


def test_the_hardened_account_has_a_security_contact(hardened, client):
    contact = client(hardened, "account").get_alternate_contact(AlternateContactType="SECURITY")["AlternateContact"]
    assert contact["EmailAddress"] == "security@acme.example"


def test_an_alternate_contact_is_set_replaced_and_deleted(fresh, client):
    account = client(fresh, "account")
    account.put_alternate_contact(**SECURITY)
    assert account.get_alternate_contact(AlternateContactType="SECURITY")["AlternateContact"] == SECURITY
    account.put_alternate_contact(**{**SECURITY, "Name": "Ada"})
    assert account.get_alternate_contact(AlternateContactType="SECURITY")["AlternateContact"]["Name"] == "Ada"
    account.delete_alternate_contact(AlternateContactType="SECURITY")
    for call in (account.get_alternate_contact, account.delete_alternate_contact):
        assert refusal(call, AlternateContactType="SECURITY")[0] == "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("EmailAddress", "nobody"), ("PhoneNumber", "call me"), ("Title", "x" * 51), ("AlternateContactType", "PRESS")],
)
def test_an_alternate_contact_that_breaks_a_constraint_is_refused(fresh, client, parameter, value):
    account = client(fresh, "account")
    code, message = refusal(account.put_alternate_contact, **{**SECURITY, parameter: value})
    assert code == "ValidationException"
    assert f"at '{parameter[0].lower()}{parameter[1:]}' failed to satisfy constraint" in message
    assert refusal(account.get_alternate_contact, AlternateContactType="SECURITY")[0] == "ResourceNotFoundException"


def test_the_primary_contact_can_be_read_and_set(fresh, client):
    account = client(fresh, "account")
    contact = account.get_contact_information()["ContactInformation"]
    assert contact["FullName"] == "Maya Chen"
    account.put_contact_information(ContactInformation={**contact, "FullName": "Zoe"})
    assert account.get_contact_information()["ContactInformation"]["FullName"] == "Zoe"
    for mistake in ({"PhoneNumber": "206 555 0100"}, {"CountryCode": "USA"}, {"PostalCode": "9" * 21}):
        code, _ = refusal(account.put_contact_information, ContactInformation={**contact, **mistake})
        assert code == "ValidationException"
    assert account.get_contact_information()["ContactInformation"]["FullName"] == "Zoe"


def test_without_a_primary_contact_there_is_nothing_to_find(client):
    caller = User(name="anna", created=1, keys=(Key(created=1),))
    scenario = Scenario(
        title="t", alias="a", regions=("us-east-1",), caller=Caller(user="anna"), root=Root(created=1), users=(caller,)
    )
    with serve(scenario) as sandbox, pytest.raises(ClientError, match="ResourceNotFoundException") as error:
        client(sandbox, "account").get_contact_information()
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_an_account_that_stands_alone_has_a_number_a_name_and_an_age(fresh, client):
    account = client(fresh, "account")
    before = account.get_account_information()
    assert (before["AccountId"], before["AccountState"]) == ("123456789012", "ACTIVE")
    assert before["AccountCreatedDate"] < fresh.now
    account.put_account_name(AccountName="Acme, Inc.")
    assert account.get_account_information()["AccountName"] == "Acme, Inc."
    assert refusal(account.put_account_name, AccountName="<b>")[0] == "ValidationException"


def test_all_regions_are_listed_in_pages_with_their_state(startup, client):
    account = client(startup, "account")
    assert [len(page["Regions"]) for page in account.get_paginator("list_regions").paginate()] == [20, 14]
    listed = statuses(account)
    assert {name for name, status in listed.items() if status == "ENABLED_BY_DEFAULT"} == set(startup.regions)
    assert {status for name, status in listed.items() if name not in startup.regions} == {"DISABLED"}
    assert set(statuses(account, RegionOptStatusContains=["ENABLED_BY_DEFAULT"])) == set(startup.regions)
    assert statuses(account, RegionOptStatusContains=["ENABLED", "ENABLING"]) == {}


def test_the_token_of_a_page_leads_to_the_next(startup, client):
    account = client(startup, "account")
    first = account.list_regions(MaxResults=33)
    second = account.list_regions(MaxResults=33, NextToken=first["NextToken"])
    assert [one["RegionName"] for one in second["Regions"]] == ["us-west-2"]
    assert "NextToken" not in second
    with pytest.raises(ParamValidationError):
        account.list_regions(MaxResults=0)


def test_a_region_takes_a_while_to_be_enabled_and_to_be_disabled(fresh, client):
    account = client(fresh, "account")

    def status():
        return account.get_region_opt_status(RegionName="af-south-1")["RegionOptStatus"]

    account.enable_region(RegionName="af-south-1")
    assert status() == "ENABLING"
    code, message = refusal(account.disable_region, RegionName="af-south-1")
    assert (code, message) == ("ConflictException", "The Region af-south-1 is currently in the ENABLING state.")
    fresh.advance_clock(180)
    assert status() == "ENABLED"
    account.enable_region(RegionName="af-south-1")
    assert status() == "ENABLED"

    account.disable_region(RegionName="af-south-1")
    assert status() == "DISABLING"
    assert refusal(account.enable_region, RegionName="af-south-1")[0] == "ConflictException"
    fresh.advance_clock(180)
    assert status() == "DISABLED"


def test_a_region_that_everybody_has_is_neither_enabled_nor_disabled(startup, client):
    account = client(startup, "account")
    tried = (account.disable_region, "us-east-1"), (account.enable_region, "eu-west-3"), (account.enable_region, "xx-1")
    for call, region in tried:
        with pytest.raises(ClientError) as caught:
            call(RegionName=region)
        assert caught.value.response["Error"]["Code"] == "ValidationException"
        assert dict(caught.value.response)["reason"] == "invalidRegionOptTarget"
    assert refusal(account.get_region_opt_status, RegionName="nowhere-1")[0] == "ValidationException"


@pytest.fixture
def organization(fresh, client):
    """The account's organisation, and the number of a member of it."""
    organizations = client(fresh, "organizations")
    organizations.create_organization(FeatureSet="ALL")
    asked = organizations.create_account(AccountName="workloads", Email="workloads@acme.example")
    fresh.advance_clock(600)
    made = organizations.describe_create_account_status(CreateAccountRequestId=asked["CreateAccountStatus"]["Id"])
    return organizations, made["CreateAccountStatus"]["AccountId"]


def test_an_account_without_an_organization_may_name_nobody(fresh, client):
    account = client(fresh, "account")
    code, message = refusal(account.get_contact_information, AccountId="111122223333")
    assert code == "AccessDeniedException"
    assert message.endswith("is not authorized to perform: account:GetContactInformation")
    assert refusal(account.get_contact_information, AccountId="12345")[0] == "ValidationException"


def test_the_management_account_needs_trusted_access_to_name_a_member(fresh, client, organization):
    account, (_, member) = client(fresh, "account"), organization
    code, message = refusal(account.list_regions, AccountId=member)
    assert code == "AccessDeniedException"
    assert message.endswith(
        "is not authorized to perform: account:ListRegions "
        "(Your organization must first enable trusted access with AWS Account Management.)"
    )


def test_the_management_account_manages_its_members_and_itself_only_without_its_number(fresh, client, organization):
    account, (organizations, member) = client(fresh, "account"), organization
    organizations.enable_aws_service_access(ServicePrincipal="account.amazonaws.com")
    account.put_alternate_contact(AccountId=member, **SECURITY)
    got = account.get_alternate_contact(AccountId=member, AlternateContactType="SECURITY")["AlternateContact"]
    assert got["Name"] == "Zoe Adler"
    assert refusal(account.get_alternate_contact, AlternateContactType="SECURITY")[0] == "ResourceNotFoundException"

    code, message = refusal(account.get_alternate_contact, AccountId="123456789012", AlternateContactType="SECURITY")
    assert code == "AccessDeniedException"
    assert "can only be managed using the standalone context from the management account" in message
    assert refusal(account.get_primary_email, AccountId="999999999999")[0] == "AccessDeniedException"


def test_a_members_name_and_address_are_those_that_its_organization_knows(fresh, client, organization):
    account, (organizations, member) = client(fresh, "account"), organization
    organizations.enable_aws_service_access(ServicePrincipal="account.amazonaws.com")
    assert account.get_primary_email(AccountId=member)["PrimaryEmail"] == "workloads@acme.example"
    assert account.get_account_information(AccountId=member)["AccountName"] == "workloads"
    account.put_account_name(AccountId=member, AccountName="Workloads")
    assert organizations.describe_account(AccountId=member)["Account"]["Name"] == "Workloads"
    account.enable_region(AccountId=member, RegionName="af-south-1")
    assert account.get_region_opt_status(AccountId=member, RegionName="af-south-1")["RegionOptStatus"] == "ENABLING"
    assert account.get_region_opt_status(RegionName="af-south-1")["RegionOptStatus"] == "DISABLED"
