"""Another program in this one's place: its exit code, its signals, its environment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rootward.errors import UsageError
from rootward.local.child import _wait_for, become, found

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="there this process waits instead")

BECOMING = """
import os, sys
from rootward.local.child import become, found
print("before")
become(found(sys.argv[1]), tuple(sys.argv[1:]), {**os.environ, "MARK": "here"})
"""


def become_in_another_process(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", BECOMING, *words], check=False, capture_output=True, text=True)


@posix_only
def test_the_exit_code_is_the_program_s():
    assert become_in_another_process("sh", "-c", "exit 37").returncode == 37


@posix_only
def test_how_a_signal_ends_it_is_the_program_s_end():
    assert become_in_another_process("sh", "-c", "kill -TERM $$").returncode == -signal.SIGTERM


@posix_only
def test_what_was_said_before_comes_before():
    done = become_in_another_process("sh", "-c", "echo $MARK")

    assert done.stdout == "before\nhere\n"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="which signals are ignored is seen in /proc")
def test_no_signal_is_ignored_that_python_ignores_for_itself():
    done = become_in_another_process("sh", "-c", "grep SigIgn /proc/$$/status")
    ignored = int(done.stdout.split()[-1], 16)

    assert not any(ignored & 1 << (one - 1) for one in (signal.SIGPIPE, signal.SIGXFSZ))


def test_where_no_process_becomes_another_it_is_waited_for():
    asked = "import os; raise SystemExit(int(os.environ['MARK']))"

    assert _wait_for(sys.executable, ("python", "-c", asked), {**os.environ, "MARK": "37"}) == 37


def test_a_command_that_is_not_there_is_said_before_anything_is_done():
    with pytest.raises(UsageError, match="no such command: rootward-has-no-such"):
        found("rootward-has-no-such")


@posix_only
def test_what_cannot_be_run_is_said(tmp_path):
    script = tmp_path / "odd"
    script.write_bytes(b"\0\0\0")
    script.chmod(0o700)

    with pytest.raises(UsageError, match="odd cannot be run"):
        become(str(script), ("odd",), {})
