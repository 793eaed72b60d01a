"""Passwords: created, changed, taken away; root's by its owner alone."""

# ruff: noqa: S106 - passwords of a practice account, made for these lines

from __future__ import annotations

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.people import as_central_root, as_user, iam_of

FIRST, SECOND, THIRD = "Correct-Horse-1", "Battery-Staple-2", "Purple-Monkey-3"


def refusal(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    assert not any(password in str(caught.value.response) for password in (FIRST, SECOND, THIRD))
    return error["Code"], error["Message"]


@pytest.fixture
def iam(fresh, client):
    """Maya's, who is an administrator."""
    return client(fresh, "iam")


@pytest.fixture
def priya(fresh, iam):
    """A developer, who may do nothing in IAM; her password is FIRST."""
    iam.update_login_profile(UserName="priya.raman", Password=FIRST)
    return as_user(fresh, "priya.raman")


def test_a_first_password_is_created_and_the_demand_to_change_it_kept(fresh, iam):
    iam.create_user(UserName="zoe")
    made = iam.create_login_profile(UserName="zoe", Password=FIRST, PasswordResetRequired=True)["LoginProfile"]
    assert (made["UserName"], made["PasswordResetRequired"]) == ("zoe", True)
    assert abs(made["CreateDate"] - fresh.now) < timedelta(minutes=1)
    assert iam.get_login_profile(UserName="zoe")["LoginProfile"] == made
    assert FIRST not in str(made)


def test_a_user_has_one_password(iam):
    assert refusal(iam.create_login_profile, UserName="sofia.rossi", Password=FIRST) == (
        "EntityAlreadyExists",
        "Login Profile for user sofia.rossi already exists.",
    )


def test_a_password_is_required_of_users(iam):
    iam.create_user(UserName="zoe")
    code, message = refusal(iam.create_login_profile, UserName="zoe")
    assert (code, "'password'" in message) == ("ValidationError", True)


def test_a_new_password_is_by_the_accounts_policy(iam):
    # The startup's policy: eight characters, lower case and numbers.
    iam.create_user(UserName="zoe")
    for call in (iam.create_login_profile, iam.update_login_profile):
        user = "zoe" if call == iam.create_login_profile else "sofia.rossi"
        assert refusal(call, UserName=user, Password="Correct-Horse") == (
            "PasswordPolicyViolation",
            "Password should have at least one number",
        )
    iam.create_login_profile(UserName="zoe", Password="horse123")


def test_without_a_policy_a_new_password_is_by_the_default_one(iam):
    iam.delete_account_password_policy()
    code, message = refusal(iam.update_login_profile, UserName="sofia.rossi", Password="horse123")
    assert (code, "Password should meet 1 more" in message) == ("PasswordPolicyViolation", True)
    assert refusal(iam.update_login_profile, UserName="sofia.rossi", Password="acme-Startup")[0] == (
        "PasswordPolicyViolation"
    )


def test_an_update_keeps_the_date_of_creation(fresh, iam):
    created = iam.get_login_profile(UserName="sofia.rossi")["LoginProfile"]["CreateDate"]
    assert timedelta(days=519) < fresh.now - created < timedelta(days=521)
    iam.update_login_profile(UserName="sofia.rossi", Password=FIRST, PasswordResetRequired=True)
    profile = iam.get_login_profile(UserName="sofia.rossi")["LoginProfile"]
    assert profile == {"UserName": "sofia.rossi", "CreateDate": created, "PasswordResetRequired": True}
    iam.update_login_profile(UserName="sofia.rossi", Password=SECOND)
    assert iam.get_login_profile(UserName="sofia.rossi")["LoginProfile"]["PasswordResetRequired"] is False


def test_a_password_is_deleted_once(iam):
    iam.delete_login_profile(UserName="sofia.rossi")
    for call, more in (
        (iam.delete_login_profile, {}),
        (iam.get_login_profile, {}),
        (iam.update_login_profile, {"Password": FIRST}),
    ):
        assert refusal(call, UserName="sofia.rossi", **more) == (
            "NoSuchEntity",
            "Login Profile for User sofia.rossi cannot be found.",
        )
    assert refusal(iam.delete_login_profile, UserName="nobody") == (
        "NoSuchEntity",
        "The user with name nobody cannot be found.",
    )


def test_who_names_nobody_means_the_own_password(iam):
    assert iam.get_login_profile()["LoginProfile"]["UserName"] == "maya.chen"
    iam.delete_login_profile()
    assert refusal(iam.get_login_profile)[0] == "NoSuchEntity"


def test_root_speaks_of_its_password_in_a_central_session_only(fresh):
    root = as_user(fresh, "<root_account>")
    for call in (root.get_login_profile, root.delete_login_profile, root.create_login_profile):
        assert refusal(call)[0] == "ValidationError"
    central = as_central_root(fresh, "IAMDeleteRootUserCredentials")
    profile = central.get_login_profile()["LoginProfile"]
    assert "UserName" not in profile
    assert timedelta(days=1129) < fresh.now - profile["CreateDate"] < timedelta(days=1131)
    central.delete_login_profile()
    assert refusal(central.get_login_profile)[0] == "NoSuchEntity"


def test_roots_owner_is_let_to_recover_the_password(fresh, iam):
    central = as_central_root(fresh, "IAMCreateRootUserPassword")
    assert refusal(central.create_login_profile)[0] == "EntityAlreadyExists"
    as_central_root(fresh, "IAMDeleteRootUserCredentials").delete_login_profile()
    assert iam.get_account_summary()["SummaryMap"]["AccountPasswordPresent"] == 0
    central = as_central_root(fresh, "IAMCreateRootUserPassword")
    assert refusal(central.create_login_profile, Password=FIRST)[0] == "ValidationError"
    made = central.create_login_profile()["LoginProfile"]
    assert abs(made["CreateDate"] - fresh.now) < timedelta(minutes=1)
    assert iam.get_account_summary()["SummaryMap"]["AccountPasswordPresent"] == 1


def test_a_user_changes_the_own_password_with_the_old_one(iam, priya):
    iam.update_login_profile(UserName="priya.raman", PasswordResetRequired=True)
    priya.change_password(OldPassword=FIRST, NewPassword=SECOND)
    assert iam.get_login_profile(UserName="priya.raman")["LoginProfile"]["PasswordResetRequired"] is False
    assert refusal(priya.change_password, OldPassword=FIRST, NewPassword=THIRD) == (
        "AccessDenied",
        "The old password was incorrect.",
    )
    priya.change_password(OldPassword=SECOND, NewPassword=THIRD)


def test_a_changed_password_is_by_the_policy(priya):
    assert refusal(priya.change_password, OldPassword=FIRST, NewPassword="Correct-Horse")[0] == (
        "PasswordPolicyViolation"
    )


def test_last_passwords_do_not_come_back_where_the_policy_forbids_it(iam, priya):
    iam.update_account_password_policy(PasswordReusePrevention=2, AllowUsersToChangePassword=True)
    priya.change_password(OldPassword=FIRST, NewPassword=SECOND)
    for used in (FIRST, SECOND):
        assert refusal(priya.change_password, OldPassword=SECOND, NewPassword=used) == (
            "PasswordPolicyViolation",
            "Policy constraint violation with password reuse prevention during password change.",
        )
    priya.change_password(OldPassword=SECOND, NewPassword=THIRD)
    priya.change_password(OldPassword=THIRD, NewPassword=FIRST)


def test_a_password_from_before_the_first_change_is_remembered(fresh, iam):
    iam.update_account_password_policy(PasswordReusePrevention=5, AllowUsersToChangePassword=True)
    with iam_of(fresh) as backend:
        founded = backend.users["priya.raman"].password
    priya = as_user(fresh, "priya.raman")
    priya.change_password(OldPassword=founded, NewPassword=FIRST)
    assert refusal(priya.change_password, OldPassword=FIRST, NewPassword=founded)[0] == "PasswordPolicyViolation"


def test_only_users_change_their_passwords(fresh):
    root = as_user(fresh, "<root_account>")
    assert refusal(root.change_password, OldPassword=FIRST, NewPassword=SECOND)[0] == "InvalidUserType"


def test_who_has_no_password_cannot_change_it(iam):
    iam.delete_login_profile()
    assert refusal(iam.change_password, OldPassword=FIRST, NewPassword=SECOND) == (
        "NoSuchEntity",
        "Login Profile for User maya.chen cannot be found.",
    )


def test_users_change_passwords_only_where_the_account_or_a_policy_lets_them(iam, priya):
    iam.update_account_password_policy(AllowUsersToChangePassword=False)
    code, message = refusal(priya.change_password, OldPassword=FIRST, NewPassword=SECOND)
    assert (code, "not authorized to perform: iam:ChangePassword" in message) == ("AccessDenied", True)
    iam.attach_user_policy(UserName="priya.raman", PolicyArn="arn:aws:iam::aws:policy/IAMUserChangePassword")
    priya.change_password(OldPassword=FIRST, NewPassword=SECOND)
    # An administrator needs no more than being one.
    iam.update_login_profile(UserName="maya.chen", Password=FIRST)
    iam.change_password(OldPassword=FIRST, NewPassword=SECOND)


def test_no_password_shows_itself_in_the_state(fresh, priya):
    priya.change_password(OldPassword=FIRST, NewPassword=SECOND)
    with iam_of(fresh) as backend:
        user = backend.users["priya.raman"]
        assert FIRST not in str(user.password_history)
        assert SECOND not in repr(user)
