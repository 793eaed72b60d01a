"""IAM: users, groups, roles, policies and boundaries, from their making to their end."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.people import as_user

READER = "arn:aws:iam::aws:policy/ReadOnlyAccess"
DOCUMENT = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
LONG = DOCUMENT.replace('"*"', '"' + "x" * 10240 + '"')
HOLDERS = (("user", "UserName", "zoe"), ("group", "GroupName", "zoo"), ("role", "RoleName", "keeper"))
TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", '
    '"Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
)


def walk(sandbox: Any, client: Any) -> None:
    iam = client(sandbox, "iam")
    as_user(sandbox, "<root_account>").get_user()
    _made(iam)
    arn = _policies(iam)
    _shown(iam, arn)
    _unmade(iam, arn)


def _made(iam: Any) -> None:
    iam.create_user(UserName="zoe", PermissionsBoundary=READER)
    iam.update_user(UserName="zoe", NewPath="/zoo/")
    iam.create_group(GroupName="zoo")
    iam.add_user_to_group(GroupName="zoo", UserName="zoe")
    assert [user["UserName"] for user in iam.get_group(GroupName="zoo", MaxItems=1)["Users"]] == ["zoe"]
    assert [group["GroupName"] for group in iam.list_groups_for_user(UserName="zoe")["Groups"]] == ["zoo"]
    iam.create_role(RoleName="keeper", AssumeRolePolicyDocument=TRUST)
    iam.update_assume_role_policy(RoleName="keeper", PolicyDocument=TRUST)
    for call, name in ((iam.create_user, "UserName"), (iam.create_group, "GroupName")):
        with pytest.raises(ClientError, match="EntityAlreadyExists"):
            call(**{name: "zoe" if name == "UserName" else "zoo"})
    with pytest.raises(ClientError, match="MalformedPolicyDocument"):
        iam.create_role(RoleName="new", AssumeRolePolicyDocument="{}")


def _policies(iam: Any) -> str:
    arn: str = iam.create_policy(PolicyName="mine", PolicyDocument=DOCUMENT)["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=DOCUMENT)
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v2")
    iam.get_policy_version(PolicyArn=arn, VersionId="v2")
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.get_policy_version(PolicyArn=arn, VersionId="v9")
    iam.put_user_permissions_boundary(UserName="zoe", PermissionsBoundary=arn)
    iam.put_role_permissions_boundary(RoleName="keeper", PermissionsBoundary=arn)
    for kind, member, name in HOLDERS:
        getattr(iam, f"put_{kind}_policy")(**{member: name}, PolicyName="in", PolicyDocument=DOCUMENT)
        getattr(iam, f"attach_{kind}_policy")(**{member: name}, PolicyArn=arn)
        with pytest.raises(ClientError, match="DeleteConflict"):
            getattr(iam, f"delete_{kind}")(**{member: name})
        with pytest.raises(ClientError, match="LimitExceeded"):
            getattr(iam, f"put_{kind}_policy")(**{member: name}, PolicyName="in", PolicyDocument=LONG)
    with pytest.raises(ClientError, match="DeleteConflict"):
        iam.delete_policy(PolicyArn=arn)
    return arn


def _shown(iam: Any, arn: str) -> None:
    assert iam.get_user(UserName="zoe")["User"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == arn
    assert iam.get_role(RoleName="keeper")["Role"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == arn
    assert iam.get_policy(PolicyArn=arn)["Policy"]["PermissionsBoundaryUsageCount"] == 2
    assert len(iam.list_entities_for_policy(PolicyArn=arn)["PolicyUsers"]) == 1
    for kind, member, name in HOLDERS:
        if kind != "group":
            assert getattr(iam, f"list_{kind}_policies")(**{member: name})["PolicyNames"] == ["in"]
            attached = getattr(iam, f"list_attached_{kind}_policies")(**{member: name})["AttachedPolicies"]
            assert attached == [{"PolicyName": "mine", "PolicyArn": arn}]
    for call in (iam.list_role_policies, iam.list_attached_role_policies):
        with pytest.raises(ClientError, match="NoSuchEntity"):
            call(RoleName="missing")
    assert iam.list_policies(Scope="Local", OnlyAttached=True)["Policies"]
    assert iam.list_users(PathPrefix="/zoo/")["Users"]
    assert iam.get_account_summary()["SummaryMap"]["Users"] == 13
    for parameters in ({}, {"Filter": ["Role", "LocalManagedPolicy"]}, {"MaxItems": 3}):
        assert iam.get_account_authorization_details(**parameters)["RoleDetailList"] or parameters == {"MaxItems": 3}


def _unmade(iam: Any, arn: str) -> None:
    iam.delete_user_permissions_boundary(UserName="zoe")
    iam.delete_role_permissions_boundary(RoleName="keeper")
    iam.remove_user_from_group(GroupName="zoo", UserName="zoe")
    for kind, member, name in HOLDERS:
        getattr(iam, f"detach_{kind}_policy")(**{member: name}, PolicyArn=arn)
        with pytest.raises(ClientError, match="NoSuchEntity"):
            getattr(iam, f"detach_{kind}_policy")(**{member: name}, PolicyArn=arn)
        getattr(iam, f"get_{kind}_policy")(**{member: name}, PolicyName="in")
        getattr(iam, f"delete_{kind}_policy")(**{member: name}, PolicyName="in")
        for verb in ("get", "delete"):
            with pytest.raises(ClientError, match="NoSuchEntity"):
                getattr(iam, f"{verb}_{kind}_policy")(**{member: name}, PolicyName="in")
        getattr(iam, f"delete_{kind}")(**{member: name})
        with pytest.raises(ClientError, match="NoSuchEntity"):
            getattr(iam, f"delete_{kind}")(**{member: name})
    iam.delete_policy_version(PolicyArn=arn, VersionId="v1")
    iam.delete_policy(PolicyArn=arn)
