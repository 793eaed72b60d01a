"""What looks drawn by lot, to the character."""

from __future__ import annotations

import pytest

from rootward.leaks.detect.lots import has_kinds, is_drawn, is_drawn_long, is_repeated, is_secret
from tests.leaks.detect.corpus import BASE64, HEXADECIMAL, Lots

LOTS = Lots(34)


@pytest.mark.parametrize(
    ("text", "are_there"), [("aB3", True), ("aB3+", True), ("aB+", False), ("a3+", False), ("B3+", False), ("", False)]
)
def test_the_three_kinds(text, are_there):
    assert has_kinds(text) == are_there


@pytest.mark.parametrize(
    ("text", "secret", "drawn"),
    [
        # Upper case, lower case, digit and sign change places eight times, and seven times.
        ("qwrtz75YUIOP86sdfgk97HJKLZ64xcvbnmplokij", True, False),
        ("qwrtz75YUIOP86sdfgk97HJKLZwmxcvbnmplokij", False, False),
        # Fourteen times, and thirteen.
        ("qwe7RTZ8uio9PAS6dfg5HJK4yxc3VBNMQWERTZUP", True, True),
        ("qwe7RTZ8uio9PAS6dfg5HJK4yxcLVBNMQWERTZUP", True, False),
        # Ten different characters, and nine.
        ("aB3dE6gH9k" * 4, True, True),
        ("aB3dE6gH9a" * 4, False, False),
        # 21 characters in words of three letters and more, and 22.
        ("qwe7Ruio8Tsdf9Zxcv4Pbnm3Klop2Jhgf5M6QW1X", True, True),
        ("qwer7uio8Tsdf9Zxcv4Pbnm3Klop2Jhgf5M6QW1X", True, False),
        ("qw7Eq8" * 6 + "k2Xz", False, False),
        (LOTS.text(HEXADECIMAL, 40), False, False),
        (LOTS.text(HEXADECIMAL, 40).upper(), False, False),
    ],
)
def test_a_secret_and_one_that_looks_drawn(text, secret, drawn):
    assert len(text) == 40
    assert (is_secret(text), is_drawn(text)) == (secret, drawn)


def test_without_a_digit_kinds_change_twenty_times():
    assert is_secret("qWeRtZuIoPaSdKgHjFlYxcvbnmqertzuopasdfgk")
    assert not is_secret("qWeRtZuIoPaSdKgHjFlYXCVBNMQERTZUOPASDFGK")


def mixed(length, changes, rising=0):
    """A text in which the kind changes so often, and so often a character follows that is the next of its alphabet."""
    head = ("aQ" * length)[: changes + 1]
    tail = ("xy" * rising + "trpnljhfdb" * length)[: length - len(head)]
    return head + (tail.upper() if head.endswith("Q") else tail)


@pytest.mark.parametrize(
    ("length", "changes", "drawn"),
    [
        (101, 45, True),
        (101, 44, False),
        (102, 46, True),
        (102, 45, False),
        (100, 45, True),
        (100, 44, False),
        (99, 40, True),
        (99, 39, False),
    ],
)
def test_how_often_the_kind_changes_in_a_long_text(length, changes, drawn):
    assert is_drawn_long(mixed(length, changes)) == drawn


@pytest.mark.parametrize(("rising", "drawn"), [(25, True), (26, False)])
def test_characters_counted_up_are_not_drawn(rising, drawn):
    assert is_drawn_long(mixed(104, 50, rising)) == drawn


def test_the_same_over_and_over():
    some = LOTS.text(BASE64, 65)
    assert is_repeated("aaa")
    assert is_repeated("abab")
    assert is_repeated("ababa")
    assert not is_repeated("aba")
    assert is_repeated(some[:64] * 2)
    assert not is_repeated(some * 2)
    assert not is_repeated("")
    assert not is_drawn_long("aB3" * 40)
