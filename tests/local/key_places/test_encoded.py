"""What base64 hides is read, and all else stays as it is."""

from __future__ import annotations

import base64

import pytest

from rootward.local.key_places.encoded import decoded
from tests.local.key_places.planting import encoded, key_id, secret


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_an_id_and_a_secret_are_decoded_in_their_places(ending):
    text = f"data:\n  id: {encoded(key_id(1) + ending)}\n  key: '{encoded(secret(1) + ending)}'\n"

    assert decoded(text) == f"data:\n  id: {key_id(1)}\n  key: '{secret(1)}'\n"


def test_two_lines_in_one_value_stay_on_one_line():
    value = encoded(f"{key_id(1)}\n{secret(1)}")

    assert decoded(f"a: {value}\nb") == f"a: {key_id(1)} {secret(1)}\nb"


@pytest.mark.parametrize(
    "other",
    [
        encoded("a certificate of some kind, not a key"),
        base64.b64encode(bytes(range(200, 240))).decode(),
        "QUtJQ" + "A" * 20,
        secret(2),
    ],
)
def test_what_is_no_key_stays_encoded(other):
    assert decoded(f"{encoded(key_id(1))} {other}") == f"{key_id(1)} {other}"


def test_without_an_id_nothing_is_decoded():
    assert decoded(encoded(secret(1))) == encoded(secret(1))
