"""Law 7, for one-time passwords: each is told once, where it was asked for, and stands nowhere else.

A whole set-up is run from the command line, stopped and taken up again; all that it printed and wrote is searched.
"""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from rootward.cli.main import main
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.faults import Fail
from rootward.sandbox.state import State
from rootward.workflows.running.passwords import FirstPassword, Passwords
from tests.workflows.new_account import NEW, password_of

BOOTSTRAP = ("bootstrap", "--user", "mark", "--user", "ann", "--auto-approve", "--show", "cli")


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Sandbox, State]]:
    with serve(NEW) as sandbox:
        yield sandbox, sandbox.save()


@pytest.fixture
def sandbox(served: tuple[Sandbox, State], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """The new account, for a command line on a machine whose every file lies under `tmp_path`."""
    sandbox, start = served
    sandbox.restore(start)
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_args, **_kwargs: tmp_path / "state")
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    monkeypatch.setattr(sys, "stdin", StringIO())
    monkeypatch.chdir(tmp_path)
    yield sandbox
    sandbox.no_faults()


def passwords_in(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("password: ") for line in lines if line.startswith("password: ")]


def written_beside(file: Path) -> str:
    """All files of the machine, the password file aside."""
    several = [path for path in file.parent.rglob("*") if path.is_file() and path != file]
    assert [path for path in several if path.suffix == ".jsonl"], "no journal was kept"
    return "".join(path.read_text(encoding="utf-8") for path in several)


def holds_none(text: str, passwords: list[str]) -> bool:
    # A part of a password is none the less one: the first half of each is looked for.
    return not any(one[: len(one) // 2] in text for one in passwords)


def test_what_is_printed_logged_and_written_holds_none(sandbox, tmp_path, capsys, caplog):
    caplog.set_level(logging.DEBUG, logger="rootward")
    file = tmp_path / "passwords.txt"
    sandbox.fault(Fail(actions=("iam:CreateLoginProfile",), times=1))

    code = main([*BOOTSTRAP, "--password-file", str(file)])
    main(["plan", "--format", "json", "--quiet"])
    main(["undo", "--auto-approve"])

    shown = capsys.readouterr()
    assert code == 0, shown.err
    told = passwords_in(file)
    assert len(told) == 2
    assert holds_none(f"{shown.out} {shown.err} {caplog.text} {written_beside(file)}", told)


def test_a_run_that_stops_at_it_and_is_taken_up_holds_none(sandbox, tmp_path, capsys):
    file = tmp_path / "passwords.txt"
    sandbox.deny("iam:CreateLoginProfile")
    stopped = main([*BOOTSTRAP, "--password-file", str(file)])
    sandbox.no_faults()

    resumed = main(["apply", "--resume", "--auto-approve", "--password-file", str(file)])

    shown = capsys.readouterr()
    assert (stopped, resumed) == (3, 0), shown.err
    told = passwords_in(file)
    assert {password_of(sandbox, "mark"), password_of(sandbox, "ann")} <= {*told}
    assert holds_none(f"{shown.out} {shown.err} {written_beside(file)}", told)


def test_at_a_terminal_each_is_shown_once_on_it_and_in_no_report(sandbox, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    code = main([*BOOTSTRAP, "--quiet"])

    shown = capsys.readouterr()
    assert code == 0, shown.err
    passwords = [password_of(sandbox, "mark"), password_of(sandbox, "ann")]
    assert all(password is not None and len(password) == 24 for password in passwords)
    assert [shown.err.count(str(password)) for password in passwords] == [1, 1]
    assert holds_none(f"{shown.out} {written_beside(tmp_path / 'none')}", [str(one) for one in passwords])


@pytest.mark.usefixtures("sandbox")
def test_no_repr_of_what_lives_while_a_run_is_under_way_holds_one(tmp_path, monkeypatch):
    """Also that of the keeper itself, and of what it tells."""
    living: list[str] = []
    real = Passwords.__call__

    def watched(passwords, wanted):
        password = real(passwords, wanted)
        several = [one for one in gc.get_objects() if str(type(one).__module__).startswith("rootward.")]
        assert any(isinstance(one, Passwords) for one in several)
        living.extend(
            type(one).__name__ for one in (*several, FirstPassword("mark", password, "")) if password in repr(one)
        )
        return password

    monkeypatch.setattr(Passwords, "__call__", watched)
    assert main([*BOOTSTRAP, "--password-file", str(tmp_path / "passwords.txt")]) == 0

    assert living == []
