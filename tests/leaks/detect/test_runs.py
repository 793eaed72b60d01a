"""Long runs of some characters."""

from __future__ import annotations

from rootward.leaks.detect.runs import Runs


def letters(*where):
    return list(Runs(b"abc").of(*where))


def test_those_that_are_long_enough_are_told_where_they_begin_and_end():
    assert letters(b"abc-ab-abca", 3) == [(0, 3), (7, 11)]
    assert letters(b"--abca--", 4) == [(2, 6)]
    assert letters(b"--abc--", 4) == letters(b"", 1) == letters(b"xyz \xff\0", 1) == []


def test_of_a_part_of_the_text_they_are_told_in_the_text():
    assert letters(b"abc-abca-aaa", 3, 2) == [(4, 8), (9, 12)]
    assert letters(b"abc-abca-aaa", 2, 1, 6) == [(1, 3), (4, 6)]


def test_any_bytes_may_be_its_characters():
    assert list(Runs(b"\0\xff").of(b"a\0\xffb", 2)) == [(1, 3)]
