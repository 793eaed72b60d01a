"""What the id of an access key tells by itself."""

from __future__ import annotations

import pytest

from rootward.model.key_id import account_of, is_long_lived, is_temporary
from tests.local.key_places.planting import key_id


@pytest.mark.parametrize(
    ("key", "account"),
    [
        ("ASIA" + "Y34FZKBOKMUTVV7A", "609629065308"),
        ("ASIA" + "QNZGKIQY56JQ7WML", "029608264753"),
    ],
)
def test_an_id_of_the_newer_form_tells_the_account(key, account):
    """The two that were published with their accounts."""
    assert account_of(key) == account


@pytest.mark.parametrize("account", ["000000000001", "111122223333", "999999999999"])
def test_every_account_number_keeps_its_twelve_digits(account):
    assert account_of(key_id(7, account=account)) == account


@pytest.mark.parametrize("first", list("AIJP"))
def test_an_id_of_the_older_form_tells_no_account(first):
    assert account_of("AKIA" + first + "A" * 15) is None


@pytest.mark.parametrize(
    "text", ["", "AKIA", "AKIA" + "Q" * 15, "AROA" + "Q" * 16, "AKIA" + "q" * 16, "AKIA" + "7" * 16]
)
def test_what_is_no_id_or_holds_no_account_number_tells_none(text):
    assert account_of(text) is None


def test_a_key_of_a_session_is_temporary_and_one_of_a_user_is_not():
    assert is_temporary(key_id(1, prefix="ASIA"))
    assert not is_temporary(key_id(1))
    assert is_long_lived(key_id(1))
    assert not is_long_lived(key_id(1, prefix="ASIA"))
