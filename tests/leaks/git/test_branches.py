from pathlib import Path

import pytest

from rootward.leaks.git.attribution import attribute
from rootward.leaks.git.brought import Brought
from tests.leaks.git.made import Made, line


@pytest.fixture
def made(tmp_path: Path) -> Made:
    made = Made(tmp_path / "made")
    made.commit(a="base\n")
    return made


def only(made: Made) -> Brought:
    (row,) = attribute(made.opened(), made.objects(), workers=1).brought
    return row


@pytest.mark.parametrize("options", [(), ("-a", "-m", "a release")])
def test_what_a_tag_alone_holds_is_told_by_the_tag(made, options):
    gone = made.commit(b=line(1))
    made.git("tag", *options, "v9")
    made.git("reset", "-q", "--hard", "HEAD~1")

    row = only(made)

    assert (row.commit, row.in_head, row.branches, row.branch_count) == (gone, False, ("tag v9",), 1)


def test_where_a_branch_holds_it_tags_are_not_told(made):
    made.commit(b=line(1))
    made.git("tag", "v9")

    assert only(made).branches == ("main",)


def test_what_is_stashed_is_told_by_the_stash_also_below_another(made):
    made.write("a", line(1))
    made.git("stash", "-q")
    assert only(made).branches == ("stash",)

    made.write("a", "harmless\n")
    made.git("stash", "-q")
    assert only(made).branches == ("stash@{1}",)


def test_what_a_note_holds_is_told_by_the_notes(made):
    made.git("notes", "add", "-m", line(1), "HEAD")

    assert only(made).branches == ("notes/commits",)


def test_what_another_reference_holds_is_told_by_its_name(made):
    gone = made.commit(b=line(1))
    made.git("update-ref", "refs/pull/7/head", gone)
    made.git("reset", "-q", "--hard", "HEAD~1")

    assert only(made).branches == ("pull/7/head",)


def test_a_tags_own_message_is_held_by_the_tag_and_by_nothing_once_it_is_gone(made):
    made.git("tag", "-a", "v9", "-m", line(1))
    row = only(made)
    assert (row.path, row.in_head, row.branches, row.branch_count) == ("message of tag v9", None, ("tag v9",), 1)

    made.git("tag", "-d", "v9")
    row = only(made)
    assert (row.path, row.in_head, row.branches) == ("message of tag v9", False, ())


def test_a_blob_that_was_tagged_is_held_by_the_tag(made):
    blob = made.git("hash-object", "-w", "--stdin", given=line(1).encode())
    made.git("tag", "key", blob)

    assert (only(made).commit, only(made).branches) == (None, ("tag key",))
