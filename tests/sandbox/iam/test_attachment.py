"""Managed policies, attached, detached and listed."""

from __future__ import annotations

import pytest

from tests.sandbox.refused import refusal

READER = "arn:aws:iam::aws:policy/ReadOnlyAccess"
MISSING = "arn:aws:iam::aws:policy/NoSuchPolicy"


@pytest.fixture
def iam(fresh, client):
    return client(fresh, "iam")


@pytest.fixture
def eleven(iam):
    policies = iam.list_policies(Scope="AWS", MaxItems=11)["Policies"]
    return [policy["Arn"] for policy in policies]


@pytest.mark.parametrize(
    ("kind", "member", "name"),
    [("user", "UserName", "zoe"), ("group", "GroupName", "zoo"), ("role", "RoleName", "lambda-new")],
)
def test_an_eleventh_policy_is_refused(iam, eleven, kind, member, name):
    trust = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", '
        '"Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}'
    )
    more = {"AssumeRolePolicyDocument": trust} if kind == "role" else {}
    getattr(iam, f"create_{kind}")(**{member: name}, **more)
    attach = getattr(iam, f"attach_{kind}_policy")
    for arn in (*eleven[:10], eleven[0]):
        attach(**{member: name}, PolicyArn=arn)
    assert refusal(attach, **{member: name}, PolicyArn=eleven[10]) == (
        "LimitExceeded",
        f"Cannot exceed quota for PoliciesPer{kind.capitalize()}: 10",
    )


def test_what_is_not_there_cannot_be_attached(iam):
    assert refusal(iam.attach_group_policy, GroupName="admins", PolicyArn=MISSING) == (
        "NoSuchEntity",
        f"Policy {MISSING} does not exist or is not attachable.",
    )
    assert refusal(iam.get_policy, PolicyArn=MISSING) == ("NoSuchEntity", f"Policy {MISSING} was not found.")


def test_what_is_not_attached_cannot_be_detached(iam):
    words = ("NoSuchEntity", f"Policy {READER} was not found.")
    assert refusal(iam.detach_user_policy, UserName="maya.chen", PolicyArn=READER) == words
    assert refusal(iam.detach_group_policy, GroupName="designers", PolicyArn=READER) == words
    assert refusal(iam.detach_role_policy, RoleName="lambda-orders", PolicyArn=READER) == words


def test_a_detached_policy_is_attached_less_often(iam):
    before = iam.get_policy(PolicyArn=READER)["Policy"]["AttachmentCount"]
    iam.attach_user_policy(UserName="maya.chen", PolicyArn=READER)
    assert iam.get_policy(PolicyArn=READER)["Policy"]["AttachmentCount"] == before + 1
    iam.detach_user_policy(UserName="maya.chen", PolicyArn=READER)
    assert iam.get_policy(PolicyArn=READER)["Policy"]["AttachmentCount"] == before


def test_policies_are_listed_by_their_use(iam):
    attached = {policy["Arn"] for policy in iam.list_policies(OnlyAttached=True, MaxItems=1000)["Policies"]}
    in_use = iam.list_policies(PolicyUsageFilter="PermissionsPolicy", MaxItems=1000)["Policies"]
    assert {policy["Arn"] for policy in in_use} == attached
    assert all(policy["AttachmentCount"] for policy in in_use)
    assert iam.list_policies(PolicyUsageFilter="PermissionsBoundary")["Policies"] == []
