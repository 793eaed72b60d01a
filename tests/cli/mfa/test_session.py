"""`rootward mfa session`: its three uses, and what it says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from rootward.cli.main import main
from rootward.cli.mfa.session import AtTerminal
from rootward.sandbox import Sandbox, serve
from tests.local.credential_store.safes import use
from tests.workflows.mfa_people import PEOPLE, files, next_code

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="there this process waits for the command instead")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(PEOPLE) as served:
        yield served


@pytest.fixture(autouse=True)
def home(sandbox, tmp_path, monkeypatch) -> Path:
    """Of kim, who answers each question with the next code."""
    use(monkeypatch, None)
    for name, value in files(sandbox, tmp_path, "kim").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(AtTerminal, "place", "session 1")
    monkeypatch.setattr(AtTerminal, "code", lambda _, __: next_code(sandbox))
    return Path(tmp_path)


def session(*words: str, profile: str = "kim") -> int:
    return main(["mfa", "session", "--profile", profile, *words])


def test_credential_process_prints_the_json_alone(capsys):
    assert session("--credential-process") == 0

    out, err = capsys.readouterr()
    assert json.loads(out).keys() == {"Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    assert json.loads(out)["SecretAccessKey"] not in err
    assert out.count("\n") == 1


def test_to_profile_writes_it_and_says_where_and_how_long(home, capsys):
    assert session("--to-profile", "work") == 0

    out, err = capsys.readouterr()
    assert out == ""
    assert re.search(r"session of arn:aws:iam::\d+:user/kim with MFA, new: (1 h|59 min|1 h 1 min) left", err)
    assert f"it is profile work in {home / '.aws' / 'credentials'}: aws --profile work" in err
    found: Any = botocore.session.Session(profile="work").get_credentials()
    assert found.access_key.startswith("ASIA")
    assert found.secret_key not in err


def test_quiet_says_where_alone(capsys):
    session("--to-profile", "work", "-q")

    assert "with MFA" not in capsys.readouterr().err


def test_a_kept_one_that_lasts_longer_than_was_asked_for_is_told(capsys):
    session("--credential-process")
    capsys.readouterr()
    assert session("--to-profile", "work", "--duration", "15m") == 0
    assert "that is longer than 15 min: --new asks for a session as short as that" in capsys.readouterr().err

    session("--to-profile", "work", "--duration", "1h")
    session("--to-profile", "work")
    assert "longer than" not in capsys.readouterr().err


def test_the_profile_has_the_endpoint_of_the_one_that_asked(home, sandbox, monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    (home / ".aws" / "config").write_text(f"[profile kim]\nendpoint_url = {sandbox.endpoint_url}\n")
    session("--to-profile", "work")

    iam: Any = botocore.session.Session(profile="work").create_client("iam")
    assert len(iam.list_users()["Users"]) > 0


def test_an_endpoint_of_its_own_stays_and_is_said(home, capsys):
    (home / ".aws" / "config").write_text("[profile work]\nendpoint_url = http://127.0.0.1:1\n")
    session("--to-profile", "work", "-q")

    assert "profile work has endpoint_url = http://127.0.0.1:1 of its own, which stays" in capsys.readouterr().err


def test_it_does_not_write_over_the_key_that_asks_and_asks_nobody_then(capsys, monkeypatch):
    monkeypatch.setattr(AtTerminal, "code", lambda *_: pytest.fail("asked"))

    assert session("--to-profile", "kim") == 5
    assert "the one whose access key asks" in capsys.readouterr().err


def test_a_file_that_was_open_to_others_is_said_to_be_closed_now(home, capsys):
    if os.name == "nt":
        pytest.skip("modes are POSIX's")
    (home / ".aws" / "credentials").chmod(0o644)
    session("--to-profile", "work")

    assert "was open to others (mode 0644)" in capsys.readouterr().err


def ran(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own: it becomes another program."""
    command = [sys.executable, "-m", "rootward", "mfa", "session", "--profile", "kim", *words]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, input="from a pipe\n", env={**os.environ, **variables}
    )


@posix_only
def test_a_command_runs_with_the_session_and_its_exit_code_is_the_command_s():
    session("--credential-process")
    done = ran("--", "sh", "-c", 'echo "$AWS_ACCESS_KEY_ID $AWS_PROFILE"; cat; exit 37', AWS_PROFILE="kim")

    assert done.returncode == 37
    first, second = done.stdout.splitlines()
    assert first.startswith("ASIA")
    assert first.endswith(" ")
    assert second == "from a pipe"


@posix_only
def test_the_dashes_may_be_left_out():
    session("--credential-process")

    assert ran("-q", "sh", "-c", "exit 3").returncode == 3
    assert ran("-q", "env", "-i", "true").stderr == ""


IN_A_FULL_HOME = """
import sys
from rootward.cli.main import main
from rootward.cli.mfa.session import AtTerminal
AtTerminal.place = "session 1"
AtTerminal.code = lambda *_: sys.argv[1]
main(["mfa", "session", "--profile", "kim", *sys.argv[2:]])
"""


