"""Who may change the own password."""

from __future__ import annotations

import json

import pytest

from rootward.sandbox.iam.own_password import may_change_own_password
from tests.sandbox.people import iam_of


def document(effect, action="iam:ChangePassword", resource="arn:aws:iam::*:user/${aws:username}", **more):
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": action, "Resource": resource, **more}]}
    )


@pytest.fixture
def iam(fresh):
    with iam_of(fresh) as backend:
        backend.get_account_password_policy().allow_users_to_change_password = False
        yield backend


MFA = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}


@pytest.mark.parametrize(
    ("documents", "may"),
    [
        ([], False),
        ([document("Allow")], True),
        ([document("Allow", action="iam:*", resource="*")], True),
        ([document("Allow", resource="arn:aws:iam::123456789012:user/somebody-else")], False),
        ([document("Allow", action="iam:GetUser")], False),
        ([document("Allow"), document("Deny", action="iam:Change*", resource="*")], False),
        ([document("Allow"), document("Deny", resource="*", **MFA)], True),
    ],
)
def test_a_policy_of_the_user_decides_where_the_account_does_not(iam, documents, may):
    user = iam.users["sofia.rossi"]
    for number, text in enumerate(documents):
        user.policies[f"p{number}"] = text
    assert may_change_own_password(iam, user) is may


def test_a_policy_of_a_group_counts(iam):
    assert may_change_own_password(iam, iam.users["maya.chen"])
    assert not may_change_own_password(iam, iam.users["priya.raman"])


def test_the_account_lets_everybody_but_whom_a_policy_denies(iam):
    iam.get_account_password_policy().allow_users_to_change_password = True
    user = iam.users["sofia.rossi"]
    assert may_change_own_password(iam, user)
    user.policies["no"] = document("Deny", resource="*")
    assert not may_change_own_password(iam, user)


def test_without_a_password_policy_nobody_is_let_by_the_account(iam):
    iam.account_password_policy = None
    assert not may_change_own_password(iam, iam.users["sofia.rossi"])
