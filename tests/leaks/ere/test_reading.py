"""What an extended regular expression stands for: each line here is what GNU grep 3.8 -E says in the C locale."""

from __future__ import annotations

import pytest

from rootward.leaks.ere.automaton import Automaton
from rootward.leaks.ere.error import PatternError
from rootward.leaks.ere.reading import read
from rootward.leaks.ere.translation import longest


def is_in(pattern: bytes, line: bytes) -> bool:
    return Automaton(read(pattern)).is_in(line)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (b"", b""),
        (b"abc", b"xabcx"),
        (b"a.c", b"a\xffc"),
        (b"^abc$", b"abc"),
        (b"a|b", b"xb"),
        (b"(a|)b", b"b"),
        (b"ab*c", b"ac"),
        (b"ab*c", b"abbbc"),
        (b"ab+c", b"abc"),
        (b"ab?c", b"ac"),
        (b"a{2}", b"baab"),
        (b"a{2,}b", b"aaab"),
        (b"a{,1}b", b"b"),
        (b"(ab){2,3}", b"xababx"),
        (b"a{", b"a{"),
        (b"a{x}", b"a{x}"),
        (b"a)", b"a)"),
        (b"*a", b"a"),
        (b"a**", b""),
        (b"a{2}{2}", b"aaaa"),
        (b"[abc]", b"b"),
        (b"[^abc]", b"d"),
        (b"[a-c]x", b"bx"),
        (b"[]a]", b"]"),
        (b"[^]a]", b"b"),
        (b"[a-]", b"-"),
        (rb"[a\]", b"\\"),
        (rb"[\+/]", b"\\"),
        (b"[[:upper:]_]", b"_"),
        (b"[[:xdigit:]]{4}", b"zbeefz"),
        (b"[[.-.]]", b"-"),
        (b"[[=a=]]", b"a"),
        (rb"\.", b"."),
        (rb"\d", b"d"),
        (rb"\w\W", b"a-"),
        (rb"\s\S", b"\t1"),
        (rb"\bkey\b", b"a key."),
        (rb"\Bey\b", b"key"),
        (rb"\<key\>", b"the key"),
        (rb"\`a", b"ab"),
        (rb"b\'", b"ab"),
        (b"^|x", b"a"),
        (b"{2}a", b"a"),
        (b"^a{2,2}$", b"aa"),
        (b"[a-a]", b"a"),
        (b"[a-]b", b"-b"),
        (b"[[.].]]", b"]"),
        (b"a?????b", b"b"),
        (b"(" * 30 + b"a" + b")" * 30, b"a"),
        (b"^(aXb|aX)b$", b"aXb"),
        (b"^aXb$", b"aXb"),
        (rb"\X", b"X"),
        (b"a|b", b"xa"),
        (b"(a|b|c)x", b"ax"),
        (b"(^a|b)c", b"xbc"),
    ],
)
def test_a_line_holds_it(pattern, line):
    assert is_in(pattern, line)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (b"abc", b"ab"),
        (b"ABC", b"abc"),
        (b"^abc", b"xabc"),
        (b"abc$", b"abcx"),
        (b"ab+c", b"ac"),
        (b"a{2}", b"aba"),
        (b"a{2,3}b$", b"ab"),
        (b"a.c", b"ac"),
        (b"[^abc]", b"abc"),
        (b"[a-c]", b"d-"),
        (rb"\.", b"a"),
        (rb"\d", b"1"),
        (rb"\W", b"a_1"),
        (rb"\bkey\b", b"monkey"),
        (rb"\<ey", b"key"),
        (rb"k\>", b"key"),
        (rb"\Bkey", b"key"),
        (b"a^b", b"a^b"),
        (b"(^a|b)c", b"xac"),
        (b"[[:digit:]]", b"abc"),
        (b"^a{2,3}b", b"aaaab"),
        (b"^a{1,2}$", b"aaa"),
        (b"a)", b"a"),
        (b"[ab]", b"\0"),
        (b"a|b", b"\0"),
    ],
)
def test_a_line_does_not_hold_it(pattern, line):
    assert not is_in(pattern, line)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (b"(a", "a ( without its )"),
        (b"[a", "a [ without its ]"),
        (b"[[:alpha", "a [ without its ]"),
        (b"[a-", "a [ without its ]"),
        (b"[[::]]", "there is no class [::]"),
        (b"[[:\xff:]]", "there is no class [:\\xff:]"),
        (b"[[.\xffx.]]", "\\xffx is no single character"),
        (b"a{32768}", "a bound above 32,767"),
        (b"a{1000000}", "a bound above 32,767"),
        (b"a\\", "a \\ with nothing after it"),
        (rb"(a)\1", "\\1 refers back, which cannot be matched in linear time"),
        (b"[[:letter:]]", "there is no class [:letter:]"),
        (b"[[.ch.]]", "ch is no single character"),
        (b"[c-a]", "the range c-a ends before it begins"),
        (b"a{3,2}", "{3,2} ends before it begins"),
        (b"a{99999}", "a bound above 32,767"),
        (b"a" * 10_001, "longer than 10,000 bytes"),
        (b"(" * 31 + b")" * 31, "more than 30 brackets within each other"),
        (b"a" + b"*" * 6, "more than 5 repeats in a row"),
    ],
)
def test_what_is_no_pattern_is_refused_with_the_reason(pattern, why):
    with pytest.raises(PatternError) as refused:
        read(pattern)
    assert str(refused.value) == why


def test_the_largest_that_is_read():
    assert longest(read(b"a{32767}")) == 32_767
    assert longest(read(b"a" * 10_000)) == 10_000
