"""The account's own policies and their quotas."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.refused import refusal


def document(*, length=0, white=0):
    text = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::" + "x" * length}],
        }
    )
    return text + " " * white


BARE = len("".join(document().split()))


@pytest.fixture
def iam(fresh, client):
    return client(fresh, "iam")


def test_a_managed_policy_has_6144_characters_white_space_aside(iam):
    iam.create_policy(PolicyName="fits", PolicyDocument=document(length=6144 - BARE, white=500))
    assert refusal(iam.create_policy, PolicyName="long", PolicyDocument=document(length=6145 - BARE)) == (
        "LimitExceeded",
        "Cannot exceed quota for PolicySize: 6144",
    )


@pytest.mark.parametrize(("kind", "name", "most"), [("user", "zoe", 2048), ("group", "zoo", 5120)])
def test_all_inline_policies_count_together(iam, kind, name, most):
    member = f"{kind.capitalize()}Name"
    getattr(iam, f"create_{kind}")(**{member: name})
    put = getattr(iam, f"put_{kind}_policy")
    put(**{member: name}, PolicyName="one", PolicyDocument=document(length=most - 2 * BARE, white=9))
    put(**{member: name}, PolicyName="two", PolicyDocument=document())
    put(**{member: name}, PolicyName="two", PolicyDocument=document())  # takes its own place
    assert refusal(put, **{member: name}, PolicyName="two", PolicyDocument=document(length=1)) == (
        "LimitExceeded",
        f"Maximum policy size of {most} bytes exceeded for {kind} {name}",
    )


def test_a_role_has_room_for_10240_characters(iam):
    put = iam.put_role_policy
    role = iam.create_role(
        RoleName="new",
        AssumeRolePolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
                ],
            }
        ),
    )["Role"]["RoleName"]
    put(RoleName=role, PolicyName="one", PolicyDocument=document(length=10240 - BARE))
    assert refusal(put, RoleName=role, PolicyName="two", PolicyDocument=document())[0] == "LimitExceeded"
    iam.delete_role_policy(RoleName=role, PolicyName="one")
    put(RoleName=role, PolicyName="two", PolicyDocument=document())


def test_five_versions_and_the_default_one_stays(iam):
    arn = iam.create_policy(PolicyName="mine", PolicyDocument=document())["Policy"]["Arn"]
    for _ in range(4):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=document())
    assert refusal(iam.create_policy_version, PolicyArn=arn, PolicyDocument=document())[0] == "LimitExceeded"
    assert refusal(iam.delete_policy_version, PolicyArn=arn, VersionId="v1") == (
        "DeleteConflict",
        "Cannot delete the default version of a policy.",
    )
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v5")
    iam.delete_policy_version(PolicyArn=arn, VersionId="v1")
    assert len(iam.list_policy_versions(PolicyArn=arn)["Versions"]) == 4


@pytest.mark.parametrize("text", ["null", "{}", '{"Version": "2012-10-17"', '{"Statement": []}'])
def test_what_is_no_policy_is_refused(iam, text):
    assert refusal(iam.create_policy, PolicyName="new", PolicyDocument=text)[0] == "MalformedPolicyDocument"
    assert refusal(iam.put_user_policy, UserName="maya.chen", PolicyName="new", PolicyDocument=text)[0] == (
        "MalformedPolicyDocument"
    )


def test_aws_own_policies_are_not_to_be_written(iam):
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    assert refusal(iam.delete_policy, PolicyArn=arn)[0] == "AccessDenied"
    assert refusal(iam.create_policy_version, PolicyArn=arn, PolicyDocument=document())[0] == "AccessDenied"
    assert iam.get_policy(PolicyArn=arn)["Policy"]["PolicyName"] == "ReadOnlyAccess"


@pytest.mark.parametrize(("kind", "name"), [("user", "maya.chen"), ("group", "admins"), ("role", "old-jenkins")])
def test_an_embedded_policy_that_is_not_there_is_named_as_aws_names_it(iam, kind, name):
    holder = {f"{kind.capitalize()}Name": name}
    words = ("NoSuchEntity", f"The {kind} policy with name missing cannot be found.")
    assert refusal(getattr(iam, f"get_{kind}_policy"), **holder, PolicyName="missing") == words
    assert refusal(getattr(iam, f"delete_{kind}_policy"), **holder, PolicyName="missing") == words


def test_a_version_that_is_not_there_is_named_as_aws_names_it(iam):
    arn = iam.create_policy(PolicyName="mine", PolicyDocument=document())["Policy"]["Arn"]
    for policy in (arn, arn + "-missing"):
        words = ("NoSuchEntity", f"Policy {policy} version v9 does not exist or is not attachable.")
        for call in (iam.get_policy_version, iam.set_default_policy_version, iam.delete_policy_version):
            assert refusal(call, PolicyArn=policy, VersionId="v9") == words
