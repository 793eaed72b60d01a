"""What a kept session is bound to."""

from __future__ import annotations

import pytest

from rootward.local.credential_store.binding import Binding

KEY = "AKIA" + "EXAMPLE" * 2 + "22"
ONE = Binding(key_id=KEY, serial="arn:aws:iam::123456789012:mfa/kim", endpoint="")


@pytest.mark.parametrize(
    "other",
    [
        Binding(key_id=KEY[:-1] + "3", serial=ONE.serial),
        Binding(key_id=KEY, serial="arn:aws:iam::123456789012:mfa/pat"),
        Binding(key_id=KEY),
        Binding(key_id=KEY, serial=ONE.serial, endpoint="http://127.0.0.1:5000"),
    ],
    ids=["another key", "another device", "no device named", "another endpoint"],
)
def test_with_any_part_another_it_is_another_name(other):
    assert other.name != ONE.name


def test_the_same_parts_have_the_same_name_in_every_process():
    assert ONE.name == Binding(key_id=KEY, serial=ONE.serial).name == "baa2d00e18f6718018bedb2b8c2555d7de507718"


def test_parts_do_not_run_into_each_other():
    assert Binding(key_id="a", serial="bc").name != Binding(key_id="ab", serial="c").name


def test_neither_the_name_nor_the_repr_tells_the_key():
    assert KEY not in ONE.name
    assert KEY not in repr(ONE)
