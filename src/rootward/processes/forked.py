"""A process forked from this one, with a pipe to it and one from it: at work in a millisecond, and without imports.

Only where `processors.may_fork` says so.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from rootward.processes.forking import fork

_PAUSE = 0.001
"""Seconds between two looks whether it has ended; more each time."""
_LONGEST_PAUSE = 0.05


class Forked:
    """One, as `subprocess.Popen` has it."""

    def __init__(self, serve: Callable[[IO[bytes], IO[bytes]], object]) -> None:
        """It does nothing but `serve`, which is given what this process tells it, and where it answers.

        Its output goes nowhere, and of the files that this process has open none is open in it. In a group of its own,
        it does not hear Ctrl-C: that is for this process to act on. Raises OSError where there is no room for it.
        """
        tasks, answers = os.pipe(), os.pipe()
        self.returncode: int | None = None

        def run() -> None:
            _begin(tasks[0], answers[1])
            with os.fdopen(tasks[0], "rb") as told, os.fdopen(answers[1], "wb") as answering:
                serve(told, answering)

        try:
            self._child = fork(run)
        except OSError:
            for pipe in (*tasks, *answers):
                os.close(pipe)
            raise
        os.close(tasks[0])
        os.close(answers[1])
        self.stdin: IO[bytes] = os.fdopen(tasks[1], "wb")
        self.stdout: IO[bytes] = os.fdopen(answers[0], "rb")

    def kill(self) -> None:
        """End it at once."""
        if self.returncode is None:
            os.kill(self._child, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended. Raises subprocess.TimeoutExpired after so many seconds."""
        end = None if timeout is None else time.monotonic() + timeout
        pause = _PAUSE
        while self.returncode is None:
            child, status = os.waitpid(self._child, 0 if end is None else os.WNOHANG)
            if child:
                self.returncode = os.waitstatus_to_exitcode(status)
            elif end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("a forked process", timeout or 0)
            else:
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
        return self.returncode


def _begin(*kept: int) -> None:
    """In the new process, before anything else."""
    gc.freeze()  # what is never collected is shared for longer
    os.setpgid(0, 0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    for number in map(int, os.listdir("/proc/self/fd")):  # noqa: PTH208 - pathlib is slow to import
        if number not in {0, 1, 2, *kept}:
            with suppress(OSError):
                os.close(number)
