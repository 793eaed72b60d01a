from pathlib import Path

import pytest

from rootward.errors import GitError
from rootward.leaks.git.ancestry import _parents_first, ancestors, inherited, known_history, read_history
from rootward.leaks.git.commits import Commit
from rootward.leaks.git.finding import find_in_objects
from rootward.leaks.git.reading import Reading
from tests.leaks.git.made import Made
from tests.leaks.git.repositories_with_words import Words


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "made")


def graph(**parents: str) -> dict[bytes, Commit]:
    return {
        name.encode(): Commit(name.encode(), b"", tuple(of.encode() for of in its.split()), 0)
        for name, its in parents.items()
    }


def test_commits_come_after_their_parents_also_where_clocks_went_backwards(made):
    names = []
    for day in (9, 5, 7, 1, 3):
        made.commits = day
        names.append(made.commit())

    assert list(read_history(made.opened()).commits) == [name.encode() for name in names]


def test_a_commit_has_its_tree_its_parents_and_the_committers_time(made):
    first = made.commit(a="a\n")
    second = made.commit(b="b\n")

    assert read_history(made.opened()).commits[second.encode()] == Commit(
        second.encode(), made.git("rev-parse", "HEAD^{tree}").encode(), (first.encode(),), 1_600_000_000 + 2 * 86_400
    )


def test_the_parents_of_a_range_are_outside_it(made):
    first = made.commit()
    second = made.commit()

    history = read_history(made.opened(), ["HEAD~1..HEAD"])

    assert (list(history.commits), list(history.outside)) == ([second.encode()], [first.encode()])


def test_an_empty_repository_has_no_history(made):
    assert read_history(made.opened()).commits == {}


def test_a_reference_to_nothing_hides_no_other(made):
    first = made.commit()
    (made.folder / ".git/refs/heads/broken").write_text("1" * 40 + "\n", encoding="ascii")

    assert list(read_history(made.opened()).commits) == [first.encode()]


def test_around_a_missing_commit_all_others_are_walked_and_it_is_said(made):
    first = made.commit()
    made.git("branch", "side")
    second = made.commit()
    third = made.commit()
    made.git("tag", "-a", "-m", "x", "v1")
    (made.folder / ".git/objects" / second[:2] / second[2:]).unlink()

    history = read_history(made.opened())

    assert set(history.commits) == {first.encode(), third.encode()}
    assert [(said.path, said.reason) for said in history.unread] == [
        (f"commit {second}", "it is missing: what it and those before it brought is not known")
    ]


def test_around_a_broken_commit_too(made):
    first = made.commit()
    made.git("branch", "side")
    second = made.commit()
    third = made.commit()
    broken = made.folder / ".git/objects" / second[:2] / second[2:]
    broken.chmod(0o644)
    broken.write_bytes(b"nonsense")

    history = read_history(made.opened())

    assert set(history.commits) == {first.encode(), third.encode()}
    assert [said.path for said in history.unread] == [f"commit {second}"]


def test_of_many_missing_commits_the_first_are_said_and_the_others_counted(made, monkeypatch):
    monkeypatch.setattr("rootward.leaks.git.ancestry._MOST_UNREAD", 2)
    for number in range(4):
        made.git("checkout", "-q", "--orphan", f"b{number}")
        made.commit()
        gone = made.commit()
        made.commit()
        (made.folder / ".git/objects" / gone[:2] / gone[2:]).unlink()

    unread = read_history(made.opened()).unread

    assert (len(unread), unread[-1].path, unread[-1].reason) == (3, "commits", "2 more are missing or broken")


def test_around_a_missing_commit_a_head_without_commits_leads_nowhere(made):
    made.commit()
    gone = made.commit()
    third = made.commit()
    made.git("symbolic-ref", "HEAD", "refs/heads/unborn")
    (made.folder / ".git/objects" / gone[:2] / gone[2:]).unlink()

    assert set(read_history(made.opened()).commits) == {third.encode()}


def test_a_range_that_makes_no_sense_is_an_error(made):
    made.commit()

    with pytest.raises(GitError):
        read_history(made.opened(), ["no..HEAD"])


def test_ancestors_are_all_that_a_commit_leads_to():
    commits = graph(a="", b="a", c="a", d="b c", e="d")

    assert ancestors(commits, b"d") == {b"a", b"b", b"c", b"d"}
    assert ancestors(commits, b"unknown") == set()


def test_a_tip_holds_what_it_and_its_ancestors_brought():
    commits = graph(a="", b="a", c="a", d="b c", e="")

    held = inherited(commits, {b"a": 1, b"b": 2, b"c": 4, b"e": 8}, [b"b", b"c", b"d", b"e", b"unknown"])

    assert held == {b"b": 3, b"c": 5, b"d": 7, b"e": 8, b"unknown": 0}


def read_by_the_way(made: Made) -> dict[bytes, Commit]:
    """All commits of a repository, as they are known once every object was read."""
    reading = Reading()
    with reading:
        find_in_objects(made.opened(), Words(), workers=1, reading=reading)
        return dict(reading.commits)


def test_commits_that_were_read_make_the_history_that_git_walks(made):
    made.commit()
    made.git("checkout", "-q", "-b", "side")
    made.commit()
    made.git("checkout", "-q", "main")
    made.commit()
    made.git("merge", "-q", "--no-edit", "side")
    made.git("tag", "-a", "-m", "x", "v1")
    made.git("repack", "-adfq")
    made.commit()

    known = known_history(made.opened(), read_by_the_way(made))

    assert known is not None
    assert known.commits == read_history(made.opened()).commits
    for place, commit in enumerate(known.commits.values()):
        assert {*commit.parents} <= {*list(known.commits)[:place]}


def test_commits_that_nothing_leads_to_are_no_history(made):
    first = made.commit()
    made.commit()
    made.git("reset", "-q", "--hard", first)
    made.git("reflog", "expire", "--expire=now", "--all")

    known = known_history(made.opened(), read_by_the_way(made))

    assert known is not None
    assert list(known.commits) == [first.encode()]


def test_with_one_commit_that_was_not_read_git_has_to_walk(made):
    first = made.commit()
    second = made.commit()
    read = read_by_the_way(made)

    for missing in (first, second):
        rest = {oid: commit for oid, commit in read.items() if oid != missing.encode()}
        assert known_history(made.opened(), rest) is None


def test_commits_that_lead_to_themselves_end_a_walk():
    commits = graph(a="c", b="a", c="b")

    assert set(_parents_first(commits, [b"c"])) == {b"a", b"b", b"c"}
