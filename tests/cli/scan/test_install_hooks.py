"""`rootward scan install-hooks` and `uninstall-hooks`: what is put where, and what is said of it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.local.key_places.planting import key_id, secret, write

NAMES = "pre-commit, commit-msg, prepare-commit-msg"


def git(*words):
    """What git says, and its exit code."""
    done = subprocess.run(["git", *words], check=False, capture_output=True, text=True)  # noqa: S607 - as a user has it
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def repository(folder, monkeypatch):
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(folder.parent / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    git("config", "--global", "user.name", "Kim")
    git("config", "--global", "user.email", "kim@example.com")
    git("init", "--template=", "--initial-branch=main")
    return folder


def hooks(folder: Path) -> list[str]:
    place = folder / ".git" / "hooks"
    return sorted(path.name for path in place.iterdir()) if place.exists() else []


def test_hooks_are_put_into_the_repository_and_taken_out(repository, scans):
    put = scans("install-hooks")
    assert (put.code, put.out) == (0, "")
    assert f"{NAMES} installed in " in put.err
    assert hooks(repository) == sorted(NAMES.split(", "))
    assert "the hooks are there already" in scans("install-hooks").err
    assert f"{NAMES} taken out of " in scans("uninstall-hooks").err
    assert hooks(repository) == []
    assert "has no hooks of rootward's" in scans("uninstall-hooks").err


def test_another_repository_can_be_named(repository, scans, monkeypatch):
    monkeypatch.chdir(repository.parent)
    scans("install-hooks", "shop")
    assert len(hooks(repository)) == 3


def test_a_leaked_key_is_not_committed(repository, scans):
    scans("install-hooks")
    write(repository / "a.ini", f"[default]\naws_access_key_id = {key_id(1)}\naws_secret_access_key = {secret(1)}\n")
    git("add", "a.ini")
    code, said = git("commit", "-m", "one")
    assert code == 1
    assert key_id(1) in said
    assert secret(1) not in said
    assert "rootward: the commit is stopped" in said

    write(repository / "a.ini", "[default]\n")
    git("add", "a.ini")
    assert git("commit", "-m", f"was {key_id(1)}")[0] == 1
    assert git("commit", "-m", "one")[0] == 0


def test_hooks_that_were_there_are_told_and_come_back(repository, scans):
    place = repository / ".git" / "hooks"
    place.mkdir()
    (place / "pre-commit").write_text('#!/usr/bin/env bash\ngit secrets --pre_commit_hook -- "$@"\n')
    put = scans("install-hooks")
    assert "pre-commit: the hook that was there is kept as pre-commit.before-rootward, and runs first" in put.err
    assert "git-secrets runs as well" in put.err
    assert "pre-commit: the hook that was there before is back" in scans("uninstall-hooks").err
    assert hooks(repository) == ["pre-commit"]


def test_a_folder_of_the_work_tree_is_told(repository, scans):
    git("config", "core.hooksPath", ".githooks")
    assert "is part of the work tree" in scans("install-hooks").err
    assert len(list((repository / ".githooks").iterdir())) == 3
    assert hooks(repository) == []


def test_one_that_was_changed_by_hand_is_left(repository, scans):
    scans("install-hooks")
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.write_bytes(hook.read_bytes() + b"# mine\n")
    refused = scans("install-hooks")
    assert refused.code == 5
    assert "was changed by hand" in refused.err
    left = scans("uninstall-hooks")
    assert left.code == 5
    assert "pre-commit was changed by hand, and was left" in left.err
    assert hooks(repository) == ["pre-commit"]


def test_where_there_is_no_repository_there_are_no_hooks(folder, scans):
    del folder
    assert scans("install-hooks").code == 2
    assert scans("uninstall-hooks").code == 2


def test_for_repositories_to_come_a_template_is_made(repository, scans):
    before = (repository.parent / "gitconfig").read_bytes()
    put = scans("install-hooks", "--global")
    assert put.code == 0
    assert "init.templateDir is now " in put.err
    assert "core.hooksPath would reach all at once" in put.err
    assert "is your init.templateDir" in scans("install-hooks", "--global").err
    git("init", "later")
    assert len(hooks(repository / "later")) == 3

    taken = scans("uninstall-hooks", "--global")
    assert "init.templateDir is unset" in taken.err
    assert (repository.parent / "gitconfig").read_bytes() == before
    assert len(hooks(repository / "later")) == 3


def test_where_all_hooks_run_from_one_folder_they_go_there(repository, scans):
    everywhere = repository.parent / "everywhere"
    git("config", "--global", "core.hooksPath", str(everywhere))
    refused = scans("install-hooks")
    assert refused.code == 2
    assert "--global" in refused.err
    assert "which core.hooksPath names" in scans("install-hooks", "--global").err
    assert len(list(everywhere.iterdir())) == 3
    scans("uninstall-hooks", "--global")
    assert list(everywhere.iterdir()) == []


def test_a_template_from_before_is_taken_away_as_well(repository, scans):
    scans("install-hooks", "--global")
    everywhere = repository.parent / "everywhere"
    git("config", "--global", "core.hooksPath", str(everywhere))
    scans("install-hooks", "--global")
    assert "init.templateDir is unset" in scans("uninstall-hooks", "--global").err
    git("init", "later")
    assert not set(hooks(repository / "later")) & set(NAMES.split(", "))
