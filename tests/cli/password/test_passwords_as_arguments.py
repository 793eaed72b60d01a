"""A password that somebody gave as an argument is not repeated, whichever command of passwords it went to."""

from __future__ import annotations

import pytest

from rootward.cli.commands import PASSWORD_COMMANDS
from rootward.cli.main import main

COMMANDS = [command.name for command in PASSWORD_COMMANDS]


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("words", [("hunter2",), ("one", "hunter2"), ("--", "--hunter2"), ("-",)])
def test_it_is_refused(name, words, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    code = main(["password", name, *words])

    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert "a password is never one: it stands in the shell's history now" in err
    assert f"rootward password {name} --help" in err
    assert "hunter2" not in err


@pytest.mark.parametrize("words", [("hunter2",), ("hunter2", "check"), ("--", "hunter2")])
def test_in_the_place_of_a_command_too(words, capsys):
    code = main(["password", *words])

    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert "If it was a password, choose another" in err
    assert "hunter2" not in err


def test_a_mistyped_command_gets_a_suggestion(capsys):
    assert main(["password", "chek"]) == 2
    assert "Did you mean 'check'?" in capsys.readouterr().err
