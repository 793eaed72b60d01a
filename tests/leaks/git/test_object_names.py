"""Names of objects, held against each other in bulk."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.leaks.git import object_names
from rootward.leaks.git.object_names import among, as_hexadecimal, as_names, fresh

A, B, C = ("0a" * 20, "0b" * 20, "0c" * 20)
LIKE_A = "0a" * 19 + "ff"
"""Another name that begins as A does."""

some = st.lists(st.sampled_from([A, B, C, LIKE_A, "00" * 20, "ff" * 20]), unique=True, max_size=6).map(sorted)


def names(*oids: str) -> object_names.Names:
    return as_names(oids, 20)


def test_names_are_digits_again():
    assert as_hexadecimal(names(A, LIKE_A)) == [A, LIKE_A]


def test_a_name_is_among_others_when_all_of_it_is():
    assert among(names(A, B, LIKE_A), names(LIKE_A, C)).tolist() == [False, False, True]


@pytest.mark.parametrize("few", [0, 16])
def test_what_an_earlier_array_has_is_not_fresh(monkeypatch, few):
    monkeypatch.setattr(object_names, "_FEW", few)

    first, second = fresh([names(A, B), names(B, C)], [names(A)])

    assert (first.tolist(), second.tolist()) == ([False, True], [False, True])


@given(st.lists(some, min_size=1, max_size=4), st.lists(some, max_size=3))
def test_fresh_is_what_stands_nowhere_before(arrays, known):
    found = fresh([names(*one) for one in arrays], [names(*one) for one in known])

    before = {oid for one in known for oid in one}
    for one, is_fresh in zip(arrays, found, strict=True):
        told = {oid for oid, fresh_one in zip(one, is_fresh.tolist(), strict=True) if fresh_one}
        assert set(one) - before <= told
        assert told - (set(one) - before) <= {A, LIKE_A}  # begun alike: may be taken for fresh, and is searched twice
        before |= set(one)


def test_names_in_no_order_are_never_passed_over():
    (found,) = fresh([names(C, A, B)], [names(B, C)])

    assert found.tolist()[1]
    assert found.dtype == np.bool_
