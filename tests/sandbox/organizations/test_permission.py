"""Who may ask Organizations what."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.organizations.conftest import in_account

READS = {
    "list_accounts": {},
    "list_roots": {},
    "describe_account": {"AccountId": "555566667777"},
    "list_policies": {"Filter": "SERVICE_CONTROL_POLICY"},
    "list_policies_for_target": {"TargetId": "555566667777", "Filter": "SERVICE_CONTROL_POLICY"},
    "list_delegated_administrators": {},
    "list_aws_service_access_for_organization": {},
}


def test_every_account_is_told_its_organization(organisation, client):
    own = client(organisation, "organizations").describe_organization()["Organization"]
    member = client(in_account(organisation, "555566667777"), "organizations").describe_organization()["Organization"]
    assert member == own
    assert member["MasterAccountId"] == "123456789012"


@pytest.mark.parametrize("operation", READS)
def test_a_member_is_told_nothing_more(organisation, client, operation):
    member = client(in_account(organisation, "555566667777"), "organizations")
    with pytest.raises(ClientError) as caught:
        getattr(member, operation)(**READS[operation])
    assert caught.value.response["Error"] == {
        "Code": "AccessDeniedException",
        "Message": "You don't have permissions to access this resource.",
    }


@pytest.mark.parametrize("operation", READS)
def test_a_delegated_administrator_of_any_service_reads(organisation, client, operation):
    security = client(in_account(organisation, "222233334444"), "organizations")
    answer = getattr(security, operation)(**READS[operation])
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_delegated_administrator_writes_nothing(organisation, client):
    security = client(in_account(organisation, "222233334444"), "organizations")
    for operation, parameters in {
        "close_account": {"AccountId": "555566667777"},
        "create_account": {"AccountName": "n", "Email": "n@fabrikam.example"},
        "attach_policy": {"PolicyId": "p-FullAWSAccess", "TargetId": "555566667777"},
        "enable_aws_service_access": {"ServicePrincipal": "guardduty.amazonaws.com"},
    }.items():
        with pytest.raises(ClientError, match="AccessDeniedException"):
            getattr(security, operation)(**parameters)
