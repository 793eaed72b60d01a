"""Hooks are put beside those that are there, and taken away without a trace."""

from __future__ import annotations

import os

import pytest

from rootward.errors import GuardRefusedError, OutputError
from rootward.leaks.hooks.installing import install, uninstall
from rootward.leaks.hooks.script import HOOKS, render

PYTHON = "/usr/bin/python3"
THEIRS = b"#!/bin/sh\r\n\xff echo theirs"


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_three_hooks_are_put_there_and_taken_away(tmp_path):
    folder = tmp_path / "hooks"
    done = install(folder, PYTHON)
    assert [(hook.name, hook.done, hook.kept) for hook in done] == [(name, True, False) for name in HOOKS]
    assert contents(folder) == {name: render(name, PYTHON) for name in HOOKS}
    assert all(os.access(folder / name, os.X_OK) for name in HOOKS)
    assert all(hook.done for hook in uninstall(folder))
    assert contents(folder) == {}


def test_installing_again_changes_nothing_but_the_python(tmp_path):
    install(tmp_path, PYTHON)
    assert [hook.done for hook in install(tmp_path, PYTHON)] == [False] * 3
    assert [hook.done for hook in install(tmp_path, "/opt/python")] == [True] * 3
    assert contents(tmp_path)["pre-commit"] == render("pre-commit", "/opt/python")


def test_a_hook_that_was_there_comes_back_byte_for_byte(tmp_path):
    theirs = tmp_path / "commit-msg"
    theirs.write_bytes(THEIRS)
    theirs.chmod(0o750)
    before = theirs.stat()

    done = install(tmp_path, PYTHON)
    assert [hook.name for hook in done if hook.kept] == ["commit-msg"]
    assert contents(tmp_path)["commit-msg.before-rootward"] == THEIRS
    install(tmp_path, "/opt/python")
    uninstall(tmp_path)

    assert contents(tmp_path) == {"commit-msg": THEIRS}
    after = theirs.stat()
    assert (after.st_mode, after.st_mtime_ns, after.st_ino) == (before.st_mode, before.st_mtime_ns, before.st_ino)


def test_a_hook_that_is_a_link_comes_back_as_one(tmp_path):
    folder = tmp_path / "hooks"
    folder.mkdir()
    (tmp_path / "check.sh").write_bytes(THEIRS)
    try:
        (folder / "pre-commit").symlink_to("../check.sh")
    except OSError:
        assert os.name == "nt"  # which lets not everybody make one
        return
    install(folder, PYTHON)
    assert (tmp_path / "check.sh").read_bytes() == THEIRS
    uninstall(folder)
    assert os.readlink(folder / "pre-commit") == "../check.sh"  # noqa: PTH115 - as it is written


def test_git_secrets_own_hook_is_known(tmp_path):
    (tmp_path / "pre-commit").write_text('#!/usr/bin/env bash\ngit secrets --pre_commit_hook -- "$@"\n')
    assert [hook.runs_git_secrets for hook in install(tmp_path, PYTHON)] == [True, False, False]
    assert [hook.runs_git_secrets for hook in install(tmp_path, PYTHON)] == [True, False, False]


def test_a_hook_of_rootwards_that_was_changed_by_hand_is_neither_replaced_nor_taken_away(tmp_path):
    install(tmp_path, PYTHON)
    hook = tmp_path / "pre-commit"
    hook.write_bytes(hook.read_bytes() + b"echo mine\n")
    before = contents(tmp_path)
    with pytest.raises(GuardRefusedError, match="was changed by hand"):
        install(tmp_path, "/opt/python")
    assert contents(tmp_path) == before
    changed, *others = uninstall(tmp_path)
    assert changed.left.endswith("was changed by hand, and was left")
    assert all(hook.done for hook in others)
    assert contents(tmp_path) == {"pre-commit": before["pre-commit"]}


def test_where_another_program_took_the_place_nothing_is_lost(tmp_path):
    (tmp_path / "pre-commit").write_bytes(b"first")
    install(tmp_path, PYTHON)
    # As the tool pre-commit does it.
    (tmp_path / "pre-commit").rename(tmp_path / "pre-commit.legacy")
    (tmp_path / "pre-commit").write_bytes(b"second")
    before = contents(tmp_path)
    with pytest.raises(GuardRefusedError, match=r"pre-commit.before-rootward is there already"):
        install(tmp_path, PYTHON)
    assert contents(tmp_path) == before
    replaced, *_ = uninstall(tmp_path)
    assert "which runs rootward's as pre-commit.legacy: delete that" in replaced.left
    assert "what was there before rootward is pre-commit.before-rootward" in replaced.left
    assert contents(tmp_path)["pre-commit"] == b"second"
    assert contents(tmp_path)["pre-commit.before-rootward"] == b"first"


def test_a_hook_that_somebody_else_put_there_meanwhile_is_left(tmp_path):
    (tmp_path / "pre-commit").write_bytes(b"theirs")
    assert [hook.done for hook in uninstall(tmp_path)] == [False] * 3
    assert [hook.left for hook in uninstall(tmp_path)] == [""] * 3
    assert contents(tmp_path) == {"pre-commit": b"theirs"}


def test_where_rootwards_hook_was_deleted_the_one_before_comes_back(tmp_path):
    (tmp_path / "pre-commit").write_bytes(b"first")
    install(tmp_path, PYTHON)
    (tmp_path / "pre-commit").unlink()
    with pytest.raises(GuardRefusedError, match="and no pre-commit"):
        install(tmp_path, PYTHON)
    uninstall(tmp_path)
    assert contents(tmp_path) == {"pre-commit": b"first"}


def test_a_folder_in_which_nothing_can_be_written_is_told(tmp_path):
    (tmp_path / "hooks").write_bytes(b"a file")
    with pytest.raises(OutputError, match="hooks"):
        install(tmp_path / "hooks", PYTHON)
    assert (tmp_path / "hooks").read_bytes() == b"a file"


def test_a_hook_that_cannot_be_written_leaves_the_one_that_was_there(tmp_path, monkeypatch):
    (tmp_path / "pre-commit").write_bytes(b"first")

    def full(*_arguments, **_options):
        raise OSError(28, "No space left on device", str(tmp_path))

    monkeypatch.setattr("rootward.leaks.hooks.installing.tempfile.mkstemp", full)
    with pytest.raises(OutputError, match="No space left on device"):
        install(tmp_path, PYTHON)
    assert contents(tmp_path) == {"pre-commit": b"first"}


def test_hooks_that_cannot_be_taken_away_are_told(tmp_path, monkeypatch):
    install(tmp_path, PYTHON)

    def denied(self, **_options):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr("rootward.leaks.hooks.installing.Path.unlink", denied)
    with pytest.raises(OutputError, match="pre-commit cannot be written: Permission denied"):
        uninstall(tmp_path)


def test_half_a_hook_is_never_there(tmp_path, monkeypatch):
    def denied(self, _mode):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr("rootward.leaks.hooks.installing.Path.chmod", denied)
    with pytest.raises(OutputError):
        install(tmp_path, PYTHON)
    assert contents(tmp_path) == {}
