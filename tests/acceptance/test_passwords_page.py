"""Every line of docs/passwords.md that can be typed is."""

from __future__ import annotations

import hashlib
import re
import shlex
from pathlib import Path

import pytest

from rootward.cli.main import main
from rootward.engine.password.rules import broken, broken_for_root
from rootward.model.secret import Secret
from tests.cli.piping import pipe

PAGE = (Path(__file__).parents[2] / "docs" / "passwords.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ rootward password (.*?)(?:  +#.*)?$", PAGE, re.MULTILINE)
STRONG = b"Plum-orbit-7-Gravel-nine"
GENERATE, CHECK, POLICY, CHANGE = (
    [line for line in COMMANDS if line.split()[0] == name] for name in ("generate", "check", "policy", "change")
)


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Types a line, with a password on standard input, where nobody answers for breached ones."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_args, **_more: tmp_path / "state")
    monkeypatch.setenv("ROOTWARD_RANGE_URL", "http://127.0.0.1:9/range/")
    digits = hashlib.sha1(b"password", usedforsecurity=False).hexdigest()
    (tmp_path / "pwnedpasswords.txt").write_text(f"{digits}:1\n")

    def typed(line, data=STRONG):
        pipe(monkeypatch, data)
        return main(["password", *shlex.split(line)]), *capsys.readouterr()

    return typed


def test_the_page_has_these_lines():
    assert len(COMMANDS) == len(GENERATE) + len(CHECK) + len(POLICY) + len(CHANGE) == 12
    assert len(CHANGE) == 1  # of a profile that nobody has here: tests of the command run it


@pytest.mark.parametrize("line", [line for line in GENERATE if "|" not in line])
def test_a_password_is_chosen(run, tmp_path, line):
    code, out, err = run(line)
    words = shlex.split(line)
    text = (tmp_path / words[-1]).read_text() if "-o" in words else out.removesuffix("\n")

    assert code == 0
    assert len(text) == (32 if "--root" in words else 24)
    assert broken(Secret(text), None) == broken_for_root(Secret(text)) == ()
    assert f"{193 if '--root' in words else 145} bits" in err


@pytest.mark.parametrize("line", CHECK)
def test_a_password_is_checked(run, line):
    code, out, _ = run(line)

    code_and_headline = (3, "NOT LOOKED UP  ") if "--online" in line else (0, "HOLDS  ")
    assert (code, out[: len(code_and_headline[1])]) == code_and_headline


@pytest.mark.parametrize("line", [line for line in GENERATE if "|" in line])
def test_what_is_chosen_holds(run, line):
    first, _, second = line.partition(" | rootward password ")

    code, out, _ = run(second, run(first)[1].encode())

    assert code == 0
    assert out.startswith("HOLDS")


def test_the_policy_is_shown_and_set(run):
    show, set_ = POLICY

    assert run(show)[0] == 1
    code, _, err = run(set_)
    assert code == 0, err
