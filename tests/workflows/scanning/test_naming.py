"""Which sources the words of a command line name."""

from __future__ import annotations

import pytest

from rootward.errors import UsageError
from rootward.workflows.scanning.naming import is_range, sources_of
from rootward.workflows.scanning.order import Files, History, Message, Range, Source, Staged, told


@pytest.fixture
def bare(tmp_path):
    for name in ("objects", "refs"):
        (tmp_path / "shop.git" / name).mkdir(parents=True)
    (tmp_path / "shop.git" / "HEAD").write_text("ref: refs/heads/main\n")
    return str(tmp_path / "shop.git")


def test_without_a_word_it_is_the_working_directory():
    assert sources_of(()) == (Files(paths=(".",)),)
    assert sources_of((), history=True) == (History("."),)


def test_paths_are_scanned_together_and_a_bare_repository_is_a_history(bare):
    assert sources_of(("a", bare, "-", "b/*.env"), gitignore=True) == (
        History(bare),
        Files(paths=("a", "-", "b/*.env"), gitignore=True),
    )


def test_each_word_of_a_history_is_a_repository():
    assert sources_of(("a", "b"), history=True) == (History("a"), History("b"))


def test_a_range_stands_alone():
    assert sources_of(("main..HEAD",)) == (Range("main..HEAD"),)
    with pytest.raises(UsageError, match=r"main\.\.HEAD is a range of commits"):
        sources_of(("a", "main..HEAD"))


@pytest.mark.parametrize("word", ["main..HEAD", "main...HEAD", "origin/main..", "..HEAD", "v1.0..v1.1", "HEAD~3..HEAD"])
def test_these_are_ranges(word):
    assert is_range(word)


@pytest.mark.parametrize(
    "word", ["..", "../x", "./a..b", "/srv/a..b", "a/../b", "a/..", "...", "a.b", "-", "~/a..b", "../../a..b"]
)
def test_these_are_paths(word):
    assert not is_range(word)


def test_a_file_of_such_a_name_is_a_file(tmp_path, monkeypatch):
    (tmp_path / "a..b").write_text("")
    monkeypatch.chdir(tmp_path)

    assert not is_range("a..b")


def test_what_is_staged_and_a_message_stand_alone():
    assert sources_of((), staged=True) == (Staged(),)
    assert sources_of((), message=".git/COMMIT_EDITMSG") == (Message(".git/COMMIT_EDITMSG"),)


@pytest.mark.parametrize(
    ("words", "ways"),
    [
        ((), {"staged": True, "history": True}),
        ((), {"staged": True, "message": "m"}),
        (("a",), {"staged": True}),
        (("a",), {"message": "m"}),
        ((), {"history": True, "gitignore": True}),
    ],
)
def test_what_does_not_go_together_is_refused(words, ways):
    with pytest.raises(UsageError):
        sources_of(words, **ways)


def test_sources_are_told_as_they_were_asked_for():
    sources: list[Source] = [Files(paths=("a", "-")), History("r"), Range("a..b"), Staged(), Message("m")]

    assert [path for source in sources for path in told(source)] == [
        "a",
        "-",
        "the history of r",
        "a..b",
        "staged changes",
        "m",
    ]
