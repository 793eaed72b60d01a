"""What git's hooks do: scan what a commit would bring, and stop it for a finding."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from rootward.leaks.hooks.installing import install
from rootward.leaks.hooks.script import HOOKS, render, whose

STAGED = '["scan", "--staged", "--quiet"]'


@pytest.fixture
def hooked(grounds):
    install(grounds.hooks, grounds.python)
    return grounds


def test_a_commit_scans_what_is_staged_and_the_message(hooked):
    assert hooked.commit("one").returncode == 0
    staged, message = hooked.called()
    assert staged == STAGED
    assert message.startswith('["scan", "--quiet", "--commit-msg", "')
    assert message.endswith('COMMIT_EDITMSG"]')
    assert hooked.commits() == 1


def test_a_finding_stops_the_commit_and_says_what_to_do(hooked):
    stopped = hooked.commit("one", code="1")
    assert stopped.returncode == 1
    assert hooked.called() == [STAGED]
    assert hooked.commits() == 0
    lines = stopped.stderr.splitlines()
    assert lines == [
        "rootward: the commit is stopped: it would bring what stands above.",
        "  take it out of the file, git add that again, and commit",
        "  or allow it, as said above; without a scan: git commit --no-verify",
    ]


def test_what_a_message_holds_can_be_taken_out_as_the_hook_says(hooked):
    hooked.git("config", "core.editor", "sed -i.bak s/bad/good/")
    hooked.commit("one", "--no-verify")
    (hooked.folder / "two").touch()
    hooked.git("add", "two")
    hook = hooked.hooks / "pre-commit"
    hook.rename(hook.with_name("off"))
    stopped = hooked.git("commit", "-m", "bad", code="1")
    _, line, *_ = stopped.stderr.splitlines()
    assert line == '  take it out: git commit -e -F "$(git rev-parse --git-path COMMIT_EDITMSG)"'
    place = hooked.git("rev-parse", "--git-path", "COMMIT_EDITMSG").stdout.strip()
    assert hooked.git("commit", "-e", "-F", place).returncode == 0
    assert hooked.git("log", "-1", "--format=%s").stdout == "good\n"


def test_what_could_not_be_read_stops_nothing(hooked):
    assert hooked.commit("one", code="3").returncode == 0


@pytest.mark.parametrize("code", ["2", "70", "130"])
def test_a_scan_that_did_not_come_to_an_end_stops_the_commit(hooked, code):
    stopped = hooked.commit("one", code=code)
    assert stopped.returncode == 1
    assert "did not come to an end" in stopped.stderr
    assert "git commit --no-verify" in stopped.stderr
    assert hooked.commits() == 0


def test_no_verify_goes_on_without(hooked):
    assert hooked.commit("one", "--no-verify", code="1").returncode == 0
    assert hooked.called() == []


def test_a_merge_scans_all_that_it_brings(hooked):
    hooked.commit("one")
    hooked.git("checkout", "-b", "side")
    hooked.commit("two")
    side = hooked.git("rev-parse", "HEAD").stdout.strip()
    hooked.git("checkout", "main")
    hooked.commit("three")
    hooked.called()

    stopped = hooked.git("merge", "--no-edit", "side", code="1")
    assert hooked.called() == [f'["scan", "--quiet", "HEAD..{side}"]']
    assert "git merge --abort" in stopped.stderr
    assert "git -c core.hooksPath=/dev/null commit" in stopped.stderr
    assert hooked.commits() == 3

    passed = hooked.git("-c", "core.hooksPath=/dev/null", "commit", "--no-edit", code="1")
    assert passed.returncode == 0  # as the hook says, for --no-verify does not reach it
    assert hooked.called() == []


def test_a_merge_of_several_scans_what_each_brings(hooked):
    hooked.commit("one")
    for name in ("two", "three"):
        hooked.git("checkout", "-b", name, "main")
        hooked.commit(name)
    hooked.git("checkout", "main")
    hooked.commit("four")
    hooked.called()

    assert hooked.git("merge", "--no-edit", "two", "three").returncode == 0
    ranges = [call for call in hooked.called() if "HEAD.." in call]
    assert len(ranges) == 2


@pytest.fixture
def forked(hooked):
    """On main, a side with three commits more."""
    hooked.commit("one")
    hooked.git("checkout", "-b", "side")
    for name in ("two", "three", "four"):
        hooked.commit(name)
    hooked.git("checkout", "main")
    hooked.commit("five")
    hooked.called()
    return hooked


PICKS: list[tuple[str, ...]] = [
    ("cherry-pick", "side"),
    ("cherry-pick", "-x", "side"),
    ("cherry-pick", "--edit", "side"),
]
REVERTS: list[tuple[str, ...]] = [("revert", "--no-edit", "HEAD"), ("revert", "--edit", "HEAD")]


@pytest.mark.parametrize("words", PICKS + REVERTS, ids=" ".join)
def test_what_is_picked_or_reverted_is_scanned_as_it_is_staged(forked, monkeypatch, words):
    monkeypatch.setenv("GIT_EDITOR", "true")
    before = forked.commits()

    stopped = forked.git(*words, code="1")
    assert stopped.returncode != 0
    assert forked.called() == [STAGED]
    assert "rootward: the commit is stopped" in stopped.stderr
    assert forked.commits() == before

    back = "git reset --merge" if words[0] == "revert" else "git cherry-pick --abort"
    assert back in stopped.stderr
    assert forked.git(*back.split()[1:]).returncode == 0
    assert forked.git("status", "--porcelain").stdout == ""
    assert forked.git(*words).returncode == 0
    assert forked.called()[0] == STAGED
    assert forked.commits() == before + 1


def test_of_several_that_are_picked_each_is_scanned(forked):
    assert forked.git("cherry-pick", "main..side").returncode == 0
    assert forked.called() == [STAGED] * 3


def test_a_pick_that_was_stopped_goes_on_as_the_hook_says(forked):
    forked.git("cherry-pick", "side", code="1")
    before = forked.commits()
    assert forked.git("-c", "core.hooksPath=/dev/null", "commit", "--no-edit", code="1").returncode == 0
    assert forked.commits() == before + 1


def test_a_rebase_is_not_stopped_half_way(forked):
    forked.git("checkout", "side")
    forked.called()
    assert forked.git("rebase", "main", code="1").returncode == 0
    assert forked.git("log", "--format=%s").stdout.split() == ["four", "three", "two", "five", "one"]


def test_an_ordinary_commit_is_scanned_once(hooked, monkeypatch):
    monkeypatch.setenv("GIT_EDITOR", "echo message >")
    for number, words in enumerate((("-m", "x"), (), ("--amend", "--no-edit"))):
        (hooked.folder / str(number)).touch()
        hooked.git("add", ".")
        assert hooked.git("commit", *words).returncode == 0
        assert hooked.called().count(STAGED) == 1


def test_a_hook_that_was_there_runs_first_and_may_stop_the_commit(grounds, monkeypatch):
    grounds.hooks.mkdir()
    before = grounds.hooks / "pre-commit"
    before.write_text('#!/bin/sh\necho "before $#" >>"$CALLS"\nexit "$BEFORE"\n')
    before.chmod(0o755)
    install(grounds.hooks, grounds.python)

    monkeypatch.setenv("BEFORE", "0")
    assert grounds.commit("one").returncode == 0
    assert grounds.called()[:2] == ["before 0", STAGED]
    monkeypatch.setenv("BEFORE", "7")
    assert grounds.commit("two").returncode == 1
    assert grounds.called() == ["before 0"]


def test_a_module_of_the_scanned_tree_is_not_imported(hooked):
    (hooked.folder / "rootward").mkdir()
    (hooked.folder / "rootward" / "__init__.py").write_text("raise SystemExit(0)")
    (hooked.folder / "json.py").write_text("raise SystemExit(0)")
    assert hooked.commit("one", code="1").returncode == 1
    assert hooked.called() == [STAGED]


def test_a_python_that_is_gone_stops_the_commit_and_says_what_to_do(grounds):
    install(grounds.hooks, "/nowhere/it's/python")
    stopped = grounds.commit("one")
    assert stopped.returncode == 1
    assert "rootward scan install-hooks" in stopped.stderr
    assert max(map(len, stopped.stderr.splitlines())) <= 80


@pytest.mark.parametrize("name", HOOKS)
def test_a_script_knows_itself(name):
    script = render(name, "/usr/bin/python3")
    assert whose(script) == "own"
    assert whose(script + b"echo more\n") == "changed"
    assert whose(script.replace(b"scan --", b"scam --").replace(b"HEAD..", b"HEAD...")) == "changed"
    assert whose(b"#!/bin/sh\necho hello\n") == "other"
    assert whose(b"") == "other"


@pytest.mark.parametrize("name", HOOKS)
def test_no_line_of_a_script_ends_as_windows_has_it(name):
    assert b"\r" not in render(name, "C:/Program Files/Python/python.exe")


def test_a_shell_takes_it(tmp_path):
    shell = shutil.which("sh")
    assert shell or os.name == "nt"  # there git brings its own along
    for name in HOOKS if shell else ():
        file = tmp_path / name
        file.write_bytes(render(name, "/usr/bin/python3"))
        assert subprocess.run([str(shell), "-n", file], check=False).returncode == 0
