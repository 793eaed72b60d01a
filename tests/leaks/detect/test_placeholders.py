"""Which texts were never a credential."""

from __future__ import annotations

from rootward.leaks.detect.placeholders import (
    has_few,
    is_documented_account,
    is_placeholder,
    is_placeholder_id,
    says_placeholder,
)


def test_a_placeholder_in_a_long_text():
    assert says_placeholder("abcExAmPlEdef")
    assert says_placeholder("abababab")
    assert says_placeholder("xxxxxxxxabcdefg")
    assert not says_placeholder("xxxxxxxabcdefg")
    assert not says_placeholder("axxxxxxxxbcdefg")
    assert says_placeholder("xxxxxxxxxabcdefg")
    assert not says_placeholder("abcd")


def test_hardly_any_characters_are_three():
    assert has_few("aabbcc")
    assert not has_few("aabbccd")


def test_what_was_never_a_secret():
    assert is_placeholder("qweTEST1")
    assert not is_placeholder("qweTeSt1")
    assert is_placeholder("qwrtzaaaaaap")
    assert not is_placeholder("qwrtzaaaaap")
    assert is_placeholder("qw0123456z")
    assert is_placeholder("aabbccabc")
    assert not is_placeholder("qwrtzplmk")


def test_what_was_never_an_id():
    assert is_placeholder_id("1234567890123456")
    assert is_placeholder_id("ABCABCABCABCABCA")
    assert is_placeholder_id("QWEXAMPLE7654321")
    assert is_placeholder_id("QWXXXXRTZ7654321")
    assert is_placeholder_id("QW0000RTZ7654321")
    assert not is_placeholder_id("ABCDEFGHIJKLMNOP")
    assert not is_placeholder_id("QWXXXRTZ76543210")


def test_the_numbers_of_documented_accounts():
    assert is_documented_account("123456789012")
    assert is_documented_account("777777777777")
    assert not is_documented_account("287139315271")
