"""What the user's own patterns match."""

from __future__ import annotations

from rootward.leaks.detect.own_patterns import own_patterns
from rootward.leaks.rules import Rules


def found(data, *patterns):
    return [(one.start, one.end, one.text, one.confidence) for one in own_patterns(data, Rules(patterns=patterns))]


def test_everything_that_one_matches():
    assert found(b"tok-1 and tok-2", "tok-[0-9]") == [(0, 5, "tok-1", "medium"), (10, 15, "tok-2", "medium")]
    assert found(b"tok-1", "never") == []


def test_of_those_that_overlap_the_first_and_the_longest():
    assert [text for _, _, text, _ in found(b"abcdef", "cd", "bc", "abc", "ab", "de", "f")] == ["abc", "de", "f"]


def test_bytes_that_are_no_text_count_too():
    assert found("é".encode() + b"\xff", ".+") == [(0, 3, "é\udcff", "medium")]
    assert found(b"\xffx", "\udcffx") == [(0, 2, "\udcffx", "medium")]
