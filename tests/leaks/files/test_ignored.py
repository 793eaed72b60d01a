"""Folders without what git ignores."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from rootward.errors import ForeignRepositoryError, GitError
from rootward.leaks.files.ignored import not_ignored
from tests.leaks.files.scanned import Scanned, key_id, leak

IDENTITY = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}


def git(*words, where="."):
    subprocess.run(["git", *words], cwd=where, check=True, capture_output=True, env=os.environ | IDENTITY)  # noqa: S607


def test_what_git_ignores_is_passed_over_only_when_asked(tree):
    tree({".gitignore": "*.log\nbuild/\n", "a.ini": leak(), "a.log": leak(), "build/b.ini": leak(), "c/d.log": leak()})
    git("init")
    assert Scanned(".").found == ["a.ini", "a.log", "build/b.ini", "c/d.log"]
    assert Scanned(".", gitignore=True).found == ["a.ini"]


def test_what_is_tracked_counts_though_it_would_be_ignored(tree):
    tree({".gitignore": "*.log\n", "kept.log": leak(), "other.log": leak()})
    git("init")
    git("add", "--force", "kept.log")
    assert Scanned(".", gitignore=True).found == ["kept.log"]


def test_what_is_deleted_and_still_tracked_is_no_file(tree):
    root = tree({"a.ini": leak(), "b.ini": leak()})
    git("init")
    git("add", ".")
    (root / "a.ini").unlink()
    scanned = Scanned(".", gitignore=True)
    assert scanned.found == ["b.ini"]
    assert scanned.unread == {}


def test_a_folder_in_a_repository_is_called_as_it_was_named(tree):
    root = tree({".gitignore": "*.log\n", "a/b.ini": leak(), "a/c.log": leak(), "d.ini": leak()})
    git("init")
    assert Scanned("a", gitignore=True).found == ["a/b.ini"]
    assert Scanned(root / "a", gitignore=True).found == [(root / "a/b.ini").as_posix()]


def test_repositories_in_folders_and_in_repositories_have_rules_of_their_own(tree):
    tree(
        {
            "one/.gitignore": "*.log",
            "one/a.ini": leak(),
            "one/a.log": leak(),
            "one/two/.gitignore": "*.ini",
            "one/two/a.ini": leak(),
            "one/two/a.log": leak(),
            "plain/a.log": leak(),
        }
    )
    git("init", where="one/two")
    git("init", where="one")
    assert Scanned(".", gitignore=True).found == ["one/a.ini", "one/two/a.log", "plain/a.log"]
    assert Scanned("one", gitignore=True).found == ["one/a.ini", "one/two/a.log"]


def test_a_submodule_is_asked_for_itself(tree):
    tree({"sub/.gitignore": "*.log", "sub/a.ini": leak(), "sub/a.log": leak(), "main/x.ini": leak()})
    git("init", where="sub")
    git("add", ".", where="sub")
    git("commit", "--message", "one", where="sub")
    git("init", where="main")
    git("-c", "protocol.file.allow=always", "submodule", "add", "../sub", "module", where="main")
    Path("main/module/b.log").write_bytes(leak())
    assert Scanned("main", gitignore=True).found == ["main/x.ini", "main/module/a.ini"]


def test_a_file_with_a_conflict_is_read_once(tree):
    root = tree({"a.ini": leak(1)})
    git("init", "--initial-branch", "main")
    git("add", ".")
    git("commit", "--message", "one")
    git("checkout", "-b", "other")
    (root / "a.ini").write_bytes(leak(2))
    git("commit", "--all", "--message", "two")
    git("checkout", "main")
    (root / "a.ini").write_bytes(leak(3))
    git("commit", "--all", "--message", "three")
    with pytest.raises(subprocess.CalledProcessError):
        git("merge", "other")
    scanned = Scanned(".", gitignore=True)
    assert {sight.key_id for _, sight in scanned.sights} == {key_id(2), key_id(3)}
    assert scanned.tally.files == 1


@pytest.mark.skipif(os.name == "nt", reason="POSIX only: links without rights")
def test_a_folder_that_became_a_link_leads_nowhere(tree, tmp_path_factory):
    away = tmp_path_factory.mktemp("away")
    (away / "a.ini").write_bytes(leak())
    root = tree({"folder/a.ini": leak(), "b.ini": leak()})
    git("init")
    git("add", ".")
    (root / "folder/a.ini").unlink()
    (root / "folder").rmdir()
    (root / "folder").symlink_to(away)
    assert Scanned(".", gitignore=True).found == ["b.ini"]


def test_what_is_named_besides_is_scanned_under_that_name(tree):
    root = tree({"a/b/c.ini": leak(), "a/d.ini": leak()})
    git("init")
    assert Scanned(".", root / "a/b", gitignore=True).found == ["a/d.ini", (root / "a/b/c.ini").as_posix()]
    assert Scanned("a/b", "a", ".", gitignore=True).found == ["a/b/c.ini", "a/d.ini"]


def test_a_repository_of_somebody_else_is_refused_with_what_to_do(tree, monkeypatch):
    tree({"a.ini": leak()})
    git("init")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(ForeignRepositoryError) as caught:
        list(not_ignored("."))
    assert "safe.directory" in caught.value.advice


def test_nothing_of_the_repositorys_own_is_run(tree):
    root = tree({"a.ini": leak(), "evil.sh": "#!/bin/sh\ntouch ran\n"})
    (root / "evil.sh").chmod(0o755)
    git("init")
    git("config", "core.fsmonitor", str(root / "evil.sh"))
    git("config", "core.hooksPath", str(root))
    assert Scanned(".", gitignore=True).found == ["a.ini"]
    assert not (root / "ran").exists()


fifos = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs on Windows")


@pytest.fixture
def impatient(monkeypatch):
    """Nobody waits a second."""
    monkeypatch.setattr("rootward.leaks.files.listing._PATIENCE", 0.05)


@fifos
@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("place", ["", "sub/", "sub/deep/"])
def test_a_fifo_in_the_place_of_an_ignore_file_is_said_and_what_it_ignores_is_scanned(tree, place):
    root = tree({"a.ini": leak(), "sub/a.log": leak(), "sub/deep/b.ini": leak()})
    git("init")
    os.mkfifo(root / place / ".gitignore")
    scanned = Scanned(".", gitignore=True)

    assert scanned.found == ["a.ini", "sub/a.log", "sub/deep/b.ini"]
    assert scanned.unread == {
        f"{place}.gitignore": "it is no file, and git would wait for it without end: what it ignores was scanned, too"
    }


@fifos
@pytest.mark.usefixtures("impatient")
def test_one_above_the_folder_that_is_scanned_is_waited_for_by_nobody_either(tree):
    root = tree({"a.ini": leak(), "sub/deep/b.ini": leak()})
    git("init")
    os.mkfifo(root / ".gitignore")
    scanned = Scanned("sub/deep", gitignore=True)

    assert scanned.found == ["sub/deep/b.ini"]
    assert list(scanned.unread) == [str(root / ".gitignore")]


@fifos
@pytest.mark.usefixtures("impatient")
def test_a_repository_inside_is_still_asked_for_itself(tree):
    root = tree({"a.ini": leak(), "in/.gitignore": "*.log\n", "in/b.ini": leak(), "in/c.log": leak()})
    git("init")
    git("init", where="in")
    os.mkfifo(root / ".gitignore")
    scanned = Scanned(".", gitignore=True)

    assert scanned.found == ["a.ini", "in/b.ini"]
    assert list(scanned.unread) == [".gitignore"]


@fifos
@pytest.mark.usefixtures("impatient")
def test_a_fifo_that_git_does_not_read_is_no_reason_to_give_up(tree):
    root = tree({".gitignore": "*.log\n", "a.ini": leak(), "a.log": leak(), "in/b.ini": leak()})
    git("init")
    git("init", where="in")
    os.mkfifo(root / "in" / ".gitignore")
    os.mkfifo(root / "pipe")
    scanned = Scanned(".", gitignore=True)

    assert scanned.found == ["a.ini", "in/b.ini"]
    assert list(scanned.unread) == ["in/.gitignore"]


@fifos
@pytest.mark.parametrize("name", ["info/exclude", "config", "index"])
def test_a_fifo_among_gits_own_files_is_refused(tree, name):
    root = tree({"a.ini": leak()})
    git("init")
    (root / ".git" / name).unlink(missing_ok=True)
    os.mkfifo(root / ".git" / name)

    with pytest.raises(GitError, match="is no file, and git would wait for it without end"):
        list(not_ignored("."))
