"""What the scenarios make of an organisation, told by its API alone."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from rootward.sandbox import serve
from rootward.sandbox.scenario.file import load
from rootward.sandbox.scenario.organization import Organization, Place
from rootward.sandbox.scenario.tables import Caller, Key, Member, Root, Scenario, User
from tests.sandbox.organizations.conftest import in_account

SCP = "SERVICE_CONTROL_POLICY"

MEMBER = Scenario(
    title="A member",
    alias="a-member",
    regions=("us-east-1",),
    caller=Caller(user="u"),
    root=Root(created=9),
    users=(User(name="u", created=9, keys=(Key(created=9),)),),
    organization=Organization(
        founded=9,
        this_account=Place(name="workload", email="w@fabrikam.example", joined=8, unit="Work"),
        role="member",
        management_account="111122223333",
        trusted_services=("iam.amazonaws.com",),
        units=("Work",),
    ),
    members=(
        Member(id="111122223333", name="payer", email="p@fabrikam.example", joined=9, root=Root(created=10)),
        Member(id="222233334444", name="other", email="o@fabrikam.example", joined=7, root=Root(created=7)),
    ),
)


@pytest.fixture(scope="module")
def organisation():
    with serve("organisation") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def organizations(organisation, client):
    return client(organisation, "organizations")


def test_every_account_lies_where_the_scenario_says(organizations):
    lies = {}
    for account in organizations.list_accounts()["Accounts"]:
        (parent,) = organizations.list_parents(ChildId=account["Id"])["Parents"]
        unit = parent["Type"] == "ROOT" or organizations.describe_organizational_unit(OrganizationalUnitId=parent["Id"])
        lies[account["Name"]] = "" if unit is True else unit["OrganizationalUnit"]["Name"]
    assert lies == {
        "fabrikam-management": "",
        "security": "Security",
        "log-archive": "Security",
        "shop-production": "Production",
        "booking-production": "Production",
        "sandbox-data": "Sandbox",
        "campaign-2024": "Suspended",
    }


def test_policies_are_attached_beside_full_access(organizations):
    root = organizations.list_roots()["Roots"][0]["Id"]
    units = organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    names = {
        unit["Name"]: [
            policy["Name"]
            for policy in organizations.list_policies_for_target(TargetId=unit["Id"], Filter=SCP)["Policies"]
        ]
        for unit in units
    }
    assert names["Workloads"] == ["FullAWSAccess", "deny-root", "region-guard"]
    assert names["Suspended"] == ["FullAWSAccess", "nothing-leaves"]
    assert names["Security"] == ["FullAWSAccess"]


def test_each_members_root_is_its_own(organisation, client):
    def root_of(account_id):
        summary = client(in_account(organisation, account_id), "iam").get_account_summary()["SummaryMap"]
        return tuple(summary[f"Account{what}"] for what in ("PasswordPresent", "AccessKeysPresent", "MFAEnabled"))

    assert root_of("222233334444") == (0, 0, 0)
    assert root_of("333344445555") == (1, 0, 0)
    assert root_of("444455556666") == (1, 1, 0)
    assert root_of("555566667777") == (1, 0, 1)
    assert root_of("666677778888") == (0, 0, 0)


def test_the_closed_account_is_closed(organizations):
    account = organizations.describe_account(AccountId="777788889999")["Account"]
    assert (account["State"], account["Status"]) == ("CLOSED", "SUSPENDED")


def test_the_same_scenario_has_the_same_ids_at_every_start(organizations, client):
    with serve("organisation") as again:
        other = client(again, "organizations")
        assert other.describe_organization()["Organization"] == organizations.describe_organization()["Organization"]
        assert other.list_policies(Filter=SCP)["Policies"] == organizations.list_policies(Filter=SCP)["Policies"]


def test_the_organization_outlives_a_restore(client):
    with serve("organisation") as sandbox:
        state = sandbox.save()
        organizations = client(sandbox, "organizations")
        organizations.close_account(AccountId="666677778888")
        sandbox.restore(state)
        assert organizations.describe_account(AccountId="666677778888")["Account"]["State"] == "ACTIVE"
        assert client(sandbox, "iam").list_organizations_features()["EnabledFeatures"] == ["RootCredentialsManagement"]


def test_the_practice_account_may_be_a_member(client):
    with serve(MEMBER) as sandbox:
        organizations = client(sandbox, "organizations")
        described = organizations.describe_organization()["Organization"]
        assert (described["MasterAccountId"], described["MasterAccountEmail"]) == ("111122223333", "p@fabrikam.example")
        with pytest.raises(ClientError, match="AccessDeniedException"):
            organizations.list_accounts()
        with pytest.raises(ClientError, match="AccountNotManagementOrDelegatedAdministratorException"):
            client(sandbox, "iam").list_organizations_features()


def test_the_organisation_reads_as_data():
    scenario = load("organisation")
    assert scenario.organization is not None
    assert [member.name for member in scenario.members][:2] == ["security", "log-archive"]
