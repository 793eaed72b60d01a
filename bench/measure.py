"""Run one command and say what it cost: wall, CPU and memory, of the process and everything it started.

CPU comes from wait4, so it holds the children that the command waited for. Memory is the larger of two figures: wait4's
peak of any single process, exact; and the peak of the resident memory of the whole process tree, sampled twenty times a
second where /proc is there (pages that processes share are counted once for each). Both hold the pages of files that
are mapped, which are the system's cache of them; `private` leaves these out.

A process starts out with the memory peak of the one that forked it. That is why the benchmark's own process imports
nothing but the standard library, and reads no large file.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_SAMPLE_EVERY_S = 0.05
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(frozen=True)
class Cost:
    """What a command cost. Times in seconds, memory in MB of a million bytes."""

    wall: float
    cpu: float
    memory: float
    exit_code: int
    """Negative: ended by that signal."""
    timed_out: bool
    private: float = 0.0
    """The sampled peak of the tree without the pages of mapped files; 0 where /proc is not there."""
    single: float = 0.0
    """The peak of the largest process, exact."""


def run(
    command: Sequence[str | Path], environment: Mapping[str, str], stdout: Path, stderr: Path, limit_s: float = 3600
) -> Cost:
    """Run a command to its end, or end it and its children after `limit_s` seconds.

    Raises OSError where the command cannot be started.
    """
    with stdout.open("wb") as out, stderr.open("wb") as err:
        begin = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=stdout.parent,
            start_new_session=True,
        )
        watch = _Watch(process.pid, begin + limit_s)
        watch.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - begin
        except KeyboardInterrupt:
            # In a session of its own, the command does not get the terminal's interrupt.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        finally:
            watch.finish()
    process.returncode = os.waitstatus_to_exitcode(status)
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Cost(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        memory=max(peak, watch.peak) / 1e6,
        exit_code=process.returncode,
        timed_out=watch.timed_out,
        private=watch.private_peak / 1e6,
        single=peak / 1e6,
    )


class _Watch(threading.Thread):
    """Samples the memory of a process tree, and ends the tree when its time is up."""

    def __init__(self, pid: int, deadline: float) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._deadline = deadline
        self._over = threading.Event()
        self.peak = 0
        self.private_peak = 0
        self.timed_out = False

    def run(self) -> None:
        """Look, wait, look again."""
        while not self._over.wait(_SAMPLE_EVERY_S):
            resident = [_resident(pid) for pid in _tree(self._pid)]
            self.peak = max(self.peak, sum(whole for whole, _ in resident))
            self.private_peak = max(self.private_peak, sum(whole - mapped for whole, mapped in resident))
            if time.perf_counter() > self._deadline and not self.timed_out:
                self.timed_out = True
                os.killpg(self._pid, signal.SIGKILL)

    def finish(self) -> None:
        """Stop looking."""
        self._over.set()
        self.join()


def _resident(pid: int) -> tuple[int, int]:
    """Resident bytes of one process, and those of mapped files; 0 when it is gone or /proc is not there."""
    try:
        _, resident, mapped, *_ = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return 0, 0
    return int(resident) * _PAGE, int(mapped) * _PAGE


def _tree(pid: int) -> list[int]:
    """The process and all its descendants."""
    pids = [pid]
    for parent in pids:
        try:
            tasks = list(Path(f"/proc/{parent}/task").iterdir())
        except OSError:
            continue
        for task in tasks:
            try:
                pids.extend(map(int, (task / "children").read_text(encoding="ascii").split()))
            except OSError:
                continue
    return pids
