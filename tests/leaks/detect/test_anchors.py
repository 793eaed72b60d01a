"""What must stand in some bytes for them to hold a credential, asked of an expression and of the detector alike."""

from __future__ import annotations

import base64
import re

import pytest

from rootward.leaks.detect.anchors import (
    ACCOUNT,
    ACCOUNTS_HOST,
    APPSYNC,
    ARN,
    AWS_KEY,
    COMMENTED,
    CSV,
    ID,
    MWS,
    NAMED_BEHIND,
    OWNER,
    SECRET,
    SEEDS,
    SERVICE_USER,
    TOKEN,
    TOKEN_ITSELF,
    Behind,
    Near,
    anchors,
    base64_expressions,
    compiled,
    expressions,
    own,
    wide_expressions,
)
from rootward.leaks.rules import Rules
from tests.leaks.detect.corpus import BASE64, Lots

LOTS = Lots(25)
VALUE = LOTS.text(BASE64, 60)
EVERYTHING = Rules(account_numbers=True)


def positions(anchor, text):
    """Where it is found; and an expression finds it where it is found here."""
    found = list(anchor.positions(text, text.lower()))
    assert bool(found) == (re.search(anchor.expression, text, re.DOTALL) is not None)
    return found


@pytest.mark.parametrize(
    ("anchor", "text"),
    [
        (ID, LOTS.key_id()),
        (TOKEN_ITSELF, LOTS.token()),
        (MWS, LOTS.mws()),
        (APPSYNC, LOTS.appsync()),
        (CSV, "User name,Password"),
        (SERVICE_USER, "-at-287139315271"),
    ],
)
def test_a_word_is_found_where_it_begins(anchor, text):
    data = text.encode()
    assert positions(anchor, data) == [0]
    assert positions(anchor, b"\n " + data + b"\n" + data) == [2, 3 + len(data)]
    assert positions(anchor, data[:10]) == []
    assert positions(anchor, b"") == []


@pytest.mark.parametrize(
    ("anchor", "name", "reach", "length"),
    [
        (SECRET, b"secret", 100, 40),
        (AWS_KEY, b"aws_key", 24, 40),
        (TOKEN, b"session_token", 40, 48),
        (ACCOUNT, b"account", 40, 12),
    ],
)
def test_a_name_is_found_where_it_ends_with_a_value_within_reach(anchor, name, reach, length):
    value = b"287139315271" if anchor is ACCOUNT else VALUE[:length].encode()
    end = len(name)
    assert positions(anchor, name + b" " + value) == [end]
    assert positions(anchor, name.upper() + b" " + value) == [end]
    assert positions(anchor, name + b" " * (reach + 1) + value) == [end]
    assert positions(anchor, name + b" " * (reach + 2) + value) == []
    assert positions(anchor, name + b" " + value[:-1]) == []
    assert positions(anchor, value + b" " + name) == []
    assert positions(anchor, b"x" * 40 + name + b" " + value) == [40 + end]


def test_every_name_is_found_and_none_within_another():
    compiled.cache_clear()
    text = b"secret=secret=secret= " + VALUE.encode()
    assert positions(SECRET, text) == [6, 13, 20]
    near = Near(b"", b"aa", 9, b"[0-9]", 3)
    assert positions(near, b"aaa 123") == [2]
    assert positions(near, b"aaaa 123") == [2, 4]


def test_what_stands_directly_before_the_word_is_part_of_the_name():
    value = b" " + VALUE.encode()
    assert positions(AWS_KEY, b"aws_access_key" + value) == [14]
    assert positions(AWS_KEY, b"amazon-access.key" + value) == [17]
    assert positions(AWS_KEY, b"aws my key" + value) == []
    assert positions(AWS_KEY, b"key" + value) == []
    assert positions(TOKEN, b"token" + value) == []


