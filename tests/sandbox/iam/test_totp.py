"""Codes from the time."""

from __future__ import annotations

from base64 import b32encode
from datetime import datetime

import pytest

from rootward.sandbox.iam.totp import code_at, code_of, is_code, step_at

SEED = b32encode(b"12345678901234567890").decode()
"""The seed of RFC 6238's test vectors."""


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_the_last_six_digits_of_the_rfcs_vectors(seconds, code):
    assert code_of(SEED, seconds // 30) == code


def test_a_code_holds_for_thirty_seconds():
    shown = [code_at(SEED, datetime(2026, 1, 5, 9, 30, second)) for second in (0, 29, 30)]  # noqa: DTZ001 - moto's dates
    assert shown[0] == shown[1] != shown[2]


def test_steps_are_counted_from_1970():
    assert step_at(datetime(1970, 1, 1, 0, 0, 59)) == 1  # noqa: DTZ001 - moto's dates


@pytest.mark.parametrize(
    ("text", "is_one"), [("000000", True), ("12345", False), ("1234567", False), ("12345x", False), ("١٢٣٤٥٦", False)]
)
def test_a_code_is_six_digits(text, is_one):
    assert is_code(text) is is_one
