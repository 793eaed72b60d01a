"""A pattern that is compiled when it is first asked."""

from __future__ import annotations

import re

import pytest

from rootward.leaks.detect.late import late


def test_it_answers_as_one_that_is_compiled():
    numbers = late(rb"[0-9]{2}")
    assert numbers.pattern == b"[0-9]{2}"
    found, matched = numbers.search(b"a 12"), numbers.match(b"a 12", 2)
    assert found is not None
    assert found[0] == b"12"
    assert matched is not None
    assert matched.span() == (2, 4)
    assert [match[0] for match in numbers.finditer(b"12 34")] == numbers.findall(b"12 34") == [b"12", b"34"]
    assert late("(a)b").sub(r"\1", "ab") == "a"


def test_it_is_compiled_once_and_not_before_it_is_asked(monkeypatch):
    compiled: list[str] = []
    compile_ = re.compile

    def noted(pattern):
        compiled.append(pattern)
        return compile_(pattern)

    monkeypatch.setattr(re, "compile", noted)
    word = late("[a-z]{1,9}")
    assert compiled == []
    assert word.fullmatch("word")
    assert word.fullmatch("words")
    assert compiled == ["[a-z]{1,9}"]


def test_one_that_is_none_says_so_when_it_is_asked():
    none = late("(")
    with pytest.raises(re.error):
        none.search("a")
