"""Who may change the own password."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from rootward.sandbox.iam.own_password import why_not_own_password
from tests.sandbox.authorization.callers import MAYA
from tests.sandbox.people import iam_of

NOT_ALLOWED = "because no identity-based policy allows the iam:ChangePassword action"
DENIED = "with an explicit deny in an identity-based policy"


def document(effect, action="iam:ChangePassword", resource="arn:aws:iam::*:user/${aws:username}", **more):
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": effect, "Action": action, "Resource": resource, **more}]}
    )


def calling(name):
    return replace(MAYA, arn=f"arn:aws:iam::123456789012:user/{name}", user_name=name)


SOFIA = calling("sofia.rossi")


@pytest.fixture
def iam(fresh):
    with iam_of(fresh) as backend:
        backend.get_account_password_policy().allow_users_to_change_password = False
        yield backend


WITHOUT_MFA = {"Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}


@pytest.mark.parametrize(
    ("documents", "reason"),
    [
        ([], NOT_ALLOWED),
        ([document("Allow")], None),
        ([document("Allow", action="iam:*", resource="*")], None),
        ([document("Allow", resource="arn:aws:iam::123456789012:user/somebody-else")], NOT_ALLOWED),
        ([document("Allow", action="iam:GetUser")], NOT_ALLOWED),
        ([document("Allow"), document("Deny", action="iam:Change*", resource="*")], DENIED),
        ([document("Allow"), document("Deny", resource="*", **WITHOUT_MFA)], DENIED),
    ],
)
def test_a_policy_of_the_user_decides_where_the_account_does_not(iam, documents, reason):
    for number, text in enumerate(documents):
        iam.users["sofia.rossi"].policies[f"p{number}"] = text
    assert why_not_own_password(iam, SOFIA, {}) == reason


def test_conditions_are_weighed(iam):
    iam.users["sofia.rossi"].policies = {"a": document("Allow"), "d": document("Deny", resource="*", **WITHOUT_MFA)}
    assert why_not_own_password(iam, SOFIA, {"aws:MultiFactorAuthPresent": "true"}) is None


def test_a_policy_of_a_group_counts(iam):
    assert why_not_own_password(iam, MAYA, {}) is None
    assert why_not_own_password(iam, calling("priya.raman"), {}) == NOT_ALLOWED


def test_the_account_lets_everybody_but_whom_a_policy_denies(iam):
    iam.get_account_password_policy().allow_users_to_change_password = True
    user = iam.users["sofia.rossi"]
    assert why_not_own_password(iam, SOFIA, {}) is None
    user.policies["no"] = document("Deny", resource="*")
    assert why_not_own_password(iam, SOFIA, {}) == DENIED


def test_without_a_password_policy_nobody_is_let_by_the_account(iam):
    iam.account_password_policy = None
    assert why_not_own_password(iam, SOFIA, {}) == NOT_ALLOWED


def test_what_the_account_lets_users_do_is_within_their_boundary(iam):
    iam.get_account_password_policy().allow_users_to_change_password = True
    user = iam.users["sofia.rossi"]
    user.policies["yes"] = document("Allow")
    user.permissions_boundary_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    assert why_not_own_password(iam, SOFIA, {}) == (
        "because no permissions boundary allows the iam:ChangePassword action"
    )
