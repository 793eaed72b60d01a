"""The account's password policy is replaced as a whole."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def iam(fresh, client):
    return client(fresh, "iam")


def test_an_update_replaces_the_whole_policy(iam):
    iam.update_account_password_policy(
        MinimumPasswordLength=14,
        RequireSymbols=True,
        RequireNumbers=True,
        RequireUppercaseCharacters=True,
        RequireLowercaseCharacters=True,
        AllowUsersToChangePassword=True,
        MaxPasswordAge=90,
        PasswordReusePrevention=24,
        HardExpiry=True,
    )
    assert iam.get_account_password_policy()["PasswordPolicy"] == {
        "MinimumPasswordLength": 14,
        "RequireSymbols": True,
        "RequireNumbers": True,
        "RequireUppercaseCharacters": True,
        "RequireLowercaseCharacters": True,
        "AllowUsersToChangePassword": True,
        "ExpirePasswords": True,
        "MaxPasswordAge": 90,
        "PasswordReusePrevention": 24,
        "HardExpiry": True,
    }
    iam.update_account_password_policy()
    assert iam.get_account_password_policy()["PasswordPolicy"] == {
        "MinimumPasswordLength": 6,
        "RequireSymbols": False,
        "RequireNumbers": False,
        "RequireUppercaseCharacters": False,
        "RequireLowercaseCharacters": False,
        "AllowUsersToChangePassword": False,
        "ExpirePasswords": False,
    }


@pytest.mark.parametrize(
    ("parameters", "broken"),
    [
        ({"MinimumPasswordLength": 129}, "'minimumPasswordLength'"),
        ({"PasswordReusePrevention": 25}, "'passwordReusePrevention'"),
        ({"MaxPasswordAge": 1096}, "'maxPasswordAge'"),
    ],
)
def test_the_ranges_are_kept(iam, parameters, broken):
    with pytest.raises(ClientError, match=broken) as caught:
        iam.update_account_password_policy(**parameters)
    assert caught.value.response["Error"]["Code"] == "ValidationError"
    assert iam.get_account_password_policy()["PasswordPolicy"]["MinimumPasswordLength"] == 8


def test_a_policy_is_deleted_once(iam):
    iam.delete_account_password_policy()
    with pytest.raises(ClientError, match="The account policy with name PasswordPolicy cannot be found") as caught:
        iam.delete_account_password_policy()
    assert caught.value.response["Error"]["Code"] == "NoSuchEntity"
    with pytest.raises(ClientError, match="The Password Policy with domain name 123456789012 cannot be found"):
        iam.get_account_password_policy()
