"""Where git looks for hooks."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from rootward.errors import OutputError, UsageError
from rootward.leaks.git.command import Git
from rootward.leaks.git.repository import open_repository
from rootward.leaks.hooks.folder import folder_of, folder_of_all
from rootward.leaks.hooks.template import drop_template, make_template


def of(path):
    return folder_of(open_repository(str(path)))


def real(path) -> Path:
    return Path(os.path.realpath(path))


@pytest.fixture
def git(tmp_path):
    return Git(folder=str(tmp_path), git_dir=os.devnull)


def test_a_repositorys_own_folder(grounds):
    folder = of(grounds.folder)
    assert real(folder.path) == real(grounds.hooks)
    assert (folder.why, folder.in_work_tree) == ("repository", False)


def test_a_worktree_has_the_hooks_of_its_repository(grounds, tmp_path):
    grounds.commit("one")
    grounds.git("worktree", "add", str(tmp_path / "other"))
    assert real(of(tmp_path / "other").path) == real(grounds.hooks)


def test_a_folder_of_the_work_tree_that_hooks_path_names(grounds):
    grounds.git("config", "core.hooksPath", ".githooks")
    folder = of(grounds.folder)
    assert real(folder.path) == real(grounds.folder / ".githooks")
    assert (folder.why, folder.in_work_tree) == ("hooksPath", True)


def test_a_folder_elsewhere_that_the_repositorys_hooks_path_names(grounds, tmp_path):
    grounds.git("config", "core.hooksPath", str(tmp_path / "shared"))
    folder = of(grounds.folder)
    assert (folder.path, folder.in_work_tree) == (tmp_path / "shared", False)


def test_a_hooks_path_of_the_users_home(grounds, tmp_path, monkeypatch):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    grounds.git("config", "core.hooksPath", "~/hooks")
    assert of(grounds.folder).path == tmp_path / "home" / "hooks"


def test_a_folder_for_all_is_not_one_repositorys_to_change(grounds, tmp_path):
    grounds.git("config", "--global", "core.hooksPath", str(tmp_path / "all"))
    with pytest.raises(UsageError) as refused:
        of(grounds.folder)
    assert "core.hooksPath is set for all of them" in str(refused.value)
    assert "--global" in refused.value.advice


def test_a_relative_folder_that_is_said_for_all_is_each_repositorys_own(grounds):
    grounds.git("config", "--global", "core.hooksPath", ".githooks")
    assert real(of(grounds.folder).path) == real(grounds.folder / ".githooks")


def test_no_commit_is_made_in_a_bare_repository(tmp_path):
    subprocess.run(["git", "init", "--bare", str(tmp_path / "bare")], check=True, capture_output=True)  # noqa: S607 - as a user has it
    with pytest.raises(UsageError, match="a bare repository has no hooks for commits"):
        of(tmp_path / "bare")


def test_for_all_a_template_of_rootwards_own(git, tmp_path, nobodys_git):
    own = tmp_path / "own"
    folder = folder_of_all(git, own)
    assert (folder.path, folder.why, folder.own_template) == (own / "hooks", "template", True)
    before = nobodys_git.read_bytes()

    assert make_template(git, own)
    assert not make_template(git, own)
    assert folder_of_all(git, own) == folder
    (own / "hooks").mkdir()
    (own / "hooks" / "pre-commit").write_text("#!/bin/sh\n")
    subprocess.run(["git", "init", str(tmp_path / "new")], check=True, capture_output=True)  # noqa: S607 - as a user has it
    assert (tmp_path / "new" / ".git" / "hooks" / "pre-commit").exists()
    assert (tmp_path / "new" / ".git" / "info" / "exclude").exists()

    (own / "hooks" / "pre-commit").unlink()
    assert drop_template(git, own)
    assert not own.exists()
    assert nobodys_git.read_bytes() == before
    assert not drop_template(git, own)


def test_what_others_put_into_the_template_stays(git, tmp_path):
    own = tmp_path / "own"
    make_template(git, own)
    (own / "info" / "exclude").write_text("*.o\n")
    drop_template(git, own)
    assert (own / "info" / "exclude").read_text() == "*.o\n"


def test_for_all_the_users_own_template(git, tmp_path, grounds):
    grounds.git("config", "--global", "init.templateDir", str(tmp_path / "mine"))
    folder = folder_of_all(git, tmp_path / "own")
    assert (folder.path, folder.why, folder.own_template) == (tmp_path / "mine" / "hooks", "template", False)
    assert not drop_template(git, tmp_path / "own")
    assert folder_of_all(git, tmp_path / "own") == folder


def test_for_all_the_folder_from_which_all_hooks_run(git, tmp_path, grounds):
    grounds.git("config", "--global", "core.hooksPath", str(tmp_path / "all"))
    grounds.git("config", "--global", "init.templateDir", str(tmp_path / "mine"))
    folder = folder_of_all(git, tmp_path / "own")
    assert (folder.path, folder.why) == (tmp_path / "all", "hooksPath")


def test_a_template_that_depends_on_where_one_stands_is_refused(git, tmp_path, grounds):
    grounds.git("config", "--global", "init.templateDir", "templates")
    with pytest.raises(UsageError, match="depends on where one stands"):
        folder_of_all(git, tmp_path / "own")


def test_what_a_repository_says_is_nothing_to_all(tmp_path, grounds):
    grounds.git("config", "init.templateDir", str(tmp_path / "theirs"))
    grounds.git("config", "core.hooksPath", str(tmp_path / "theirs"))
    own = tmp_path / "own"
    assert folder_of_all(Git(folder=str(grounds.folder)), own).path == own / "hooks"


def test_a_relative_folder_of_hooks_for_all_leaves_the_template(git, tmp_path, grounds):
    grounds.git("config", "--global", "core.hooksPath", ".githooks")
    assert folder_of_all(git, tmp_path / "own").path == tmp_path / "own" / "hooks"


def test_a_template_that_cannot_be_made_is_told(git, tmp_path):
    (tmp_path / "own").write_text("a file")
    with pytest.raises(OutputError, match="cannot be written"):
        make_template(git, tmp_path / "own")
