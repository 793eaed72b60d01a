"""A whole rotation, while other programs work under the profile as fast as they can: not one of their calls fails.

On a served practice account whose servers learn of a new key, and of a key's state, up to fifteen seconds late. In real
time, by the command itself; nobody retries.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rootward.local.rotations import rotations_of
from rootward.model.rotation import Done, Rotation, State
from rootward.sandbox import Sandbox, serve
from tests.workflows.rotating.on_this_machine import PROFILE, USER, Machine

AWS = shutil.which("aws")

DAY = 86_400
FIFTEEN_SECONDS = 15

ROOTWARD = str(Path(sys.executable).with_name("rootward"))

FRESH_SESSIONS = """
import pathlib, sys
import boto3
end, profile = pathlib.Path(sys.argv[1]), sys.argv[2]
calls, failures = 0, []
while not end.exists():
    try:
        boto3.session.Session(profile_name=profile).client("sts").get_caller_identity()
    except Exception as error:
        failures.append(f"call {calls}: {error}")
    calls += 1
print(calls)
print(*failures, sep="\\n")
"""


class Worker:
    """A program that works under the profile until it is told to end."""

    def __init__(self) -> None:
        self.calls = 0
        self.failures: list[str] = []


class CommandLine(Worker):
    """`aws sts get-caller-identity`, once a second."""

    def __init__(self, environment: dict[str, str]) -> None:
        super().__init__()
        self._environment = environment
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _work(self) -> None:
        words = [AWS or "aws", "sts", "get-caller-identity", "--profile", PROFILE]
        while not self._ended.is_set():
            began = time.monotonic()
            done = subprocess.run(words, env=self._environment, capture_output=True, text=True, check=False)
            self.calls += 1
            if done.returncode:
                self.failures.append(done.stderr.strip())
            self._ended.wait(max(0.0, 1 - (time.monotonic() - began)))

    def end(self) -> None:
        self._ended.set()
        self._thread.join()


class FreshSessions(Worker):
    """A process that makes one session of boto3's after the other."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        super().__init__()
        self._end = folder / "end"
        self._running = subprocess.Popen(
            [sys.executable, "-c", FRESH_SESSIONS, str(self._end), PROFILE],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def end(self) -> None:
        self._end.touch()
        said, _ = self._running.communicate(timeout=60)
        count, *failures = said.splitlines()
        self.calls, self.failures = int(count), [line for line in failures if line]


@pytest.fixture
def machine(tmp_path, monkeypatch) -> Iterator[Machine]:
    with serve("startup", enforce=True) as sandbox:
        yield Machine(sandbox, tmp_path, monkeypatch)


def environment(sandbox: Sandbox, machine: Machine, home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "ROOTWARD_", "XDG_"))}
    return {
        **kept,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "LOCALAPPDATA": str(home),
        "AWS_SHARED_CREDENTIALS_FILE": str(machine.store.path),
        "AWS_ENDPOINT_URL": sandbox.endpoint_url,
        "AWS_DEFAULT_REGION": sandbox.region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
    }


def moment(rotation: Rotation, step: str) -> float:
    (found,) = (entry.at for entry in rotation.entries if isinstance(entry, Done) and entry.step == step)
    return found.timestamp()


@pytest.mark.skipif(AWS is None, reason="the AWS CLI is not on the PATH")
def test_not_one_call_under_the_profile_fails_through_a_whole_rotation(machine, tmp_path, monkeypatch, capsys):
    sandbox = machine.sandbox
    variables = environment(sandbox, machine, tmp_path)
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)

    def keys(*words: str) -> None:
        retrying = {name: value for name, value in variables.items() if name != "AWS_MAX_ATTEMPTS"}
        done = subprocess.run(
            [ROOTWARD, "keys", *words, "--profile", PROFILE], env=retrying, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr + done.stdout

    workers = CommandLine(variables), FreshSessions(variables, tmp_path)
    try:
        keys("rotate", "--settle", "20s")
        time.sleep(FIFTEEN_SECONDS + 3)
        assert machine.keys()[machine.old] == "Inactive"
        sandbox.advance_clock(14 * DAY)
        keys("retire")
        time.sleep(3)
    finally:
        for worker in workers:
            worker.end()

    by_command, by_boto3 = workers
    failed = len(by_command.failures) + len(by_boto3.failures)
    with capsys.disabled():
        sys.stdout.write(
            f"\nwhile a key was rotated: {by_command.calls} calls by the AWS CLI, "
            f"{by_boto3.calls} by fresh sessions of boto3, {failed} failed\n"
        )
    assert (by_command.failures, by_boto3.failures) == ([], [])
    assert by_command.calls > 20
    assert by_boto3.calls > 100
    (rotation,) = rotations_of(sandbox.account_id)
    assert rotation.state is State.DELETED
    assert moment(rotation, "store") - moment(rotation, "create") >= FIFTEEN_SECONDS
    states = machine.keys()
    assert list(states.values()) == ["Active"]
    assert machine.old not in states
    assert rotation.owner.user == USER
