"""Matching costs what the line is long, whoever wrote the expression."""

from __future__ import annotations

import re
from hashlib import shake_256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.leaks.ere.automaton import MOST_STEPS, Automaton
from rootward.leaks.ere.error import PatternError
from rootward.leaks.ere.expression import ANY, WORD, At, Either, Expression, OneOf, Place, Repeat, Sequence
from rootward.leaks.ere.reading import read
from rootward.leaks.ere.translation import translated

PLACES: list[Place] = ["line start", "line end", "boundary", "no boundary", "word start", "word end"]
LEAVES = st.one_of(
    st.sampled_from([1 << ord("a"), 1 << ord("b"), 1 << ord("-"), ANY, WORD]).map(OneOf),
    st.sampled_from(PLACES).map(At),
)
EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: Sequence(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda choices: Either(tuple(choices))),
        st.tuples(inner, st.integers(0, 2), st.one_of(st.none(), st.integers(0, 2))).map(
            lambda drawn: Repeat(drawn[0], drawn[1], None if drawn[2] is None else drawn[1] + drawn[2])
        ),
    ),
    max_leaves=8,
)


@given(EXPRESSIONS, st.binary(max_size=8).map(lambda drawn: bytes(b"ab- "[byte % 4] for byte in drawn)))
def test_it_finds_what_re_finds(expression, line):
    assert Automaton(expression).is_in(line) == bool(re.search(translated(expression).encode(), line))


@pytest.mark.parametrize("pattern", [b"(a+)+$", b"^(a|a)*$", b"(a*)*b", b".*.*.*.*.*=x", b"(.*a){20}$"])
def test_an_expression_that_keeps_re_busy_for_ever_is_followed_once_along_the_line(pattern):
    assert not Automaton(read(pattern)).is_in(b"a" * 5_000 + b"-")


def test_states_that_never_end_do_not_fill_the_memory():
    # The fifteenth letter from the end: as many sets of states as fifteen letters have forms.
    automaton = Automaton(read(b"a.{14}$"))
    line = bytes(b"ab"[byte % 2] for byte in shake_256(b"a line").digest(6_000))
    assert automaton.is_in(line) == (line[-15:-14] == b"a")
    assert automaton._held <= 8_192 + 100
    assert automaton.is_in(b"a" * 15)
    assert not automaton.is_in(b"b" * 15)


def test_an_expression_that_is_made_to_be_costly_is_given_up():
    automaton = Automaton(read(b"a.{400}$"))
    line = bytes(b"ab"[byte % 2] for byte in shake_256(b"a line").digest(20_000))
    with pytest.raises(PatternError, match="it takes too long"):
        automaton.is_in(line)


def test_an_ordinary_one_costs_no_more_for_many_lines():
    automaton = Automaton(read(b"[Ee]xample.*(key|secret)"))
    for number in range(2_000):
        assert automaton.is_in(b"src/a.py:%d: an Example of a secret" % number)
        assert not automaton.is_in(b"src/a.py:%d: something else" % number)
    assert automaton._left > 990_000


@pytest.mark.parametrize("pattern", [b"(a{100}){100}", b"(a{0,40}){40}", b"(((a{30}){30}){30}){30}"])
def test_bounds_that_multiply_are_refused(pattern):
    with pytest.raises(PatternError, match="too large"):
        Automaton(read(pattern))


@pytest.mark.parametrize(
    ("largest", "too_large"),
    [
        (b"a{499}", b"a{500}"),
        (b"a{498,}", b"a{499,}"),
        (b"(ab|c){199}", b"(ab|c){200}"),
        (b"a" * 1_000, b"a" * 1_001),
    ],
)
def test_how_large_it_may_be(largest, too_large):
    Automaton(read(largest))
    with pytest.raises(PatternError, match=r"^too large: its repeats come to more than it may$"):
        Automaton(read(too_large))


def test_the_largest_that_is_taken_is_built():
    assert Automaton(read(b"a" * MOST_STEPS)).is_in(b"a" * MOST_STEPS)
