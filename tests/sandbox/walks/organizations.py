"""Organizations: an organisation is made, filled, governed, delegated and taken apart."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

SCP = "SERVICE_CONTROL_POLICY"
DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}


def walk(sandbox: Any, client: Any) -> None:
    organizations = client(sandbox, "organizations")
    with pytest.raises(ClientError, match="AWSOrganizationsNotInUseException"):
        organizations.describe_organization()
    organizations.create_organization(FeatureSet="ALL")
    with pytest.raises(ClientError, match="AlreadyInOrganizationException"):
        organizations.create_organization(FeatureSet="ALL")
    assert organizations.describe_organization()["Organization"]["FeatureSet"] == "ALL"
    (root,) = organizations.list_roots()["Roots"]
    unit = _units(organizations, root["Id"])
    member = _accounts(sandbox, organizations, root["Id"], unit)
    _policies(organizations, root["Id"], member)
    _services(organizations, member)
    _taking_apart(sandbox, client, organizations, unit, member)


def _units(organizations: Any, root: str) -> str:
    unit: str = organizations.create_organizational_unit(ParentId=root, Name="Work")["OrganizationalUnit"]["Id"]
    with pytest.raises(ClientError, match="DuplicateOrganizationalUnitException"):
        organizations.create_organizational_unit(ParentId=root, Name="Work")
    organizations.update_organizational_unit(OrganizationalUnitId=unit, Name="Workloads")
    described = organizations.describe_organizational_unit(OrganizationalUnitId=unit)["OrganizationalUnit"]
    assert described["Name"] == "Workloads"
    assert organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"] == [described]
    assert organizations.list_children(ParentId=root, ChildType="ORGANIZATIONAL_UNIT")["Children"][0]["Id"] == unit
    assert organizations.list_parents(ChildId=unit)["Parents"] == [{"Id": root, "Type": "ROOT"}]
    with pytest.raises(ClientError, match="ParentNotFoundException"):
        organizations.list_accounts_for_parent(ParentId="r-nope")
    return unit


def _accounts(sandbox: Any, organizations: Any, root: str, unit: str) -> str:
    asked = organizations.create_account(AccountName="shop", Email="shop@acme.example")["CreateAccountStatus"]
    sandbox.advance_clock(10)
    made = organizations.describe_create_account_status(CreateAccountRequestId=asked["Id"])["CreateAccountStatus"]
    member: str = made["AccountId"]
    assert organizations.list_create_account_status()["CreateAccountStatuses"][0]["State"] == "SUCCEEDED"
    organizations.move_account(AccountId=member, SourceParentId=root, DestinationParentId=unit)
    assert organizations.describe_account(AccountId=member)["Account"]["Name"] == "shop"
    assert len(organizations.list_accounts()["Accounts"]) == 2
    assert [one["Id"] for one in organizations.list_accounts_for_parent(ParentId=unit)["Accounts"]] == [member]
    with pytest.raises(ClientError, match="AccountNotFoundException"):
        organizations.describe_account(AccountId="999900001111")
    with pytest.raises(ClientError, match="InvalidInputException"):
        organizations.describe_account(AccountId="not a number")
    return member


def _policies(organizations: Any, root: str, member: str) -> None:
    fields = {"Description": "no S3", "Name": "no-s3", "Type": SCP}
    with pytest.raises(ClientError, match="MalformedPolicyDocumentException"):
        organizations.create_policy(Content="{}", **fields)
    policy = organizations.create_policy(Content=json.dumps(DENY), **fields)["Policy"]["PolicySummary"]["Id"]
    organizations.update_policy(PolicyId=policy, Name="no-buckets")
    assert json.loads(organizations.describe_policy(PolicyId=policy)["Policy"]["Content"]) == DENY
    organizations.attach_policy(PolicyId=policy, TargetId=member)
    with pytest.raises(ClientError, match="DuplicatePolicyAttachmentException"):
        organizations.attach_policy(PolicyId=policy, TargetId=member)
    with pytest.raises(ClientError, match="PolicyInUseException"):
        organizations.delete_policy(PolicyId=policy)
    assert len(organizations.list_policies(Filter=SCP)["Policies"]) == 2
    assert len(organizations.list_policies_for_target(TargetId=member, Filter=SCP)["Policies"]) == 2
    assert organizations.list_targets_for_policy(PolicyId=policy)["Targets"][0]["TargetId"] == member
    organizations.detach_policy(PolicyId=policy, TargetId=member)
    with pytest.raises(ClientError, match="ConstraintViolationException"):
        organizations.detach_policy(PolicyId="p-FullAWSAccess", TargetId=member)
    organizations.tag_resource(ResourceId=policy, Tags=[{"Key": "team", "Value": "platform"}])
    assert organizations.list_tags_for_resource(ResourceId=policy)["Tags"]
    organizations.untag_resource(ResourceId=policy, TagKeys=["team"])
    organizations.delete_policy(PolicyId=policy)
    organizations.disable_policy_type(RootId=root, PolicyType=SCP)
    with pytest.raises(ClientError, match="PolicyTypeNotEnabledException"):
        organizations.attach_policy(PolicyId="p-FullAWSAccess", TargetId=member)
    organizations.enable_policy_type(RootId=root, PolicyType=SCP)


def _services(organizations: Any, member: str) -> None:
    delegation = {"AccountId": member, "ServicePrincipal": "iam.amazonaws.com"}
    with pytest.raises(ClientError, match="ConstraintViolationException"):
        organizations.register_delegated_administrator(**delegation)
    organizations.enable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    assert organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    organizations.register_delegated_administrator(**delegation)
    assert organizations.list_delegated_administrators()["DelegatedAdministrators"][0]["Id"] == member
    assert organizations.list_delegated_services_for_account(AccountId=member)["DelegatedServices"]
    organizations.deregister_delegated_administrator(**delegation)
    with pytest.raises(ClientError, match="AccountNotRegisteredException"):
        organizations.list_delegated_services_for_account(AccountId=member)
    organizations.disable_aws_service_access(ServicePrincipal="iam.amazonaws.com")


def _taking_apart(sandbox: Any, client: Any, organizations: Any, unit: str, member: str) -> None:
    with pytest.raises(ClientError, match="OrganizationNotEmptyException"):
        organizations.delete_organization()
    role = f"arn:aws:iam::{member}:role/OrganizationAccountAccessRole"
    lent = client(sandbox, "sts").assume_role(RoleArn=role, RoleSessionName="visit")["Credentials"]
    visitor = client(_Visitor(sandbox.endpoint_url, lent), "organizations")
    with pytest.raises(ClientError, match="AccessDeniedException"):
        visitor.list_accounts()
    visitor.leave_organization()
    asked = organizations.create_account(AccountName="second", Email="second@acme.example")["CreateAccountStatus"]
    sandbox.advance_clock(10)
    second = organizations.describe_create_account_status(CreateAccountRequestId=asked["Id"])["CreateAccountStatus"]
    organizations.close_account(AccountId=second["AccountId"])
    organizations.remove_account_from_organization(AccountId=second["AccountId"])
    organizations.delete_organizational_unit(OrganizationalUnitId=unit)
    organizations.delete_organization()


class _Visitor:
    """The endpoint with a session's credentials."""

    def __init__(self, endpoint_url: str, lent: dict[str, str]) -> None:
        self.endpoint_url = endpoint_url
        self.environment = {
            "AWS_ACCESS_KEY_ID": lent["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": lent["SecretAccessKey"],
            "AWS_SESSION_TOKEN": lent["SessionToken"],
        }
