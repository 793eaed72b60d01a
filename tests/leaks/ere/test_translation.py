"""git-secrets' patterns as `re` has them: by lines, as whole words, every repeat bounded."""

from __future__ import annotations

import re

import pytest

from rootward.leaks.ere.expression import NEWLINE, OneOf
from rootward.leaks.ere.reading import read
from rootward.leaks.ere.translation import LONGEST_REPEAT, as_word, longest, translated, ways


def found(pattern: bytes, data: bytes) -> list[bytes]:
    return [match[0] for match in re.finditer(as_word(read(pattern)).encode(), data)]


def test_a_pattern_stands_as_a_word_as_grep_w_has_it():
    assert found(b"tok_[a-z]{4}", b"tok_abcd tok_abcde xtok_abcd (tok_wxyz)") == [b"tok_abcd", b"tok_wxyz"]


def test_a_match_does_not_reach_into_the_next_line():
    assert found(b"key.*end", b"key\nend key end") == [b"key end"]
    assert found(b"a[^x]b", b"a\nb a-b") == [b"a-b"]


def test_anchors_hold_at_every_line():
    assert found(b"^b$", b"a\nb\nc") == [b"b"]


def test_letters_that_mean_something_to_re_alone_mean_themselves():
    assert translated(read(b"a-b #~&")) == r"a\-b\x20\#\~\&"
    assert found(rb"\d+#", b"dd#") == [b"dd#"]


@pytest.mark.parametrize(
    ("pattern", "bytes_"),
    [
        (b"abc", 3),
        (b"a|bcd", 3),
        (b"(ab){2,4}", 8),
        (b"(ab)+", LONGEST_REPEAT),
        (b"(a+b)+", 16 * 513),
        (b"a?", 1),
        (b"a*", LONGEST_REPEAT),
        (b"a{600,}", 600),
        (b"^$", 0),
    ],
)
def test_how_far_it_reaches(pattern, bytes_):
    assert longest(read(pattern)) == bytes_


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        (b"abc", 1),
        (b"a?b?", 4),
        (b"a{2,5}", 4),
        (b"a|b|cd", 3),
        (b"[ab]*", LONGEST_REPEAT + 1),
        (b"(a|b)*", LONGEST_REPEAT + 1),
        (b"(a|bc){2}", 4),
        (b"(a|bc){1,2}", 6),
        (b"(a|bc){3,4}", 24),
        (b"(a+)+", 10**18),
    ],
)
def test_in_how_many_ways_it_may_be_tried(pattern, number):
    assert ways(read(pattern)) == number


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (b"x(ab|c)y", "x(?:ab|c)y"),
        (b"(ab|c)", "ab|c"),
        (b"[a-cx]", "[a-cx]"),
        (b"[ab!]", r"[!a-b]"),
        (b"a~ \x7f\xff", r"a\~\x20\x7f\xff"),
        (b"a{2,3}b+", "(?:a){2,3}(?:b){1,512}"),
    ],
)
def test_how_it_is_written(pattern, text):
    assert translated(read(pattern)) == text


def test_a_set_of_nothing_but_line_ends_is_in_no_line():
    assert found(b"a[^[:print:][:cntrl:]\x80-\xff]", b"a\nab") == []
    assert translated(OneOf(0)) == translated(OneOf(NEWLINE)) == "(?!)"
