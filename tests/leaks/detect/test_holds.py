"""Whether some bytes may hold anything."""

from __future__ import annotations

import base64

import pytest

from rootward.leaks.detect.holds import holds_own, holds_plain, may_hold
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import Lots

LOTS = Lots(26)
NAMED = f"aws_secret_access_key = {LOTS.secret()}".encode()
NUMBER = b"account_id = 287139315271"
NUMBERS = Rules(account_numbers=True)
OWN = Rules(patterns=("never", "tok-[0-9]{3}"))


@pytest.mark.parametrize(
    "data",
    [
        LOTS.key_id().encode(),
        LOTS.token().encode(),
        LOTS.bedrock_long().encode(),
        LOTS.bedrock_short().encode(),
        LOTS.mws().encode(),
        LOTS.appsync().encode(),
        NAMED,
        NAMED.upper().replace(NAMED[-40:].upper(), NAMED[-40:]),
    ],
)
def test_one_that_stands_in_it_as_it_is(data):
    assert holds_plain(b"x\n" + data + b"\ny", Rules())
    assert may_hold(data, Rules())


def test_a_number_of_an_account_where_they_count():
    assert holds_plain(NUMBER, NUMBERS)
    assert may_hold(NUMBER, NUMBERS)
    assert holds_plain(NUMBER.upper(), NUMBERS)
    assert not may_hold(NUMBER, Rules())


@pytest.mark.parametrize(
    "data", [b"User name,Password\nbob,x9-y\n", b"alice-at-287139315271," + LOTS.service_password().encode()]
)
def test_a_table_of_the_consoles_or_the_password_of_a_services_user(data):
    assert may_hold(data, Rules())


def test_what_is_in_utf_16_or_in_base64():
    wide = LOTS.key_id().encode("utf-16-le")
    assert may_hold(wide, Rules())
    assert may_hold(base64.b64encode(NAMED), Rules())
    assert not holds_plain(wide, Rules())
    assert not holds_plain(base64.b64encode(NAMED), Rules())


def test_a_pattern_of_ones_own():
    assert holds_own(b"a tok-123", OWN)
    assert may_hold(b"a tok-123", OWN)
    assert not holds_own(b"a tok-12", OWN)
    assert not may_hold(b"a tok-123", Rules())


@pytest.mark.parametrize("data", [b"", b"nothing in it", b"aws_secret_access_key", b"AKIA" + b"IOSFODNN7EXAMPLE"])
def test_what_holds_nothing(data):
    assert not may_hold(data, NUMBERS)
