"""Users, groups and roles: names, quotas, what is shown."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.people import as_user, iam_of
from tests.sandbox.refused import refusal

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
        ],
    }
)
SUPPORT = "AWSServiceRoleForSupport"


@pytest.fixture
def iam(fresh, client):
    return client(fresh, "iam")


def test_without_a_name_a_user_is_the_caller(fresh):
    assert as_user(fresh, "maya.chen").get_user()["User"]["UserName"] == "maya.chen"


def test_root_is_shown_by_number_and_arn(fresh):
    root = as_user(fresh, "<root_account>").get_user()["User"]
    assert root["UserId"] == "123456789012"
    assert root["Arn"] == "arn:aws:iam::123456789012:root"
    assert set(root) == {"UserId", "Arn", "CreateDate", "PasswordLastUsed"}


def test_nobody_is_called_root_in_a_request(iam):
    assert refusal(iam.get_user, UserName="<root_account>") == (
        "ValidationError",
        (
            "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the "
            "following: +=,.@_-"
        ),
    )


def test_a_name_is_taken_whatever_its_case(iam):
    assert refusal(iam.create_user, UserName="Maya.Chen") == (
        "EntityAlreadyExists",
        "User with name Maya.Chen already exists.",
    )
    assert refusal(iam.create_group, GroupName="ADMINS")[0] == "EntityAlreadyExists"
    assert refusal(iam.create_role, RoleName="OLD-jenkins", AssumeRolePolicyDocument=TRUST)[0] == "EntityAlreadyExists"
    assert refusal(iam.update_user, UserName="lukas.weber", NewUserName="MAYA.chen")[0] == "EntityAlreadyExists"


def test_a_renamed_user_keeps_what_it_has(iam):
    iam.tag_user(UserName="codecommit-mirror", Tags=[{"Key": "team", "Value": "build"}])
    iam.create_access_key(UserName="codecommit-mirror")
    iam.update_user(UserName="codecommit-mirror", NewUserName="mirror", NewPath="/machines/")
    user = iam.get_user(UserName="mirror")["User"]
    assert user["Arn"] == "arn:aws:iam::123456789012:user/machines/mirror"
    assert user["Tags"] == [{"Key": "team", "Value": "build"}]
    assert {key["UserName"] for key in iam.list_access_keys(UserName="mirror")["AccessKeyMetadata"]} == {"mirror"}
    (credential,) = iam.list_service_specific_credentials(UserName="mirror")["ServiceSpecificCredentials"]
    assert credential["UserName"] == "mirror"
    assert refusal(iam.get_user, UserName="codecommit-mirror")[0] == "NoSuchEntity"


def test_an_eleventh_group_is_refused_and_the_same_one_twice_is_not(iam):
    iam.create_user(UserName="zoe")
    for number in range(11):
        iam.create_group(GroupName=f"zoo-{number}")
    for number in (*range(10), 0):
        iam.add_user_to_group(UserName="zoe", GroupName=f"zoo-{number}")
    assert len(iam.get_group(GroupName="zoo-0")["Users"]) == 1
    assert refusal(iam.add_user_to_group, UserName="zoe", GroupName="zoo-10") == (
        "LimitExceeded",
        "Cannot exceed quota for GroupsPerUser: 10",
    )


def test_somebody_who_is_no_member_cannot_be_removed(iam):
    assert refusal(iam.remove_user_from_group, UserName="maya.chen", GroupName="designers")[0] == "NoSuchEntity"


def test_a_role_needs_a_trust_policy_of_2048_characters_at_most(iam):
    wrong = TRUST.replace('"Principal"', '"Resource"')
    assert refusal(iam.create_role, RoleName="new", AssumeRolePolicyDocument=wrong)[0] == "MalformedPolicyDocument"
    long = json.loads(TRUST)
    long["Statement"][0]["Principal"] = {"AWS": [f"arn:aws:iam::1234567890{n:02}:root" for n in range(60)]}
    text = json.dumps(long)
    assert refusal(iam.create_role, RoleName="new", AssumeRolePolicyDocument=text) == (
        "LimitExceeded",
        "Cannot exceed quota for ACLSizePerRole: 2048",
    )
    iam.create_role(RoleName="new", AssumeRolePolicyDocument=TRUST)
    assert refusal(iam.update_assume_role_policy, RoleName="new", PolicyDocument=text)[0] == "LimitExceeded"


def test_a_role_linked_to_a_service_is_aws_own(iam):
    words = (
        "UnmodifiableEntity",
        f"Cannot perform the operation on the protected role '{SUPPORT}' - this role is only modifiable by AWS",
    )
    policy = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    assert refusal(iam.delete_role, RoleName=SUPPORT) == words
    assert refusal(iam.attach_role_policy, RoleName=SUPPORT, PolicyArn=policy) == words
    assert refusal(iam.put_role_permissions_boundary, RoleName=SUPPORT, PermissionsBoundary=policy) == words


def test_who_is_not_there_is_named_as_aws_names_it(iam):
    assert refusal(iam.get_user, UserName="nobody")[1] == "The user with name nobody cannot be found."
    assert refusal(iam.get_role, RoleName="nobody")[1] == "The role with name nobody cannot be found."
    assert refusal(iam.get_group, GroupName="nobody")[1] == "The group with name nobody cannot be found."


def test_an_account_has_three_hundred_groups(fresh, iam):
    with iam_of(fresh) as backend:
        for number in range(300 - len(backend.groups)):
            backend.create_group(f"g{number}")
    assert refusal(iam.create_group, GroupName="one-more") == (
        "LimitExceeded",
        "Cannot exceed quota for GroupsPerAccount: 300",
    )
