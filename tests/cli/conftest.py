"""A practice account with a gap for every remedy, and its administrator at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

from rootward.cli.main import main
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.state import State
from tests.acceptance.house import HOUSE, bind, client


class Shown(NamedTuple):
    """What a command line came to."""

    code: int
    out: str
    err: str


class Terminal:
    """Standard input with a person in front of it, who types these lines; after the last one Ctrl-C or Ctrl-D."""

    def __init__(self, *lines: str, interrupts: bool = False) -> None:
        self._lines = [f"{line}\n" for line in lines]
        self._interrupts = interrupts

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        if self._lines:
            return self._lines.pop(0)
        if self._interrupts:
            raise KeyboardInterrupt
        return ""


class Office:
    """An administrator of the account, with a machine of their own."""

    def __init__(self, sandbox: Sandbox, folder: Path, run: Callable[..., Shown], type_: Callable[..., None]) -> None:
        self.sandbox = sandbox
        self.folder = folder
        """The machine's state folder."""
        self.run = run
        """Runs a command line: `run("plan", "--quiet")`."""
        self.type = type_
        """Sits down at the terminal, and types these lines when asked."""
        self.iam = client(sandbox)

    @property
    def plan_file(self) -> Path:
        return self.folder / "plan.json"

    @property
    def minimum_length(self) -> int:
        """Of passwords: 8 before anything is applied, 14 after."""
        return int(self.iam.get_account_password_policy()["PasswordPolicy"]["MinimumPasswordLength"])

    def planned(self, *only: str) -> str:
        """The path of a plan of these checks."""
        names = [word for name in only for word in ("--only", name)]
        assert self.run("plan", "-q", "-o", str(self.plan_file), *names).code == 0
        return str(self.plan_file)


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[Sandbox, State]]:
    """The account, and its state before anybody did anything."""
    with serve(HOUSE) as sandbox:
        bind(sandbox)
        yield sandbox, sandbox.save()


@pytest.fixture
def office(
    served: tuple[Sandbox, State],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Office]:
    """Somebody at work on the account as it was at first. Nobody sits at the terminal before they say so."""
    sandbox, state = served
    sandbox.restore(state)
    sandbox.enforce = True
    sandbox.calls.clear()
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_args, **_kwargs: tmp_path)
    monkeypatch.setattr(sys, "stdin", StringIO())

    def run(*words: str) -> Shown:
        code = main(list(words))
        shown = Shown(code, *capsys.readouterr())
        assert "Traceback" not in shown.err
        assert "internal error" not in shown.err
        return shown

    def type_(*lines: str, interrupts: bool = False) -> None:
        monkeypatch.setattr(sys, "stdin", Terminal(*lines, interrupts=interrupts))

    yield Office(sandbox, tmp_path, run, type_)
    sandbox.no_faults()
