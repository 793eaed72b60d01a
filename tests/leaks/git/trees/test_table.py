"""A table of keys: what a dictionary would say."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.leaks.git.trees.table import ABSENT, OTHER, SOUGHT, Recent, Table

# With the same bits at the top, many are looked for first in the same place.
keys = st.integers(1, 2**64 - 1) | st.integers(1, 40) | st.integers(2**64 - 40, 2**64 - 1)


def table(known: dict[int, int]) -> Table:
    made = Table.of(len(known))
    made.put(np.array([*known], np.uint64), np.array([*known.values()], np.uint32))
    return made


def told(known: Table | Recent, asked: list[int]) -> list[int]:
    found: list[int] = known.of_each(np.array(asked, np.uint64)).tolist()
    return found


@given(st.dictionaries(keys, st.integers(0, OTHER), max_size=60), st.lists(keys, max_size=30))
def test_a_table_tells_what_a_dictionary_does(known, others):
    asked = [*known, *others, *known]

    assert told(table(known), asked) == [known.get(key, ABSENT) for key in asked]


def test_where_all_keys_are_looked_for_first_in_the_last_place_they_go_on_at_the_first():
    known = {2**64 - 1 - number: number for number in range(200)}

    assert told(table(known), [*known, 2**64 - 201, 1]) == [*range(200), ABSENT, ABSENT]


def test_a_table_of_nothing_knows_nothing():
    assert told(table({}), [1, 2**64 - 1]) == [ABSENT, ABSENT]
    assert told(table({5: 1}), []) == []


def test_of_a_key_that_comes_twice_one_of_the_values_is_told():
    twice = Table.of(3)
    twice.put(np.array([7, 7, 8], np.uint64), np.array([1, 2, 3], np.uint32))

    assert told(twice, [7])[0] in {1, 2}
    assert told(twice, [8, 9]) == [3, ABSENT]


@given(st.lists(st.dictionaries(keys, st.integers(0, OTHER), max_size=20), max_size=4))
def test_what_is_put_later_stands_in_place_of_what_was_there(parts):
    made = Table.of(sum(map(len, parts)))
    known: dict[int, int] = {}
    for part in parts:
        made.put(np.array([*part], np.uint64), np.array([*part.values()], np.uint32))
        known |= part

    assert told(made, [*known]) == [*known.values()]


def test_many_keys_are_put_with_one_value():
    made = Table.of(3)
    made.put(np.array([1, 2, 3], np.uint64), OTHER)
    made.put(np.array([2], np.uint64), SOUGHT)

    assert told(made, [1, 2, 3, 4]) == [OTHER, SOUGHT, OTHER, ABSENT]


@given(st.dictionaries(keys, st.integers(0, OTHER), max_size=40), st.lists(st.lists(keys, max_size=20), max_size=6))
def test_what_was_asked_for_last_is_told_as_by_the_table(known, questions):
    recent = Recent(table(known))

    for asked in [*questions, [*known, *known], *questions]:
        assert told(recent, asked) == [known.get(key, ABSENT) for key in asked]


def test_rows_are_less_than_what_is_told_of_no_tree():
    assert SOUGHT < OTHER < ABSENT


@pytest.mark.parametrize("count", [1, 1000])
def test_a_worker_is_given_the_same_table(count):
    known = {number * 0x9E3779B97F4A7C15 % 2**64: number for number in range(1, count + 1)}
    given = pickle.loads(pickle.dumps(table(known)))  # noqa: S301

    assert told(given, [*known]) == [*known.values()]