def test_account_numbers_are_looked_for_by_those_who_want_to():
    assert ACCOUNT in anchors(EVERYTHING)
    assert set(anchors(EVERYTHING)) - set(anchors(Rules())) == {ACCOUNT, OWNER, ARN, ACCOUNTS_HOST}
    assert {ID, SECRET, AWS_KEY, TOKEN, CSV} <= set(anchors(Rules()))
    assert expressions(EVERYTHING) == tuple(anchor.expression for anchor in anchors(EVERYTHING))


def test_a_pattern_of_ones_own_is_held_against_lines_and_may_be_of_any_bytes():
    own.cache_clear()
    assert own("^x$").search(b"a\nx\nb")
    assert own("é").search("é".encode())
    assert own("\udcff").search(b"a\xff")
    with pytest.raises(re.error):
        own("(")


def whole(seed):
    """A word of those that a seed stands for."""
    return bytes(max(members) for members in seed)


def test_every_seed_is_known_in_utf_16():
    for seed in SEEDS:
        for codec in ("utf-16-le", "utf-16-be"):
            text = whole(seed).decode().encode(codec)
            assert any(re.search(one, text, re.DOTALL) for one in wide_expressions())
    assert not any(re.search(one, b"nothing\0in\0it") for one in wide_expressions())


def base64_patterns():
    return [re.compile(one) for one in base64_expressions()]


def test_every_seed_is_known_in_base64_and_in_base64_of_it():
    patterns = base64_patterns()
    for seed in SEEDS:
        for before in range(3):
            text = b"#" * before + whole(seed) + b"####"
            for _ in range(3):
                text = base64.b64encode(text)
                assert any(one.search(text) for one in patterns)
            assert not any(one.search(base64.b64encode(text)) for one in patterns)


def test_in_powershells_commands_it_is_known_too():
    patterns = base64_patterns()
    text = base64.b64encode("x secret y".encode("utf-16-le"))
    assert any(one.search(text) for one in patterns)
    assert not any(one.search(base64.b64encode(text)) for one in patterns)


def test_one_that_the_end_of_a_line_cuts_in_two_is_known():
    patterns = base64_patterns()
    text = base64.b64encode(b"secret")
    for between in (b"\n", b"\r\n", b"\n        "):
        for place in range(1, len(text)):
            assert any(one.search(text[:place] + between + text[place:]) for one in patterns)
    for between in (b" ", b"\r", b"\n         ", b"\n\n"):
        assert not any(one.search(text[:4] + between + text[4:]) for one in patterns)


def test_base64_of_anything_else_is_not():
    text = base64.b64encode(b"nothing in it, and nothing more")
    assert not any(one.search(text) for one in base64_patterns())
    assert len(base64_expressions()) == len(set(base64_expressions()))


def test_a_name_behind_a_value_closes_something_or_is_a_comment():
    assert positions(NAMED_BEHIND, b'"AWS_SECRET_ACCESS_KEY"}') == [5]
    assert positions(NAMED_BEHIND, b"name='aws_secret_access_key' />") == [10]
    assert positions(NAMED_BEHIND, b'"aws_secret_access_key"\n  }') == [5]
    assert positions(NAMED_BEHIND, b'"aws_secret_access_key": 1') == []
    assert positions(NAMED_BEHIND, b"aws_secret_access_key}") == []
    assert positions(COMMENTED, b"# AWS_SECRET_ACCESS_KEY") == [6]
    assert positions(COMMENTED, b"// my aws secret") == [10]
    assert positions(COMMENTED, b"# the secret") == []


def test_every_name_behind_a_value_is_found_wherever_it_stands():
    assert positions(COMMENTED, b"# aws secret, # aws secret, #aws-secret") == [6, 20, 33]
    assert positions(Behind(b"", b"secret", b"s?"), b"secret SECRETS secret") == [0, 7, 15]
    assert positions(Behind(b"", b"aa", b""), b"aaaaa") == [0, 2]
