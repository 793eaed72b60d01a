"""The account's number inside a key id."""

from __future__ import annotations

import pytest
from moto.iam.utils import generate_access_key_id_from_account_id

from rootward.sandbox.sts.access_key_info import account_inside


@pytest.mark.parametrize("account_id", ["123456789012", "000000000012", "999999999999"])
def test_an_id_holds_its_accounts_number(account_id):
    for prefix in ("AKIA", "ASIA"):
        assert account_inside(generate_access_key_id_from_account_id(account_id, prefix, total_length=20)) == account_id


def test_an_id_of_the_older_form_holds_none():
    assert account_inside("AKIAI" + "OSFODNN7EXAMPLE") is None


@pytest.mark.parametrize("key_id", ["test", "AROA" + "Q" * 17, "AKIA" + "q" * 16])
def test_what_is_no_key_id_holds_none(key_id):
    assert account_inside(key_id) is None
