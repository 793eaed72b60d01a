"""What a partial clone never fetched is said, and nothing is fetched to say it."""

from pathlib import Path

import pytest

from rootward.leaks.git.absent import PARTIAL
from rootward.leaks.git.ancestry import read_history
from rootward.leaks.git.attribution import attribute
from rootward.leaks.git.repository import Repository
from tests.leaks.git.made import Made, line


@pytest.fixture
def made(tmp_path: Path) -> Made:
    made = Made(tmp_path / "made")
    made.git("config", "uploadpack.allowFilter", "true")
    made.git("config", "uploadpack.allowAnySHA1InWant", "true")
    return made


def clone(made: Made, *words: str) -> Made:
    folder = made.folder.parent / "clone"
    made.git("clone", "-q", "--bare", *words, f"file://{made.folder}", str(folder))
    return Made.at(folder)


def lacking(repository: Repository, workers: int = 2) -> str | None:
    return attribute(repository, {}, workers=workers).lacking


def test_what_was_never_fetched_is_counted_and_named(made):
    made.commit(a="small\n", b="x" * 5_000)
    large = made.git("rev-parse", "HEAD:b")

    reason = lacking(clone(made, "--filter=blob:limit=1k").opened())

    assert reason == f"a partial clone: 1 blob was never fetched: b ({large})"


def test_of_many_the_first_by_path_are_named(made):
    for number in (5, 3, 4, 1, 2):
        made.commit(**{f"f{number}": f"{number}\n"})
    names = [(f"f{number}", made.git("rev-parse", f"HEAD:f{number}")) for number in (1, 2, 3)]

    partial = clone(made, "--filter=blob:none").opened()

    named = ", ".join(f"{path} ({oid})" for path, oid in names)
    assert lacking(partial) == f"a partial clone: 5 blobs were never fetched: {named} and 2 more"


def test_one_that_came_to_many_paths_is_one_and_named_by_the_first(made, monkeypatch):
    monkeypatch.setattr("rootward.leaks.git.changes._MANY", 1)
    for path in "dbce":
        made.commit(**{path: "the same\n"})
    oid = made.git("rev-parse", "HEAD:b")

    partial = clone(made, "--filter=blob:none").opened()

    assert {lacking(partial, workers) for workers in (1, 2, 3)} == {
        f"a partial clone: 1 blob was never fetched: b ({oid})"
    }


def test_what_a_merge_alone_brought_counts_and_so_does_a_link(made):
    base = made.commit(a="base\n")
    made.git("checkout", "-q", "-b", "side")
    made.commit(a="side\n")
    made.git("checkout", "-q", "-B", "main", base)
    made.commit(a="main\n")
    made.git("merge", "-q", "--no-commit", "-s", "ours", "side")
    made.write("a", "both\n")
    made.git("commit", "-q", "-m", "merge")
    (made.folder / "Link").symlink_to("a")
    made.git("add", "Link")
    made.git("commit", "-q", "-m", "link")

    reason = lacking(clone(made, "--filter=blob:none").opened())

    assert reason is not None
    assert reason.startswith("a partial clone: 5 blobs were never fetched: ")
    assert made.git("rev-parse", "HEAD:Link") in reason


def test_a_strange_name_is_told_as_it_is(made):
    made.write('a\t"b"', "x\n")
    made.git("commit", "-q", "-m", "strange")

    reason = lacking(clone(made, "--filter=blob:none").opened())

    assert reason is not None
    assert 'fetched: a\t"b" (' in reason


def test_what_was_fetched_later_is_not_missed(made):
    made.commit(a="a\n", b="b\n")
    partial = clone(made, "--filter=blob:none")
    assert lacking(partial.opened()) is not None

    partial.git("rev-list", "--objects", "--all")
    for path in "ab":
        partial.git("cat-file", "-p", f"HEAD:{path}")

    assert partial.opened().partial
    assert lacking(partial.opened()) is None


def test_to_say_it_nothing_is_fetched(made):
    made.commit(a="a\n")
    partial = clone(made, "--filter=blob:none")
    before = sorted(path.name for path in partial.folder.rglob("*"))

    assert lacking(partial.opened()) is not None
    assert sorted(path.name for path in partial.folder.rglob("*")) == before


def test_a_whole_clone_lacks_nothing(made):
    made.commit(a=line(1))

    assert lacking(clone(made).opened()) is None


def test_a_blob_that_was_lost_is_missing(made):
    made.commit(a=line(1))
    made.commit(a="taken out\n")
    lost = made.git("rev-parse", "HEAD~1:a")
    (made.folder / ".git/objects" / lost[:2] / lost[2:]).unlink()

    assert lacking(made.opened()) == f"1 blob is missing that commits lead to: a ({lost})"


def test_names_of_sha256_are_told_too(tmp_path):
    made = Made(tmp_path / "made", "--object-format=sha256")
    made.git("config", "uploadpack.allowFilter", "true")
    made.commit(a="a\n")

    reason = lacking(clone(made, "--filter=blob:none").opened())

    assert reason == f"a partial clone: 1 blob was never fetched: a ({made.git('rev-parse', 'HEAD:a')})"


def test_where_git_fails_as_a_whole_it_is_said_in_general(made):
    made.commit(a="a\n")
    partial = clone(made, "--filter=blob:none")
    repository = partial.opened()
    assert read_history(repository).commits
    (partial.folder / "HEAD").write_text("nonsense\n", encoding="ascii")

    assert lacking(repository) == PARTIAL
