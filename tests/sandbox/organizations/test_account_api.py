"""Accounts are made, moved, closed and let go."""

from __future__ import annotations

import json
from urllib.parse import unquote

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.organizations.conftest import in_account, reason


def make(own, organizations, email="new@fabrikam.example", **more):
    asked = organizations.create_account(Email=email, AccountName="new", **more)["CreateAccountStatus"]
    own.advance_clock(10)
    return organizations.describe_create_account_status(CreateAccountRequestId=asked["Id"])["CreateAccountStatus"]


def test_an_account_is_made_by_and_by(own, organizations):
    asked = organizations.create_account(Email="new@fabrikam.example", AccountName="new")["CreateAccountStatus"]
    assert asked["State"] == "IN_PROGRESS"
    assert "AccountId" not in asked
    assert "new" not in {account["Name"] for account in organizations.list_accounts()["Accounts"]}
    own.advance_clock(10)
    done = organizations.list_create_account_status(States=["SUCCEEDED"])["CreateAccountStatuses"]
    assert [status["Id"] for status in done] == [asked["Id"]]
    account = organizations.describe_account(AccountId=done[0]["AccountId"])["Account"]
    assert (account["Name"], account["State"], account["JoinedMethod"]) == ("new", "ACTIVE", "CREATED")
    assert account["Id"] in {one["Id"] for one in organizations.list_accounts()["Accounts"]}


def test_two_accounts_do_not_share_an_address(own, organizations):
    status = make(own, organizations, email="AWS+Booking@fabrikam.example")
    assert (status["State"], status["FailureReason"]) == ("FAILED", "EMAIL_ALREADY_EXISTS")


def test_root_of_a_new_account_has_no_credentials(own, organizations, client):
    account_id = make(own, organizations)["AccountId"]
    summary = client(in_account(own, account_id), "iam").get_account_summary()["SummaryMap"]
    assert [
        summary[key]
        for key in (
            "AccountPasswordPresent",
            "AccountAccessKeysPresent",
            "AccountMFAEnabled",
            "AccountSigningCertificatesPresent",
        )
    ] == [0, 0, 0, 0]


def test_the_management_account_has_a_role_in_a_new_account(own, organizations, client):
    account_id = make(own, organizations)["AccountId"]
    role = client(in_account(own, account_id), "iam").get_role(RoleName="OrganizationAccountAccessRole")["Role"]
    trust = role["AssumeRolePolicyDocument"]
    document = trust if isinstance(trust, dict) else json.loads(unquote(trust))
    assert document["Statement"][0]["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}
    assumed = client(own, "sts").assume_role(RoleArn=role["Arn"], RoleSessionName="visit")["AssumedRoleUser"]
    assert assumed["Arn"] == f"arn:aws:sts::{account_id}:assumed-role/OrganizationAccountAccessRole/visit"


def test_the_role_may_have_another_name(own, organizations, client):
    account_id = make(own, organizations, RoleName="Landing")["AccountId"]
    arn = f"arn:aws:iam::{account_id}:role/Landing"
    assert client(own, "sts").assume_role(RoleArn=arn, RoleSessionName="visit")["AssumedRoleUser"]
    with pytest.raises(LookupError, match="no role OrganizationAccountAccessRole"):
        own.credentials_of(account_id)


def test_an_unknown_request_is_not_found(organizations):
    with pytest.raises(ClientError, match="CreateAccountStatusNotFoundException"):
        organizations.describe_create_account_status(CreateAccountRequestId="car-00000000")


def test_an_account_moves_from_where_it_is(organizations, root_id, unit_ids):
    move = {"AccountId": "666677778888", "DestinationParentId": unit_ids["Workloads"]}
    with pytest.raises(ClientError, match="SourceParentNotFoundException"):
        organizations.move_account(SourceParentId=root_id, **move)
    organizations.move_account(SourceParentId=unit_ids["Sandbox"], **move)
    account = organizations.describe_account(AccountId="666677778888")["Account"]
    assert account["Paths"][0].endswith(f"/{unit_ids['Workloads']}/666677778888/")
    with pytest.raises(ClientError, match="DuplicateAccountException"):
        organizations.move_account(SourceParentId=unit_ids["Workloads"], **move)
    with pytest.raises(ClientError, match="DestinationParentNotFoundException"):
        organizations.move_account(
            AccountId="666677778888", SourceParentId=unit_ids["Workloads"], DestinationParentId="r-nope"
        )


def test_an_account_is_closed_by_and_by(own, organizations):
    organizations.close_account(AccountId="666677778888")

    def states():
        account = organizations.describe_account(AccountId="666677778888")["Account"]
        return account["State"], account["Status"]

    assert states() == ("PENDING_CLOSURE", "PENDING_CLOSURE")
    with pytest.raises(ClientError, match="ConflictException"):
        organizations.close_account(AccountId="666677778888")
    own.advance_clock(180)
    assert states() == ("CLOSED", "SUSPENDED")
    with pytest.raises(ClientError, match="AccountAlreadyClosedException"):
        organizations.close_account(AccountId="666677778888")


def test_the_management_account_is_neither_closed_nor_removed(organizations):
    with pytest.raises(ClientError, match="ConstraintViolationException") as caught:
        organizations.close_account(AccountId="123456789012")
    assert reason(caught.value) == "CANNOT_CLOSE_MANAGEMENT_ACCOUNT"
    with pytest.raises(ClientError, match="MasterCannotLeaveOrganizationException"):
        organizations.remove_account_from_organization(AccountId="123456789012")
    with pytest.raises(ClientError, match="MasterCannotLeaveOrganizationException"):
        organizations.leave_organization()


def test_a_delegated_administrator_is_not_let_go(organizations):
    with pytest.raises(ClientError, match="ConstraintViolationException") as caught:
        organizations.remove_account_from_organization(AccountId="222233334444")
    assert reason(caught.value) == "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG"


def test_a_member_leaves_and_stands_alone(own, organizations, client):
    member = client(in_account(own, "555566667777"), "organizations")
    member.leave_organization()
    with pytest.raises(ClientError, match="AWSOrganizationsNotInUseException"):
        member.describe_organization()
    with pytest.raises(ClientError, match="AccountNotFoundException"):
        organizations.describe_account(AccountId="555566667777")


def test_two_accounts_do_not_share_their_users(own, client):
    shop = client(in_account(own, "444455556666"), "iam")
    assert {user["UserName"] for user in client(own, "iam").list_users()["Users"]} == {"terraform", "break-glass"}
    assert {user["UserName"] for user in shop.list_users()["Users"]} == {"ines.duarte", "export-job"}
    shop.create_user(UserName="terraform")
    assert shop.get_user(UserName="terraform")["User"]["Arn"] == "arn:aws:iam::444455556666:user/terraform"
    assert client(own, "iam").get_user(UserName="terraform")["User"]["Path"] == "/machines/"


def test_lists_have_pages(organizations):
    first = organizations.list_accounts(MaxResults=5)
    second = organizations.list_accounts(MaxResults=5, NextToken=first["NextToken"])
    assert (len(first["Accounts"]), len(second["Accounts"])) == (5, 2)
    assert "NextToken" not in second
    with pytest.raises(ClientError, match="InvalidInputException") as caught:
        organizations.list_accounts(NextToken="no such page")
    assert reason(caught.value) == "INVALID_NEXT_TOKEN"
