"""Which repositories the words behind `--history` name."""

from __future__ import annotations

import pytest

from rootward.errors import UsageError
from rootward.workflows.scan import scan
from rootward.workflows.scanning.naming import sources_of
from rootward.workflows.scanning.order import Order
from rootward.workflows.scanning.repositories import repositories_of
from tests.workflows.scanning.shop import Shop


@pytest.fixture
def many(tmp_path, monkeypatch):
    """A folder with two repositories in it, a bare one for one, and with what is none."""
    monkeypatch.chdir(tmp_path)
    Shop(tmp_path / "many" / "worked-in")
    Shop(tmp_path / "many" / "bare.git", "--bare")
    (tmp_path / "many" / "notes").mkdir()
    (tmp_path / "many" / "README").write_text("")
    return tmp_path / "many"


BOTH = ("many/bare.git", "many/worked-in")


@pytest.mark.usefixtures("many")
def test_a_glob_that_no_shell_has_read_stands_for_the_repositories_that_match():
    assert repositories_of(("many/*",)) == BOTH
    assert repositories_of(("many/*.git", "many/*")) == BOTH


@pytest.mark.usefixtures("many")
def test_a_glob_that_matches_no_repository_is_refused():
    for glob in ("many/n*", "none/*"):
        with pytest.raises(UsageError, match=r"matches no"):
            repositories_of((glob,))


@pytest.mark.usefixtures("many")
def test_a_folder_that_is_no_repository_stands_for_those_one_level_below():
    assert repositories_of(("many",)) == BOTH
    scanned = scan(
        Order(sources=sources_of(("many",), history=True), cache=False),
        progress=lambda _line: None,
        announce=lambda _line: None,
    )
    assert scanned.scan.looked_in == ("the history of many/bare.git", "the history of many/worked-in")


def test_of_the_working_directory_they_are_told_by_their_names(many, monkeypatch):
    monkeypatch.chdir(many)

    assert repositories_of((".",)) == ("bare.git", "worked-in")


def test_a_folder_of_a_repository_is_that_repository(many):
    (many / "worked-in" / "inner").mkdir()
    Shop(many / "worked-in" / "inner" / "apart")

    assert repositories_of(("many/worked-in/inner", "many/bare.git/refs")) == (
        "many/worked-in/inner",
        "many/bare.git/refs",
    )


@pytest.mark.usefixtures("many")
def test_what_is_no_repository_and_holds_none_is_for_git_to_refuse():
    (name,) = repositories_of(("many/notes",))
    with pytest.raises(UsageError, match="there is no git repository"):
        scan(
            Order(sources=sources_of((name,), history=True), cache=False),
            progress=lambda _line: None,
            announce=lambda _line: None,
        )
    assert repositories_of(("none",)) == ("none",)
