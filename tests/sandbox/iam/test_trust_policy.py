"""Trust policies: whom they may name, and what becomes of those names."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.refused import refusal

ARN = "arn:aws:iam::123456789012"


def trust(principal, *, action="sts:AssumeRole", **more):
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def principal_of(iam, role):
    document = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    return document["Statement"][0]["Principal"]


@pytest.fixture
def iam(fresh, client):
    return client(fresh, "iam")


@pytest.mark.parametrize("missing", [f"{ARN}:user/nobody", f"{ARN}:role/nobody", f"{ARN}:user/*"])
def test_who_is_not_in_the_account_cannot_be_trusted(iam, missing):
    words = ("MalformedPolicyDocument", f'Invalid principal in policy: "AWS":"{missing}"')
    document = trust({"AWS": [f"{ARN}:user/maya.chen", missing]})
    assert refusal(iam.create_role, RoleName="new", AssumeRolePolicyDocument=document) == words
    assert refusal(iam.update_assume_role_policy, RoleName="old-jenkins", PolicyDocument=document) == words


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "*"},
        {"AWS": "123456789012"},
        {"AWS": f"{ARN}:root"},
        {"AWS": f"{ARN}:user/maya.chen"},
        {"AWS": f"{ARN}:role/old-jenkins"},
        {"AWS": ["arn:aws:iam::999988887777:role/anybody"]},
        {"Service": ["ec2.amazonaws.com"]},
    ],
)
def test_who_is_there_or_cannot_be_known_is_trusted(iam, principal):
    iam.create_role(RoleName="new", AssumeRolePolicyDocument=trust(principal))
    assert principal_of(iam, "new") == principal


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (trust({"AWS": []}), "The passed in policy has a statement with no principals!"),
        ("no policy", "This policy contains invalid Json"),
        (
            trust({"AWS": "*"}, action="s3:GetObject"),
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        (trust({"AWS": "*"}, Resource="*"), "Has prohibited field Resource"),
    ],
)
def test_what_is_no_trust_policy_is_refused_in_aws_words(iam, document, words):
    refused = ("MalformedPolicyDocument", words)
    assert refusal(iam.create_role, RoleName="new", AssumeRolePolicyDocument=document) == refused
    assert refusal(iam.update_assume_role_policy, RoleName="old-jenkins", PolicyDocument=document) == refused


def test_a_user_that_was_deleted_leaves_its_id_behind(iam):
    user_id = iam.create_user(UserName="zoe")["User"]["UserId"]
    document = trust({"AWS": [f"{ARN}:user/zoe", f"{ARN}:root"]})
    iam.create_role(RoleName="new", AssumeRolePolicyDocument=document)
    iam.delete_user(UserName="zoe")
    iam.create_user(UserName="zoe")
    assert principal_of(iam, "new") == {"AWS": [user_id, f"{ARN}:root"]}


def test_a_role_that_was_deleted_leaves_its_id_behind(iam):
    first = iam.create_role(RoleName="first", AssumeRolePolicyDocument=trust({"AWS": "*"}))["Role"]
    iam.create_role(RoleName="new", AssumeRolePolicyDocument=trust({"AWS": first["Arn"]}))
    iam.delete_role(RoleName="first")
    assert principal_of(iam, "new") == {"AWS": first["RoleId"]}


def test_a_user_that_was_renamed_is_trusted_by_its_new_name(iam):
    iam.create_user(UserName="zoe")
    iam.create_role(RoleName="new", AssumeRolePolicyDocument=trust({"AWS": f"{ARN}:user/zoe"}))
    iam.update_user(UserName="zoe", NewUserName="zoya")
    assert principal_of(iam, "new") == {"AWS": f"{ARN}:user/zoya"}


def test_a_new_role_shows_neither_its_session_duration_nor_a_last_use(iam):
    made = iam.create_role(RoleName="new", AssumeRolePolicyDocument=trust({"AWS": "*"}))["Role"]
    assert {"MaxSessionDuration", "RoleLastUsed"}.isdisjoint(made)
    assert iam.get_role(RoleName="new")["Role"]["MaxSessionDuration"] == 3600
