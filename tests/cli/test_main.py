"""However a run ends before click is there: one line, and never the exit code of findings."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from rootward.cli.main import main

STAGED = ["scan", "--staged", "--quiet"]
TOLD_AGAIN = ["scan", "--history"]

IS_CLEAN, TELL_AGAIN = "rootward.workflows.scanning.hooked.is_clean", "rootward.cli.again.tell_again"


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """A working directory that is gone."""
    if sys.platform == "win32":
        pytest.skip("Windows keeps a folder that somebody works in")
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()


@pytest.mark.parametrize("words", [STAGED, TOLD_AGAIN, ["scan"], ["scan", "--quiet", "--commit-msg", "x"]])
def test_a_working_directory_that_is_gone_is_said(nowhere, capsys, words):
    del nowhere

    assert main(words) == 2
    assert capsys.readouterr() == (
        "",
        "rootward: error: the working directory is not there any more\nrootward: change to one that is\n",
    )


def raising(monkeypatch, where, error):
    def raise_it(*_given):
        raise error

    monkeypatch.setattr(where, raise_it)


@pytest.mark.parametrize(("words", "where"), [(STAGED, IS_CLEAN), (TOLD_AGAIN, TELL_AGAIN)])
def test_a_defect_is_no_finding(monkeypatch, capsys, words, where):
    raising(monkeypatch, where, RuntimeError("odd"))

    assert main(words) == 70
    said = capsys.readouterr().err
    assert said.startswith("rootward: internal error: RuntimeError: odd\n")
    assert "Traceback" not in said


@pytest.mark.parametrize(("words", "where"), [(STAGED, IS_CLEAN), (TOLD_AGAIN, TELL_AGAIN)])
def test_an_interruption_is_said(monkeypatch, capsys, words, where):
    raising(monkeypatch, where, KeyboardInterrupt())

    assert main(words) == 130
    assert capsys.readouterr().err == "rootward: interrupted\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there it ends the process at once")
def test_a_hook_that_is_ended_says_that_it_was_interrupted(monkeypatch, capsys):
    monkeypatch.setattr(IS_CLEAN, lambda _words: os.kill(os.getpid(), signal.SIGTERM))

    assert main(STAGED) == 130
    assert capsys.readouterr().err == "rootward: interrupted\n"
