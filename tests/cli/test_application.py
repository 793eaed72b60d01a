"""Every way a run can end: the exit code, one clear line, and never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

from rootward import __version__
from rootward.cli.ending import Declined
from rootward.cli.main import main
from rootward.errors import CredentialsError, GuardRefusedError, InternalError, MissingExtraError


@pytest.fixture
def command_that_raises(monkeypatch):
    def install(error: BaseException) -> None:
        @click.command("explain")
        def command() -> int:
            raise error

        module = ModuleType("rootward.cli.explain")
        module.__dict__["command"] = command
        monkeypatch.setitem(sys.modules, "rootward.cli.explain", module)

    return install


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"rootward {__version__}\n"


def test_help_names_every_command_and_the_exit_codes(capsys):
    assert main(["--help"]) == 0

    shown = capsys.readouterr().out
    assert "audit --sandbox" in shown
    assert "130 interrupted" in " ".join(shown.split())


def test_a_mistyped_command_gets_a_suggestion(capsys):
    assert main(["audti"]) == 2
    assert "No such command 'audti'. Did you mean 'audit'?" in capsys.readouterr().err


def test_an_unknown_option_is_one_line_and_where_to_look(capsys):
    assert main(["audit", "--frm", "x"]) == 2

    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("rootward: error: No such option")
    assert lines[1] == "rootward: try: rootward audit --help"


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (CredentialsError("the token has expired", advice="sign in again"), 4, "error: the token has expired"),
        (GuardRefusedError("nobody would be left"), 5, "error: nobody would be left"),
        (MissingExtraError("sandbox"), 2, "error: this needs the extra 'sandbox', which is not installed"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (click.Abort(), 130, "interrupted"),
    ],
)
def test_an_error_of_the_tree_ends_with_its_code_and_its_line(command_that_raises, capsys, error, code, line):
    command_that_raises(error)

    assert main(["explain"]) == code

    shown = capsys.readouterr().err
    assert f"rootward: {line}\n" in shown
    assert "Traceback" not in shown


def test_after_a_no_nothing_more_is_said(command_that_raises, capsys):
    command_that_raises(Declined())

    assert main(["explain"]) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("error", [ZeroDivisionError("division by zero"), InternalError("check x gave no verdict")])
def test_a_defect_keeps_its_traceback_in_an_owner_only_file(command_that_raises, capsys, tmp_path, monkeypatch, error):
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_args, **_kwargs: tmp_path)
    command_that_raises(error)

    assert main(["explain"]) == 70

    shown = capsys.readouterr().err
    assert shown.count("\n") == 2
    assert "Traceback" not in shown
    (kept,) = (tmp_path / "defects").iterdir()
    assert str(kept) in shown
    assert str(error) in kept.read_text("utf-8")
    if sys.platform != "win32":
        assert kept.stat().st_mode & 0o077 == 0


def test_a_defect_is_told_even_where_nothing_can_be_kept(command_that_raises, capsys, tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_args, **_kwargs: blocked)
    command_that_raises(ValueError("odd"))

    assert main(["explain"]) == 70
    assert "could not be kept" in capsys.readouterr().err


FULL = Path("/dev/full")
needs_a_full_device = pytest.mark.skipif(not FULL.exists(), reason="only Linux has a device that is always full")


@needs_a_full_device
@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["explain"], ["permissions"]])
def test_a_full_standard_output_is_no_traceback(arguments):
    with FULL.open("w") as full:
        command = [sys.executable, "-m", "rootward", *arguments]
        done = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, text=True)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 2


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell closes the output")
@pytest.mark.parametrize("arguments", ["--version", "explain"])
def test_a_closed_standard_output_is_no_traceback(arguments):
    script = f"exec '{sys.executable}' -m rootward {arguments} >&-"
    done = subprocess.run(["/bin/sh", "-c", script], check=False, stderr=subprocess.PIPE, text=True)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell makes the pipe")
def test_a_reader_that_has_had_enough_changes_nothing():
    script = f"{{ '{sys.executable}' -m rootward explain; echo $? >&2; }} | true"
    done = subprocess.run(["/bin/sh", "-c", script], check=False, stderr=subprocess.PIPE, text=True)

    assert done.stderr == "0\n"
