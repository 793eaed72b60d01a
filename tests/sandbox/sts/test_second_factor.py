"""What counts as a second factor."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError


def test_root_has_a_second_factor_of_its_own(fresh, borrow, root_key, device):
    with pytest.raises(ClientError, match="associated with this user"):
        borrow(fresh, root_key, "sts").get_session_token(SerialNumber=device.serial, TokenCode=device.fresh_code())


def test_a_passkey_shows_no_code(fresh, client):
    passkey = "arn:aws:iam::123456789012:u2f/user/maya.chen/key"
    with pytest.raises(ClientError, match="associated with this user"):
        client(fresh, "sts").get_session_token(SerialNumber=passkey, TokenCode="123456")


def test_a_session_of_a_role_has_no_device(fresh, client, borrow, device):
    jenkins = {"RoleArn": "arn:aws:iam::123456789012:role/old-jenkins", "RoleSessionName": "x1"}
    credentials = client(fresh, "sts").assume_role(**jenkins)["Credentials"]
    with pytest.raises(ClientError, match="associated with this user"):
        borrow(fresh, credentials, "sts").assume_role(
            **jenkins, SerialNumber=device.serial, TokenCode=device.fresh_code()
        )
