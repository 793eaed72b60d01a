"""Values as they stand in text."""

from __future__ import annotations

import pytest

from rootward.leaks.detect.values import begin, unescaped, values
from tests.leaks.detect.corpus import LOWER, Lots

LOTS = Lots(28)
RUN = b"Q" + LOTS.text(LOWER, 39).encode()


def found(text, first, last, length=40, *, filled=False):
    return [(one.start, one.end) for one in values(text, first, last, length, filled=filled)]


def test_a_run_of_the_length_that_begins_from_the_first_place_to_the_last():
    text = b"     " + RUN + b" "
    assert found(text, 0, 9) == found(text, 0, 5) == found(text, 5, 5) == [(5, 45)]
    assert found(text, 0, 4) == found(text, 6, 9) == []
    assert found(text, 0, 9, 39) == found(text, 0, 9, 41) == []
    assert found(text + RUN, 0, 99) == [(5, 45), (46, 86)]


def test_none_begins_in_the_middle_of_one():
    assert found(b"a" + RUN, 1, 9) == found(b" a" + RUN, 2, 9) == found(b"  a" + RUN, 3, 9) == []
    assert found(b" " + RUN, 1, 9) == [(1, 41)]
    assert found(b"a " + RUN, 2, 9) == [(2, 42)]
    assert found(b"aa=" + RUN, 2, 9) == [(3, 43)]
    assert found(b"name" + RUN + b" " + RUN, 4, 99) == [(45, 85)]


def test_behind_the_end_there_is_none():
    assert found(b"a", 1, 9) == found(b"a", 5, 9) == found(b"", 0, 9) == []


def test_where_it_begins_is_where_the_escape_before_it_ends():
    assert found(b"%3D" + RUN, 0, 3) == [(3, 43)]
    assert found(b"%3D" + RUN, 0, 2) == []


@pytest.mark.parametrize(
    ("before", "after", "alone"),
    [
        ("", "", True),
        ("-", "", False),
        ("_", "", False),
        (".", "", True),
        ("", "-", False),
        ("", "_", False),
        ("", "=", False),
        ("", "=x", False),
        ("", ".", True),
        ("", ". ", True),
        ("", ".p ", False),
        ("", "..", True),
    ],
)
def test_what_beside_it_makes_it_a_part_of_something_longer(before, after, alone):
    text = before.encode() + RUN + after.encode()
    assert bool(found(text, 0, 9)) == alone
    assert bool(found(b" " + text, 0, 9)) == alone


def test_where_base64s_filling_may_stand_behind_it():
    assert found(RUN + b"=", 0, 9, filled=True) == [(0, 40)]
    assert found(RUN + b"-", 0, 9, filled=True) == []


@pytest.mark.parametrize(
    ("before", "taken"),
    [
        ("\\", "n"),
        ("\\", "u003d"),
        ("\\", "x3D"),
        ("\\", ""),
        ("%", "3D"),
        ("%", "253D"),
        ("%", ""),
        ("", ""),
        ("=", "3D"),
        ("\x1b[", "32m"),
        ("\x1b[1;", "32m"),
        ("\x1b[0000;00;", "0m"),
        ("[", ""),
        ("\x1b[", ""),
    ],
)
def test_the_first_of_its_characters_may_be_the_end_of_an_escape(before, taken):
    run = b"-" if before == "%" and not taken else b"Q"
    text = f"{before}{taken}".encode() + run
    expected = len(before) + (0 if before == "=" else len(taken))
    assert begin(text, len(before)) == expected
    assert begin(b"xy" * 9 + text, 18 + len(before)) == 18 + expected


@pytest.mark.parametrize(
    ("raw", "said", "encoding"),
    [
        (b"aB3", "aB3", ()),
        (b"a/b+", "a/b+", ()),
        (b"a\\/b", "a/b", ("escaped",)),
        (b"a\\\\/b", "a/b", ("escaped",)),
        (b"a\\u002fb\\u002B\\u003d", "a/b+=", ("escaped",)),
        (b"a%2fb%2B%3d", "a/b+=", ("url",)),
        (b"a%252Fb%252b%253D", "a/b+=", ("url",)),
        (b"a&#x2f;b&#x2B;&#x3d;", "a/b+=", ("escaped",)),
        (b"a&#47;b&#43;&#61;", "a/b+=", ("escaped",)),
    ],
)
def test_what_a_run_says_once_its_escapes_are_undone(raw, said, encoding):
    assert unescaped(raw) == (said, encoding)


@pytest.mark.parametrize(
    ("before", "after", "is_one"),
    [
        (b" a+", b"", False),
        (b"%20a+", b"", True),
        (b"%20" + b" " * 9 + b"a+", b"", True),
        (b"%20" + b" " * 10 + b"a+", b"", False),
        (b" a+", b"%0A", True),
        (b" a+", b" " * 9 + b"%0A", True),
        (b" a+", b" " * 10 + b"%0A", False),
        (b"%20a+bb+", b"+ccc", True),
        (b" bb+", b"+ccc+d%0A", True),
        (b"a+%3D+", b"", True),
        (b"a+%3a+", b"", True),
        (b"a%3D+", b"", True),
    ],
)
def test_in_a_form_a_blank_is_a_plus(before, after, is_one):
    expected = [(len(before), len(before) + 40)] if is_one else []
    assert found(before + RUN + after, 0, 99) == expected


def test_of_the_words_of_a_form_one_is_of_the_length_once_its_escapes_are_undone():
    assert found(b"%20a+" + RUN[:20] + b"%2F" + RUN[21:] + b"+b", 0, 99) == [(5, 47)]
    assert found(b"%20a+" + RUN[:39] + b"+b", 0, 99) == []


@pytest.mark.parametrize(
    ("before", "after", "alone"),
    [
        (b"${A:-", b"}", True),
        (b"${A-", b"}", True),
        (b"%24%7BA%3A-", b"%7D", True),
        (b"%24%7bA-", b"%7D", True),
        (b"${A:-", b"%7D", True),
        (b"${A:-", b"%0A", False),
        (b"${A:-", b"", False),
        (b"{A:-", b"}", False),
        (b"${" + b"A" * 49 + b":-", b"}", True),
        (b"${" + b"A" * 50 + b":-", b"}", False),
        (b"__", b"__", True),
        (b"__", b"_", False),
        (b"_", b"__", False),
    ],
)
def test_what_a_shell_takes_where_nothing_is_set_stands_alone(before, after, alone):
    assert bool(found(before + RUN + after, 0, 99)) == alone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"=3D" + RUN, [(3, 43)]),
        (b":3D" + RUN, []),
        (b"=3E" + RUN, []),
        (b"=QQ" + RUN, []),
        (b"=3D" + RUN[:38], [(1, 41)]),
        (b" 3D" + RUN[:38], [(1, 41)]),
        (b"=3D" + RUN[:39], []),
    ],
)
def test_in_quoted_printable_its_sign_is_none_of_it(text, expected):
    assert found(text, 0, 9) == expected
