"""Passwords and the policy they are held against."""

# ruff: noqa: S106 - passwords of a practice account, made for this walk

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from rootward.sandbox import Sandbox
from tests.sandbox.people import as_central_root, as_user


def walk(sandbox: Sandbox, client: Any) -> None:
    iam = client(sandbox, "iam")
    _policy(iam)
    iam.create_user(UserName="zoe")
    with pytest.raises(ClientError, match="PasswordPolicyViolation"):
        iam.create_login_profile(UserName="zoe", Password="correct-horse")
    iam.create_login_profile(UserName="zoe", Password="Correct-Horse-1", PasswordResetRequired=True)
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        iam.create_login_profile(UserName="zoe", Password="Correct-Horse-1")
    assert iam.get_login_profile(UserName="zoe")["LoginProfile"]["PasswordResetRequired"] is True
    iam.update_login_profile(UserName="zoe", Password="Correct-Horse-2")
    iam.delete_login_profile(UserName="zoe")
    for call in (iam.get_login_profile, iam.delete_login_profile, iam.update_login_profile):
        with pytest.raises(ClientError, match="NoSuchEntity"):
            call(UserName="zoe")
    _own_password(sandbox, iam)
    _root(sandbox)


def _policy(iam: Any) -> None:
    iam.delete_account_password_policy()
    for call in (iam.get_account_password_policy, iam.delete_account_password_policy):
        with pytest.raises(ClientError, match="NoSuchEntity"):
            call()
    with pytest.raises(ClientError, match="ValidationError"):
        iam.update_account_password_policy(MinimumPasswordLength=200)
    iam.update_account_password_policy(
        MinimumPasswordLength=12,
        RequireUppercaseCharacters=True,
        MaxPasswordAge=90,
        PasswordReusePrevention=5,
        HardExpiry=False,
    )
    assert iam.get_account_password_policy()["PasswordPolicy"]["ExpirePasswords"] is True


def _own_password(sandbox: Sandbox, iam: Any) -> None:
    iam.update_login_profile(UserName="maya.chen", Password="Correct-Horse-1")
    with pytest.raises(ClientError, match="AccessDenied"):
        iam.change_password(OldPassword="Wrong-Horse-1", NewPassword="Correct-Horse-2")
    with pytest.raises(ClientError, match="PasswordPolicyViolation"):
        iam.change_password(OldPassword="Correct-Horse-1", NewPassword="Correct-Horse-1")
    iam.change_password(OldPassword="Correct-Horse-1", NewPassword="Correct-Horse-2")
    with pytest.raises(ClientError, match="InvalidUserType"):
        as_user(sandbox, "<root_account>").change_password(OldPassword="Correct-Horse-1", NewPassword="Correct-Horse-2")


def _root(sandbox: Sandbox) -> None:
    deleting = as_central_root(sandbox, "IAMDeleteRootUserCredentials")
    assert deleting.get_login_profile()["LoginProfile"]["CreateDate"]
    deleting.delete_login_profile()
    assert as_central_root(sandbox, "IAMCreateRootUserPassword").create_login_profile()["LoginProfile"]
