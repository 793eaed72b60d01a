"""Contacts and regions."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from rootward.sandbox import serve
from rootward.sandbox.scenario.tables import Caller, Key, Root, Scenario, User


def test_the_startup_has_a_billing_contact_and_nobody_for_security(startup, client):
    account = client(startup, "account")
    assert account.get_alternate_contact(AlternateContactType="BILLING")["AlternateContact"]["Name"] == "Sofia Rossi"
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        account.get_alternate_contact(AlternateContactType="SECURITY")


def test_the_hardened_account_has_a_security_contact(hardened, client):
    contact = client(hardened, "account").get_alternate_contact(AlternateContactType="SECURITY")["AlternateContact"]
    assert contact["EmailAddress"] == "security@acme.example"


def test_the_primary_contact_can_be_read_and_set(fresh, client):
    account = client(fresh, "account")
    contact = account.get_contact_information()["ContactInformation"]
    assert contact["FullName"] == "Maya Chen"
    account.put_contact_information(ContactInformation={**contact, "FullName": "Zoe"})
    assert account.get_contact_information()["ContactInformation"]["FullName"] == "Zoe"


def test_without_a_primary_contact_there_is_nothing_to_find(client):
    caller = User(name="anna", created=1, keys=(Key(created=1),))
    scenario = Scenario(
        title="t", alias="a", regions=("us-east-1",), caller=Caller(user="anna"), root=Root(created=1), users=(caller,)
    )
    with serve(scenario) as sandbox, pytest.raises(ClientError, match="ResourceNotFoundException") as error:
        client(sandbox, "account").get_contact_information()
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_the_enabled_regions_are_listed_in_pages(startup, client):
    account = client(startup, "account")
    first = account.list_regions(MaxResults=2)
    second = account.list_regions(MaxResults=2, NextToken=first["NextToken"])
    names = [region["RegionName"] for page in (first, second) for region in page["Regions"]]
    assert names == ["us-east-1", "us-west-2", "eu-west-1"]
    assert "NextToken" not in second
    assert account.list_regions(RegionOptStatusContains=["DISABLED"])["Regions"] == []
