"""Where passwords are told, and what is said of one that AWS refused to set."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import pytest

from rootward.cli.main import main
from rootward.cli.passwords import Shown, reminded, telling
from rootward.errors import GuardRefusedError
from rootward.workflows.running.passwords import FirstPassword
from rootward.workflows.running.run import Setting
from tests.cli.conftest import Terminal

MARK = FirstPassword("mark", "open-sesame", "https://123456789012.signin.aws.amazon.com/console")
ANN = FirstPassword("ann", "barley", "https://123456789012.signin.aws.amazon.com/console")
ABOVE = "rootward: the one-time password of {} stands above, before the report: it is not shown again\n"


def test_one_that_was_not_set_goes_out_of_the_file_and_it_is_said(tmp_path, capsys):
    path = tmp_path / "passwords.txt"
    setting = telling(Setting(), path)
    assert setting.tell_password is not None
    setting.tell_password(MARK)
    setting.tell_password(ANN)

    setting.withdraw_password(MARK)

    assert "mark" not in path.read_text()
    assert "password: barley" in path.read_text()
    told = capsys.readouterr().err
    assert told.endswith(f"rootward: the one-time password of mark was not set, and is not in {path} any more\n")
    assert "open-sesame" not in told


def test_one_on_the_terminal_that_was_not_set_is_not_called_to_mind(capsys):
    shown = Shown()
    shown(MARK)
    shown(ANN)
    shown.withdraw(MARK)
    capsys.readouterr()

    with reminded(Setting(tell_password=shown)):
        pass

    assert capsys.readouterr().err == ABOVE.format("ann")


def test_what_stands_above_is_said_however_the_run_ends(capsys):
    shown = Shown()
    shown(MARK)
    capsys.readouterr()

    with pytest.raises(OSError, match="no more room"), reminded(Setting(tell_password=shown)):
        raise OSError("no more room")

    assert capsys.readouterr().err == ABOVE.format("mark")


def test_where_nobody_is_there_nobody_is_told():
    assert telling(Setting(), None) == Setting()


@pytest.mark.parametrize("words", [(), ("--resume",)])
def test_apply_says_it_too_where_the_run_ends_with_an_error(tmp_path, monkeypatch, capsys, words):
    def ran(*_: object, setting: Setting, **_more: Any) -> None:
        assert setting.tell_password is not None
        setting.tell_password(MARK)

    def close(*_: object) -> NoReturn:
        raise GuardRefusedError("step 9: somebody else changed it")

    monkeypatch.setattr("rootward.cli.apply.apply_plan", ran)
    monkeypatch.setattr("rootward.cli.apply.resume", ran)
    monkeypatch.setattr("rootward.cli.apply.close", close)
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_args, **_kwargs: tmp_path / "config")
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.chdir(tmp_path)

    assert main(["apply", *words]) == 5

    assert ABOVE.format("mark").rstrip() in " ".join(capsys.readouterr().err.split())  # a terminal has it wrapped
