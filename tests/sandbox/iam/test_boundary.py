"""Permissions boundaries."""

from __future__ import annotations

import pytest

from tests.sandbox.refused import refusal

READER = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ASSETS = "arn:aws:iam::123456789012:policy/acme-assets-read"
SHOWN = {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": READER}


@pytest.fixture
def iam(fresh, client):
    return client(fresh, "iam")


def test_a_user_is_bounded_and_freed(iam):
    iam.put_user_permissions_boundary(UserName="maya.chen", PermissionsBoundary=READER)
    assert iam.get_user(UserName="maya.chen")["User"]["PermissionsBoundary"] == SHOWN
    details = iam.get_account_authorization_details(Filter=["User"], MaxItems=1000)["UserDetailList"]
    assert [user["UserName"] for user in details if "PermissionsBoundary" in user] == ["maya.chen"]
    assert not any("PermissionsBoundary" in user for user in iam.list_users()["Users"])
    assert not any("PermissionsBoundary" in user for user in iam.get_group(GroupName="admins")["Users"])
    iam.delete_user_permissions_boundary(UserName="maya.chen")
    assert "PermissionsBoundary" not in iam.get_user(UserName="maya.chen")["User"]
    assert refusal(iam.delete_user_permissions_boundary, UserName="maya.chen")[0] == "NoSuchEntity"


def test_a_role_is_bounded_and_freed(iam):
    iam.put_role_permissions_boundary(RoleName="web-instance", PermissionsBoundary=READER)
    assert iam.get_role(RoleName="web-instance")["Role"]["PermissionsBoundary"] == SHOWN
    iam.delete_role_permissions_boundary(RoleName="web-instance")
    assert "PermissionsBoundary" not in iam.get_role(RoleName="web-instance")["Role"]
    assert refusal(iam.delete_role_permissions_boundary, RoleName="web-instance")[0] == "NoSuchEntity"


def test_a_boundary_can_be_given_at_birth(iam):
    user = iam.create_user(UserName="zoe", PermissionsBoundary=READER)["User"]
    assert user["PermissionsBoundary"] == SHOWN


def test_a_policy_that_is_not_there_bounds_nobody(iam):
    missing = "arn:aws:iam::123456789012:policy/missing"
    words = ("NoSuchEntity", f"Scope ARN: {missing} does not exist or is not attachable.")
    assert refusal(iam.put_user_permissions_boundary, UserName="maya.chen", PermissionsBoundary=missing) == words
    assert refusal(iam.create_user, UserName="zoe", PermissionsBoundary=missing) == words
    assert refusal(iam.get_user, UserName="zoe")[0] == "NoSuchEntity"
    nonsense = "arn:aws:s3:::a-bucket-of-some-name"
    assert refusal(iam.put_user_permissions_boundary, UserName="maya.chen", PermissionsBoundary=nonsense) == (
        "InvalidInput",
        f"ARN {nonsense} is not valid.",
    )


def test_a_policy_knows_how_many_it_bounds(iam):
    iam.put_user_permissions_boundary(UserName="maya.chen", PermissionsBoundary=ASSETS)
    iam.put_role_permissions_boundary(RoleName="web-instance", PermissionsBoundary=ASSETS)
    assert iam.get_policy(PolicyArn=ASSETS)["Policy"]["PermissionsBoundaryUsageCount"] == 2
    (listed,) = iam.list_policies(PolicyUsageFilter="PermissionsBoundary")["Policies"]
    assert (listed["Arn"], listed["PermissionsBoundaryUsageCount"]) == (ASSETS, 2)
    details = iam.get_account_authorization_details(Filter=["LocalManagedPolicy"], MaxItems=1000)["Policies"]
    counts = {policy["PolicyName"]: policy["PermissionsBoundaryUsageCount"] for policy in details}
    assert counts == {"acme-assets-read": 2, "acme-assume-anything": 0, "acme-legacy-everything": 0}


def test_a_boundary_cannot_be_deleted_while_it_bounds(iam):
    document = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
    arn = iam.create_policy(PolicyName="edge", PolicyDocument=document)["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName="maya.chen", PermissionsBoundary=arn)
    assert refusal(iam.delete_policy, PolicyArn=arn) == (
        "DeleteConflict",
        "Cannot delete a policy attached to entities.",
    )
    iam.delete_user_permissions_boundary(UserName="maya.chen")
    iam.delete_policy(PolicyArn=arn)


def test_who_is_bounded_and_who_has_the_policy_are_told_apart(iam):
    iam.put_user_permissions_boundary(UserName="maya.chen", PermissionsBoundary=READER)
    iam.attach_role_policy(RoleName="web-instance", PolicyArn=READER)

    def entities(**parameters):
        answer = iam.list_entities_for_policy(PolicyArn=READER, **parameters)
        users = {user["UserName"] for user in answer["PolicyUsers"]}
        return users | {role["RoleName"] for role in answer["PolicyRoles"]}

    assert entities(PolicyUsageFilter="PermissionsBoundary") == {"maya.chen"}
    assert "web-instance" in entities(PolicyUsageFilter="PermissionsPolicy")
    assert "maya.chen" not in entities(PolicyUsageFilter="PermissionsPolicy")
    assert entities() == entities(PolicyUsageFilter="PermissionsPolicy") | {"maya.chen"}
    assert entities(EntityFilter="User", PolicyUsageFilter="PermissionsBoundary") == {"maya.chen"}
    assert entities(EntityFilter="Role", PolicyUsageFilter="PermissionsBoundary") == set()
