"""GetAccountAuthorizationDetails."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def details(startup, client):
    return client(startup, "iam").get_account_authorization_details(MaxItems=1000)


def by_name(details, kind, name):
    return next(item for item in details[f"{kind}DetailList"] if item[f"{kind}Name"] == name)


def test_a_user_shows_groups_policies_and_inline_documents(details):
    tomas = by_name(details, "User", "tomas.novak")
    assert tomas["GroupList"] == ["admins"]
    assert tomas["AttachedManagedPolicies"] == [
        {"PolicyName": "PowerUserAccess", "PolicyArn": "arn:aws:iam::aws:policy/PowerUserAccess"}
    ]
    ci = by_name(details, "User", "ci-deploy")
    assert ci["Arn"] == "arn:aws:iam::123456789012:user/machines/ci-deploy"
    (inline,) = ci["UserPolicyList"]
    assert inline["PolicyDocument"]["Statement"][1] == {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}


def test_a_group_shows_its_policies(details):
    developers = by_name(details, "Group", "developers")
    assert {policy["PolicyName"] for policy in developers["AttachedManagedPolicies"]} == {
        "PowerUserAccess",
        "acme-assume-anything",
    }


def test_a_role_shows_its_trust_and_its_last_use(details):
    role = by_name(details, "Role", "contoso-cost-audit")
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"] == {"StringEquals": {"sts:ExternalId": "acme-7f3b"}}
    assert role["RoleLastUsed"]["Region"] == "us-east-1"
    linked = by_name(details, "Role", "AWSServiceRoleForSupport")
    assert (
        linked["Arn"]
        == "arn:aws:iam::123456789012:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport"
    )
    assert linked["RoleLastUsed"] == {}


def test_a_policy_shows_the_document_of_its_default_version(details):
    policy = next(item for item in details["Policies"] if item["PolicyName"] == "AdministratorAccess")
    (version,) = [version for version in policy["PolicyVersionList"] if version["IsDefaultVersion"]]
    assert version["VersionId"] == policy["DefaultVersionId"]
    assert version["Document"]["Statement"] == [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
    assert policy["AttachmentCount"] == 2


def test_an_instance_profile_is_shown_with_its_role(fresh, client):
    iam = client(fresh, "iam")
    iam.create_instance_profile(InstanceProfileName="web")
    iam.add_role_to_instance_profile(InstanceProfileName="web", RoleName="web-instance")
    roles = iam.get_account_authorization_details(Filter=["Role"], MaxItems=1000)["RoleDetailList"]
    (profile,) = next(role for role in roles if role["RoleName"] == "web-instance")["InstanceProfileList"]
    assert (profile["InstanceProfileName"], profile["Roles"][0]["RoleName"]) == ("web", "web-instance")


def test_tags_and_a_boundary_are_shown(fresh, client):
    iam = client(fresh, "iam")
    iam.tag_user(UserName="maya.chen", Tags=[{"Key": "team", "Value": "founders"}])
    boundary = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    iam.put_role_permissions_boundary(RoleName="web-instance", PermissionsBoundary=boundary)
    details = iam.get_account_authorization_details(MaxItems=1000)
    assert by_name(details, "User", "maya.chen")["Tags"] == [{"Key": "team", "Value": "founders"}]
    shown = by_name(details, "Role", "web-instance")["PermissionsBoundary"]
    assert shown["PermissionsBoundaryArn"] == boundary
