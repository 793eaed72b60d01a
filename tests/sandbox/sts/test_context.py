"""What a trust policy can ask of a caller."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from moto.core.utils import utcnow

from rootward.sandbox.door.principal import Principal, Session
from rootward.sandbox.sts.context import names_of, of_caller, of_request

MAYA = Principal(
    account_id="123456789012",
    kind="user",
    arn="arn:aws:iam::123456789012:user/maya",
    user_id="AIDAMAYA",
    key_id="AKIAMAYA",
    user_name="maya",
)
SESSION = Session(
    kind="role",
    account_id="123456789012",
    arn="arn:aws:sts::123456789012:assumed-role/Deployer/x1",
    user_id="AROADEPLOYER:x1",
    key_id="ASIADEPLOYER",
    secret="",
    token="",
    issued=utcnow() - timedelta(seconds=90),
    expires=utcnow() + timedelta(hours=1),
    role_arn="arn:aws:iam::123456789012:role/ops/Deployer",
    source_identity="maya",
    mfa_serial="arn:aws:iam::123456789012:mfa/maya",
)
DEPLOYER = replace(MAYA, kind="role", arn=SESSION.arn, user_id=SESSION.user_id, user_name=None, session=SESSION)


def test_a_user_is_known_by_its_arn_and_its_account():
    assert names_of(MAYA) == {
        "arn:aws:iam::123456789012:user/maya",
        "123456789012",
        "arn:aws:iam::123456789012:root",
    }


def test_a_session_of_a_role_is_known_by_the_roles_arn_as_well():
    assert {"arn:aws:iam::123456789012:role/ops/Deployer", SESSION.arn} <= names_of(DEPLOYER)


def test_a_long_lived_key_says_nothing_of_a_second_factor():
    keys = of_caller(MAYA, None)
    assert keys["aws:multifactorauthpresent"] is None
    assert keys["aws:multifactorauthage"] is None
    assert (keys["aws:username"], keys["aws:principaltype"]) == ("maya", "User")


def test_a_code_that_comes_with_the_call_is_a_second_factor_of_this_moment():
    keys = of_caller(MAYA, "arn:aws:iam::123456789012:mfa/maya")
    assert (keys["aws:multifactorauthpresent"], keys["aws:multifactorauthage"]) == ("true", "0")


def test_the_second_factor_of_a_users_session_grows_old():
    session = replace(SESSION, kind="user", issued=utcnow() - timedelta(hours=2))
    keys = of_caller(replace(MAYA, session=session), None)
    assert keys["aws:multifactorauthpresent"] == "true"
    assert int(keys["aws:multifactorauthage"] or "") // 3600 == 2


def test_a_session_of_a_role_carries_no_second_factor():
    keys = of_caller(DEPLOYER, None)
    assert keys["aws:multifactorauthpresent"] == "false"
    assert keys["aws:multifactorauthage"] is None
    assert keys["aws:principalarn"] == "arn:aws:iam::123456789012:role/ops/Deployer"
    assert (keys["aws:sourceidentity"], keys["aws:username"]) == ("maya", None)


def test_an_account_outside_an_organisation_has_none():
    assert of_caller(MAYA, None)["aws:principalorgid"] is None


def test_a_request_has_a_place_and_a_time():
    keys = of_request("203.0.113.9", "eu-west-1")
    assert (keys["aws:sourceip"], keys["aws:requestedregion"]) == ("203.0.113.9", "eu-west-1")
    assert str(keys["aws:currenttime"]).endswith("+00:00")
