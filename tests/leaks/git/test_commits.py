"""Commits as git stores them: https://git-scm.com/docs/git-commit-tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.leaks.git.commits import Commit, from_note, noted, parse_commit

TREE = b"a" * 40
FIRST, SECOND = b"1" * 40, b"2" * 40
MAYA = b"Maya <maya@example.com>"


def stored(*parents: bytes, time: bytes = b"1600000000", zone: bytes = b"+0200", tree: bytes = TREE) -> bytes:
    lines = [
        b"tree " + tree,
        *(b"parent " + parent for parent in parents),
        b"author " + MAYA + b" 1500000000 +0000",
        b"committer " + MAYA + b" " + time + b" " + zone,
    ]
    return b"\n".join(lines) + b"\n\nwords\n"


def test_of_a_commit_its_tree_its_parents_and_the_committers_time_are_noted():
    note = noted(stored(FIRST, SECOND))

    assert note == b" ".join((TREE, b"1600000000", FIRST, SECOND))
    assert from_note(b"c" * 40, note) == Commit(b"c" * 40, TREE, (FIRST, SECOND), 1_600_000_000)


def test_a_first_commit_has_no_parents():
    note = noted(stored())

    assert note is not None
    assert from_note(b"c" * 40, note).parents == ()


def test_names_of_sha256_are_noted_too():
    note = noted(stored(b"3" * 64, tree=b"b" * 64))

    assert note is not None
    assert from_note(b"c" * 64, note).parents == (b"3" * 64,)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"tree\n",
        stored(time=b"yesterday"),
        stored(time=b"-5"),
        stored(tree=b"abc"),
        stored(b"no name"),
        stored().replace(b"author", b"writer"),
    ],
)
def test_of_a_commit_that_is_not_well_formed_nothing_is_noted(content):
    assert noted(content) is None


@given(
    st.lists(st.sampled_from([FIRST, SECOND, b"3" * 40]), max_size=4),
    st.integers(0, 10**12),
    st.binary(max_size=60).filter(lambda name: b"\n" not in name and b"\0" not in name),
)
def test_a_note_says_what_the_commit_does(parents, time, name):
    content = stored(*parents, time=str(time).encode()).replace(MAYA, name + b" <" + name + b">")
    note = noted(content)

    assert note is None or from_note(b"c" * 40, note) == parse_commit(b"c" * 40, content)
    assert note is not None or b">" in name


@pytest.mark.parametrize(
    "content", [b"", b"tree\n", b"tree x\ncommitter nonsense\n\n", b"\n\n", b"committer A <> -5 +0\n"]
)
def test_a_commit_that_is_not_well_formed_is_read_as_far_as_it_goes(content):
    assert parse_commit(b"0", content).time == 0
