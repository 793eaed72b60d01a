"""Who acts, by the ARN of its session."""

from __future__ import annotations

import pytest

from rootward.engine.lockout import Caller, holder_of
from rootward.engine.lockout.caller import user_of
from tests.checks.facts import account, arn, denied, identities, role, user

SSO = "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1"
HERE = account(
    identities=identities(
        users=(user("ann"),),
        roles=(role("ops"), role("AWSReservedSSO_Admin_1", arn=SSO, path="/aws-reserved/sso.amazonaws.com/")),
    )
)


@pytest.mark.parametrize(
    ("caller", "holder", "user_name"),
    [
        (arn("user", "ann"), arn("user", "ann"), "ann"),
        (arn("user", "people/ann"), arn("user", "people/ann"), "ann"),
        (arn("role", "ops"), arn("role", "ops"), None),
        ("arn:aws:sts::123456789012:assumed-role/ops/session", arn("role", "ops"), None),
        ("arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_1/ann", SSO, None),
        ("arn:aws:sts::123456789012:assumed-role/gone/session", None, None),
        ("arn:aws:sts::123456789012:federated-user/ann", None, None),
        ("arn:aws:iam::123456789012:root", None, None),
        ("arn:aws:iam::999999999999:user/ann", None, None),
        ("arn:aws:sts::999999999999:assumed-role/ops/session", None, None),
        ("", None, None),
    ],
)
def test_a_session_is_that_of_the_account_s_user_or_role(caller, holder, user_name):
    assert holder_of(Caller(caller, None), HERE) == holder
    assert user_of(Caller(caller, None), HERE) == user_name


def test_without_the_identities_a_role_s_path_is_not_known():
    unread = account(identities=denied("iam:GetAccountAuthorizationDetails"))

    assert holder_of(Caller("arn:aws:sts::123456789012:assumed-role/ops/session", None), unread) is None
    assert holder_of(Caller(arn("user", "ann"), None), unread) == arn("user", "ann")