@posix_only
def test_where_rootward_s_folder_cannot_be_written_a_command_runs_all_the_same(home, sandbox):
    (home / "state").write_text("in the way")
    words = ["-q", "--", "sh", "-c", 'echo "$AWS_ACCESS_KEY_ID"; exit 37']
    command = [sys.executable, "-c", IN_A_FULL_HOME, next_code(sandbox), *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True)

    assert done.returncode == 37
    assert done.stdout.startswith("ASIA")
    assert "this session is not kept for other commands" in done.stderr


@pytest.mark.parametrize("use", [("--credential-process",), ("--to-profile", "work")], ids=["an SDK", "a profile"])
def test_there_no_other_use_gets_one_and_it_is_said_where_and_what_to_do(home, capsys, monkeypatch, use):
    monkeypatch.setattr(AtTerminal, "code", lambda *_: pytest.fail("asked"))
    (home / "state").write_text("in the way")

    assert session(*use) == 2
    err = capsys.readouterr().err
    assert f"sessions are kept in {home / 'state'}" in err
    assert "one command needs no file: rootward mfa session -- COMMAND" in err


def test_a_command_that_is_not_there_is_said_before_anybody_is_asked(capsys, monkeypatch):
    monkeypatch.setattr(AtTerminal, "code", lambda *_: pytest.fail("asked"))

    assert session("--", "rootward-has-no-such") == 2
    assert "no such command" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "nothing is said to use the session"),
        (("--credential-process", "--to-profile", "work"), "two uses of one session"),
        (("--credential-process", "true"), "two uses of one session"),
        (("--forget", "--to-profile", "work"), "two uses of one session"),
        (("--duration", "5m", "true"), "from 15 minutes to 36 hours"),
        (("--duration", "3600", "true"), "no span of time"),
        (("--to-profile", ""), "cannot be the name of a profile"),
    ],
)
def test_what_cannot_be_meant_is_a_mistake(capsys, words, said):
    assert session(*words) == 2
    assert said in capsys.readouterr().err


def test_without_a_terminal_it_is_said_in_one_line_and_one_of_advice(home, monkeypatch):
    monkeypatch.undo()
    done = subprocess.run(
        [sys.executable, "-m", "rootward", "mfa", "session", "--profile", "kim", "--credential-process"],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(home), "USERPROFILE": str(home)},
        start_new_session=True,
        stdin=subprocess.DEVNULL,
    )

    assert done.returncode == 4
    assert done.stdout == ""
    assert "no terminal to ask for it" in done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_what_is_kept_is_forgotten(capsys):
    session("--credential-process")
    capsys.readouterr()

    assert main(["mfa", "session", "--forget"]) == 0
    assert "1 session is forgotten here" in capsys.readouterr().err
    assert main(["mfa", "session", "--forget"]) == 0
    assert "0 sessions are forgotten here" in capsys.readouterr().err


LOADED = """
import sys
from rootward.cli.main import main
main(["mfa", "session", "--profile", "kim", "--credential-process"])
print(*sys.modules, file=sys.stderr)
"""


def test_where_one_is_kept_nothing_is_loaded_that_takes_time():
    session("--credential-process")
    done = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True)

    assert json.loads(done.stdout)["Version"] == 1
    slow = {"boto3", "botocore", "keyring", "filelock", "rich", "moto", "zxcvbn", "pyotp", "segno"}
    assert slow.isdisjoint(done.stderr.split())


class TestAtATerminal:
    def test_it_is_asked_where_the_process_belongs(self, monkeypatch):
        monkeypatch.undo()
        monkeypatch.setattr("rootward.local.controlling_terminal.place", lambda: "session 7")
        monkeypatch.setattr("rootward.local.controlling_terminal.ask", lambda question: f"{question}1")
        person: Any = AtTerminal()

        assert (person.place, person.code("2")) == ("session 7", "21")

    def test_it_is_said_there_and_on_standard_error_where_there_is_none(self, monkeypatch, capsys):
        said: list[str] = []

        def tell(line: str) -> bool:
            said.append(line)
            return True

        monkeypatch.setattr("rootward.local.controlling_terminal.tell", tell)
        AtTerminal().tell("waiting")
        assert (said, capsys.readouterr().err) == (["rootward: waiting"], "")

        monkeypatch.setattr("rootward.local.controlling_terminal.tell", lambda _: False)
        AtTerminal().tell("waiting")
        assert capsys.readouterr().err == "rootward: waiting\n"

    def test_it_is_named_for_people_elsewhere(self, monkeypatch):
        monkeypatch.setattr("rootward.local.controlling_terminal.terminal_name", lambda: "/dev/pts/3")
        assert AtTerminal().where == f"at /dev/pts/3 (process {os.getpid()})"

        monkeypatch.setattr("rootward.local.controlling_terminal.terminal_name", lambda: "")
        assert AtTerminal().where == f"at another terminal (process {os.getpid()})"

    def test_on_a_terminal_it_is_said_that_what_is_printed_is_secret(self, capsys, monkeypatch):
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        session("--credential-process")

        assert "these are secrets" in capsys.readouterr().err
