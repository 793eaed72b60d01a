"""The numbers of trees: the same where the same of what is sought lies at the same paths, and nowhere else."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rootward.leaks.git.trees.keys import Keys
from rootward.leaks.git.trees.marks import TooDeepError, marks_of
from rootward.leaks.git.trees.reading import Links, Read, Rows

Link = tuple[int, str, int]
"""The row of a tree, a name, and what it leads to: the row of a tree, or the number of a blob."""


def links(entries: list[Link], objects: Keys | Rows) -> Links:
    return Links(
        np.array([parent for parent, _, _ in entries], np.uint32),
        np.array([key(f"name {name}") for _, name, _ in entries], np.uint64),
        objects,
    )


def key(text: str) -> int:
    return random.Random(text).getrandbits(64)  # noqa: S311 - no secret


def marks(count: int, *, trees: list[Link], blobs: list[Link], unreadable: tuple[int, ...] = ()) -> list[int]:
    """The marks of so many trees."""
    inner = links(trees, np.array([row for _, _, row in trees], np.uint32))
    sought = links(blobs, np.array([key(f"blob {blob}") for _, _, blob in blobs], np.uint64))
    names: Keys = np.array([key(f"tree {row}") for row in range(count)], np.uint64)
    found: list[int] = marks_of(
        Read(inner, sought, np.array(unreadable, np.uint32), lacking=False, size=0), names
    ).tolist()
    return found


def test_a_tree_that_leads_to_nothing_sought_has_none():
    assert marks(3, trees=[(0, "d", 1), (1, "e", 2)], blobs=[]) == [0, 0, 0]
    assert marks(0, trees=[], blobs=[]) == []


def test_where_and_what_is_sought_is_told():
    found = marks(4, trees=[], blobs=[(0, "a", 1), (1, "a", 1), (2, "b", 1), (3, "a", 2)])

    assert found[0] == found[1]
    assert len({0, *found}) == 4


def test_two_blobs_that_changed_their_places_are_told():
    blobs = [(0, "a", 1), (0, "b", 2), (1, "a", 2), (1, "b", 1), (2, "b", 2), (2, "a", 1)]

    one, other, same = marks(3, trees=[], blobs=blobs)

    assert one == same != other


def test_a_folder_of_another_name_is_another_path():
    found = marks(5, trees=[(0, "d", 4), (1, "e", 4), (2, "d", 4), (2, "e", 4), (3, "d", 4)], blobs=[(4, "a", 1)])

    assert found[0] == found[3]
    assert len({0, *found}) == 5


def test_a_folder_that_leads_to_nothing_is_as_none():
    found = marks(4, trees=[(0, "d", 2), (0, "e", 3), (1, "d", 2)], blobs=[(2, "a", 1)])

    assert found[0] == found[1]
    assert found[3] == 0


def test_a_path_through_a_folder_is_not_one_without_it():
    found = marks(3, trees=[(0, "d", 2)], blobs=[(1, "d", 1), (2, "d", 1)])

    assert len({0, *found}) == 3


def test_a_tree_that_does_not_rebuild_is_told_by_its_name():
    found = marks(4, trees=[(0, "d", 2), (1, "d", 3)], blobs=[], unreadable=(2, 3))

    assert len({0, *found}) == 5


def test_as_many_folders_in_one_another_are_followed_as_are_checked_out():
    deep = 200
    chain = [(row, "d", row + 1) for row in range(deep)]

    found = marks(deep + 1, trees=chain, blobs=[(deep, "a", 1)])

    assert len({0, *found}) == deep + 2


@pytest.mark.parametrize("deep", [300, 10_000])
def test_more_are_not_followed(deep):
    chain = [(row, "d", row + 1) for row in range(deep)]

    with pytest.raises(TooDeepError):
        marks(deep + 1, trees=chain, blobs=[(deep, "a", 1)])
    assert marks(deep + 1, trees=chain, blobs=[(2, "a", 1)])[3:] == [0] * (deep - 2)


def test_trees_that_hold_each_other_are_not_followed():
    with pytest.raises(TooDeepError):
        marks(2, trees=[(0, "d", 1), (1, "d", 0)], blobs=[(1, "a", 1)])
    assert marks(2, trees=[(0, "d", 1), (1, "d", 0)], blobs=[]) == [0, 0]


rows = st.integers(0, 9)
names = st.sampled_from("ab")


@given(
    st.lists(st.tuples(rows, names, rows), max_size=25, unique_by=lambda link: link[:2]),
    st.lists(st.tuples(rows, st.sampled_from("cd"), st.integers(0, 1)), max_size=10, unique_by=lambda link: link[:2]),
)
@example([(0, "a", 2), (1, "a", 3)], [(2, "c", 0), (3, "c", 0), (3, "d", 1)])
def test_of_any_trees_two_have_the_same_mark_if_the_same_lies_at_the_same_paths(drawn, blobs):
    trees = [(parent, name, child) for parent, name, child in drawn if parent < child]

    def paths(row: int) -> frozenset[tuple[str, int]]:
        found = {(name, blob) for parent, name, blob in blobs if parent == row}
        for parent, name, child in trees:
            if parent == row:
                found |= {(f"{name}/{path}", blob) for path, blob in paths(child)}
        return frozenset(found)

    found = marks(10, trees=trees, blobs=blobs)

    every = [paths(row) for row in range(10)]
    assert [found.index(mark) for mark in found] == [every.index(one) for one in every]
    assert [mark == 0 for mark in found] == [not one for one in every]
