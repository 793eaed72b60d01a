from pathlib import Path

import pytest

from rootward.errors import GitError, UsageError
from rootward.leaks.git.brought import Introduced
from rootward.leaks.git.ranges import find_in_range
from rootward.leaks.rules import Rules
from tests.leaks.git.made import Made, key, line


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "made")


def found(made: Made, text: str) -> Introduced:
    return find_in_range(made.opened(), text, Rules(), workers=2)


def told(made: Made, text: str) -> list[tuple[str, str | None, str | None]]:
    introduced = found(made, text)
    assert introduced.unread == ()
    return [(row.path, row.sight.key_id, row.commit) for row in introduced.brought]


def test_what_the_commits_of_a_range_brought_is_told_and_nothing_from_before(made):
    made.commit(a=line(1))
    made.git("tag", "before")
    second = made.commit(b=line(2))

    assert told(made, "before..HEAD") == [("b", key(2), second)]
    assert told(made, "before..") == [("b", key(2), second)]


def test_a_key_that_the_file_had_before_the_range_is_not_told_again(made):
    made.commit(a=line(1))
    second = made.commit(a=line(1) + "changed\n" + line(2))

    assert told(made, "HEAD~1..HEAD") == [("a", key(2), second)]


def test_a_key_that_came_and_went_within_the_range_is_told(made):
    made.commit(a="base\n")
    second = made.commit(a=line(1))
    made.commit(a="gone\n")

    rows = found(made, "HEAD~2..HEAD").brought

    assert [(row.path, row.commit, row.in_head) for row in rows] == [("a", second, False)]


def test_messages_of_the_range_count(made):
    made.commit("first " + key(1), a="a\n")
    second = made.commit("second " + key(2), b="b\n")

    assert told(made, "HEAD~1..HEAD") == [("commit message", key(2), second)]


def test_what_a_merge_of_the_range_brought_by_itself_is_told(made):
    made.commit(a="base\n")
    made.git("checkout", "-q", "-b", "side")
    side = made.commit(b=line(1))
    made.git("checkout", "-q", "main")
    made.commit(c="main\n")
    made.git("merge", "-q", "--no-ff", "--no-commit", "side")
    merge = made.commit("merge", d=line(2))

    assert told(made, "HEAD^1..HEAD") == [("b", key(1), side), ("d", key(2), merge)]


def test_a_range_of_two_sides(made):
    made.commit(a="base\n")
    made.git("checkout", "-q", "-b", "side")
    side = made.commit(b=line(1))
    made.git("checkout", "-q", "main")
    main = made.commit(c=line(2))

    assert told(made, "main...side") == [("b", key(1), side), ("c", key(2), main)]
    assert told(made, "main..side") == [("b", key(1), side)]


def test_branches_and_head_outside_the_range_are_known(made):
    made.commit(a="base\n")
    made.commit(b=line(1))
    made.git("tag", "then")
    made.commit(c="later\n")
    made.git("branch", "other")

    (row,) = found(made, "then~1..then").brought

    assert (row.in_head, row.branches) == (True, ("main", "other"))


def test_commits_that_no_reference_leads_to_can_be_asked_for(made):
    first = made.commit(a="base\n")
    made.git("checkout", "-q", "--detach")
    gone = made.commit(b=line(1))
    made.git("checkout", "-q", "main")
    made.git("reflog", "expire", "--expire=now", "--all")

    assert told(made, f"{first}..{gone}") == [("b", key(1), gone)]


def test_an_empty_range_has_nothing(made):
    made.commit(a=line(1))

    introduced = found(made, "HEAD..HEAD")

    assert (introduced.brought, introduced.looked.commits, introduced.looked.blobs) == ((), 0, 0)


def test_commits_blobs_and_bytes_are_counted(made):
    made.commit(a="base\n")
    made.commit(a="12345", b="123")

    looked = found(made, "HEAD~1..HEAD").looked

    assert (looked.commits, looked.blobs) == (1, 2)
    assert looked.bytes > 8


@pytest.mark.parametrize("text", ["no..HEAD", "HEAD..no", "--all..HEAD", "--output=x..y"])
def test_a_range_of_what_is_not_there_is_a_usage_error(made, text):
    made.commit(a="a\n")

    with pytest.raises(UsageError, match="there is no such range"):
        found(made, text)


def test_a_tree_that_is_missing_is_said_and_the_rest_is_told(made):
    made.commit(a="base\n")
    made.commit(b="b\n")
    third = made.commit(c=line(1))
    fourth = made.commit(d=line(2))
    tree = made.git("rev-parse", f"{third}^{{tree}}")
    (made.folder / ".git/objects" / tree[:2] / tree[2:]).unlink()

    introduced = found(made, "HEAD~3..HEAD")

    assert introduced.brought == ()
    assert sorted(said.path for said in introduced.unread) == sorted([f"commit {third}", f"commit {fourth}"])


def test_a_history_that_is_broken_is_an_error(made):
    first = made.commit(a="base\n")
    second = made.commit(b="b\n")
    made.commit(c="c\n")
    (made.folder / ".git/objects" / second[:2] / second[2:]).unlink()

    with pytest.raises(GitError):
        found(made, f"{first}..HEAD")
