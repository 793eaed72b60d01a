"""The organisation, its root and its units."""

from __future__ import annotations

import re

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.organizations.conftest import in_account, reason


def test_an_account_that_stands_alone_has_no_organization(startup, client):
    with pytest.raises(ClientError, match=r"\(AWSOrganizationsNotInUseException\).*not a member of an organization"):
        client(startup, "organizations").describe_organization()


def test_an_organization_is_made_with_all_features_and_service_control_policies(fresh, client):
    organizations = client(fresh, "organizations")
    made = organizations.create_organization()["Organization"]
    assert made["FeatureSet"] == "ALL"
    assert made["MasterAccountId"] == "123456789012"
    assert re.fullmatch(r"o-[a-z0-9]{10,32}", made["Id"])
    (root,) = organizations.list_roots()["Roots"]
    assert root["PolicyTypes"] == [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]
    (account,) = organizations.list_accounts()["Accounts"]
    assert (account["Id"], account["JoinedMethod"]) == ("123456789012", "INVITED")


def test_consolidated_billing_has_no_service_control_policies(fresh, client):
    organizations = client(fresh, "organizations")
    organizations.create_organization(FeatureSet="CONSOLIDATED_BILLING")
    (root,) = organizations.list_roots()["Roots"]
    assert root["PolicyTypes"] == []
    with pytest.raises(ClientError, match="PolicyTypeNotAvailableForOrganizationException"):
        organizations.enable_policy_type(RootId=root["Id"], PolicyType="SERVICE_CONTROL_POLICY")


def test_an_account_is_in_one_organization_only(own, client):
    for caller in (own, in_account(own, "555566667777")):
        with pytest.raises(ClientError, match="AlreadyInOrganizationException"):
            client(caller, "organizations").create_organization()


def test_an_organization_with_members_is_not_deleted(organizations):
    with pytest.raises(ClientError, match="OrganizationNotEmptyException"):
        organizations.delete_organization()


def test_an_empty_organization_is_deleted_and_can_be_made_again(fresh, client):
    organizations = client(fresh, "organizations")
    first = organizations.create_organization()["Organization"]["Id"]
    organizations.delete_organization()
    assert organizations.create_organization()["Organization"]["Id"] != first


def test_a_unit_knows_its_path(organizations, root_id, unit_ids):
    organization = organizations.describe_organization()["Organization"]["Id"]
    unit = organizations.create_organizational_unit(ParentId=unit_ids["Workloads"], Name="Test")["OrganizationalUnit"]
    assert unit["Path"] == f"{organization}/{root_id}/{unit_ids['Workloads']}/{unit['Id']}/"


def test_siblings_have_different_names(organizations, root_id, unit_ids):
    with pytest.raises(ClientError, match="DuplicateOrganizationalUnitException"):
        organizations.create_organizational_unit(ParentId=root_id, Name="Sandbox")
    organizations.create_organizational_unit(ParentId=unit_ids["Workloads"], Name="Sandbox")
    with pytest.raises(ClientError, match="DuplicateOrganizationalUnitException"):
        organizations.update_organizational_unit(OrganizationalUnitId=unit_ids["Security"], Name="Sandbox")


def test_units_lie_five_deep_and_no_deeper(organizations, root_id):
    parent = root_id
    for depth in range(5):
        parent = organizations.create_organizational_unit(ParentId=parent, Name=f"level {depth}")["OrganizationalUnit"][
            "Id"
        ]
    with pytest.raises(ClientError, match="ConstraintViolationException") as caught:
        organizations.create_organizational_unit(ParentId=parent, Name="too deep")
    assert reason(caught.value) == "OU_DEPTH_LIMIT_EXCEEDED"


def test_only_an_empty_unit_is_deleted(organizations, root_id, unit_ids):
    for name in ("Workloads", "Sandbox"):
        with pytest.raises(ClientError, match="OrganizationalUnitNotEmptyException"):
            organizations.delete_organizational_unit(OrganizationalUnitId=unit_ids[name])
    empty = organizations.create_organizational_unit(ParentId=root_id, Name="Empty")["OrganizationalUnit"]["Id"]
    organizations.delete_organizational_unit(OrganizationalUnitId=empty)
    with pytest.raises(ClientError, match="OrganizationalUnitNotFoundException"):
        organizations.describe_organizational_unit(OrganizationalUnitId=empty)


def test_children_and_parents_are_two_sides_of_one_tree(organizations, root_id, unit_ids):
    children = organizations.list_children(ParentId=unit_ids["Security"], ChildType="ACCOUNT")["Children"]
    assert {child["Id"] for child in children} == {"222233334444", "333344445555"}
    assert organizations.list_parents(ChildId="222233334444")["Parents"] == [
        {"Id": unit_ids["Security"], "Type": "ORGANIZATIONAL_UNIT"}
    ]
    assert organizations.list_parents(ChildId=unit_ids["Security"])["Parents"] == [{"Id": root_id, "Type": "ROOT"}]
    with pytest.raises(ClientError, match="ChildNotFoundException"):
        organizations.list_parents(ChildId="999900001111")
    with pytest.raises(ClientError, match="ParentNotFoundException"):
        organizations.list_children(ParentId="r-nope", ChildType="ACCOUNT")
