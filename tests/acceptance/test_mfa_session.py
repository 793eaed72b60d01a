"""Fifty processes ask for credentials at once, as the AWS SDKs of fifty programs would: one question, one session.

On a served practice account, in a real pseudo-terminal, by the command itself.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rootward.sandbox import Sandbox, serve
from tests.workflows.mfa_people import PEOPLE, asked_for, files, next_code

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")

MANY = 50

ROOTWARD = str(Path(sys.executable).with_name("rootward"))
AS_KIM = ["mfa", "session", "--profile", "kim", "--credential-process"]

QUESTION = "MFA code of .*: "

# As botocore runs a credential_process: standard input is its own, standard output and error are read.
SIDE_BY_SIDE = """
import pathlib, subprocess, sys
folder, command = pathlib.Path(sys.argv[1]), sys.argv[2:]
running = [
    subprocess.Popen(command, stdout=(folder / f"{n}.out").open("wb"), stderr=(folder / f"{n}.err").open("wb"))
    for n in range(MANY)
]
print("all of them run", flush=True)
print(*[one.wait() for one in running], "are the exit codes", flush=True)
""".replace("MANY", str(MANY))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(PEOPLE) as served:
        yield served


class Machine:
    """A home of its own, and what fifty processes said in it."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.environment = {**os.environ, **files(sandbox, folder / "home", "kim")}
        self.said = folder / "said"
        self.said.mkdir()

    def fifty(self) -> Any:
        from pexpect import spawn

        words = ["-c", SIDE_BY_SIDE, str(self.said), ROOTWARD, *AS_KIM]
        return spawn(sys.executable, words, env=self.environment, encoding="utf-8", timeout=240)

    def spawned(self, program: str, *words: str) -> Any:
        from pexpect import spawn

        return spawn(program, list(words), env=self.environment, encoding="utf-8", timeout=120)

    def answers(self) -> list[str]:
        return [(self.said / f"{number}.out").read_text() for number in range(MANY)]

    def errors(self) -> list[str]:
        return [(self.said / f"{number}.err").read_text() for number in range(MANY)]


@pytest.fixture
def machine(sandbox, tmp_path) -> Machine:
    return Machine(sandbox, tmp_path)


def ended(terminal: Any) -> str:
    """All that the terminal shows up to the end."""
    from pexpect import EOF

    terminal.expect(EOF)
    terminal.close()
    return str(terminal.before)


def exit_codes(shown: str) -> set[str]:
    found = re.search(r"([0-9 ]+) are the exit codes", shown)
    assert found is not None, shown
    codes = found[1].split()
    assert len(codes) == MANY
    return set(codes)


def test_fifty_processes_ask_one_question_and_get_one_session(sandbox, machine):
    before = asked_for(sandbox)
    terminal = machine.fifty()
    terminal.expect(QUESTION)
    asked = f"{terminal.before}{terminal.after}"
    terminal.sendline(next_code(sandbox))
    asked += ended(terminal)

    assert exit_codes(asked) == {"0"}
    assert asked.count("MFA code of") == 1
    assert asked_for(sandbox) - before == 1
    answers = machine.answers()
    assert len(set(answers)) == 1
    assert json.loads(answers[0]).keys() == {
        "Version",
        "AccessKeyId",
        "SecretAccessKey",
        "SessionToken",
        "Expiration",
    }
    errors = sorted(machine.errors())
    assert errors[:-1] == [""] * (MANY - 1)
    assert errors[-1] == f"rootward: through {sandbox.endpoint_url}, which is not AWS's own endpoint\n"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="who waits is seen in /proc")
def test_a_cancelled_question_is_cancelled_for_those_who_waited_at_the_terminal(sandbox, machine):
    before = asked_for(sandbox)
    terminal = machine.fifty()
    terminal.expect("all of them run")
    terminal.expect(QUESTION)
    wait_for_the_others(terminal)
    terminal.sendeof()
    shown = ended(terminal)

    assert exit_codes(shown) == {"130", "4"}
    assert "MFA code of" not in shown
    assert asked_for(sandbox) == before
    assert set(machine.answers()) == {""}
    assert sum("another process asked for the code, and got none" in said for said in machine.errors()) == MANY - 1


def wait_for_the_others(terminal: Any) -> None:
    """Until all sleep, one before the question and the others before the lock: whoever starts up does not."""
    children = Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children")
    for _ in range(100):
        looks = [[asleep(int(pid)) for pid in children.read_text().split()] for _ in range(10) if sleep(0.1)]
        if all(len(look) == MANY for look in looks) and all(sum(one) >= 7 for one in zip(*looks, strict=True)):
            return
    pytest.fail("not all processes came to wait")


def sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return True


def asleep(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "S"


AWS = shutil.which("aws")


@pytest.mark.skipif(AWS is None, reason="the AWS CLI is not on the PATH")
def test_the_aws_cli_asks_for_a_code_by_its_profile_and_is_let_in_from_then_on(sandbox, machine):
    config = Path(machine.environment["HOME"]) / ".aws" / "config"
    process = shlex.join([ROOTWARD, *AS_KIM])
    config.write_text(f"[profile work]\ncredential_process = {process}\n")
    assert AWS is not None
    list_users = [AWS, "iam", "list-users", "--query", "length(Users)", "--profile"]

    denied = subprocess.run([*list_users, "kim"], check=False, capture_output=True, text=True, env=machine.environment)
    assert "explicit deny" in denied.stderr

    terminal = machine.spawned(*list_users, "work")
    terminal.expect(QUESTION)
    terminal.sendline(next_code(sandbox))
    assert re.search(r"^\d+\r?$", ended(terminal), re.MULTILINE)
    assert terminal.exitstatus == 0

    again = subprocess.run([*list_users, "work"], check=False, capture_output=True, text=True, env=machine.environment)
    assert again.stdout.strip().isdigit()


def test_a_command_is_fed_by_a_pipe_while_the_code_is_typed_and_ends_as_it_does(sandbox, machine):
    piped = 'echo from a pipe | "$0" mfa session --profile kim -- sh -c "cat; exit 37"; echo "exit code $?"'
    terminal = machine.spawned("/bin/sh", "-c", piped, ROOTWARD)
    terminal.expect(QUESTION)
    terminal.sendline(next_code(sandbox))
    shown = ended(terminal)

    assert "from a pipe" in shown
    assert "exit code 37" in shown


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="what stands in a process list is seen in /proc")
def test_no_secret_stands_in_the_process_list_nor_in_what_is_said(sandbox, machine):
    terminal = machine.spawned(ROOTWARD, "mfa", "session", "--profile", "kim", "--", "cat")
    terminal.expect(QUESTION)
    before = command_lines()
    code = next_code(sandbox)
    terminal.sendline(code)
    terminal.expect("with MFA, new")
    kept = json.loads(next((machine.said.parent / "home").rglob("mfa-sessions/*.json")).read_text())["signed"]
    after = command_lines()
    terminal.sendeof()
    shown = ended(terminal)

    for secret in (kept["secret"], kept["token"]):
        assert secret not in before + after + shown
    assert f"\0{code}\0" not in after


def command_lines() -> str:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().decode("utf-8", "replace"))
        except OSError:
            continue
    return "".join(found)
