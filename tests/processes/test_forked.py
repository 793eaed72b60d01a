"""A process forked from this one, with a pipe to it and one from it."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rootward.processes.forked import Forked

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="Linux only: elsewhere nothing is forked"),
    # A worker of the tests' own has threads, and none of theirs matters to what is forked here.
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]


def echo(told, answering):
    """Gives back every line that it is told, until there are no more."""
    for line in told:
        answering.write(line)
        answering.flush()


def ended(forked):
    """Its end, once nothing more is told to it."""
    forked.stdin.close()
    forked.stdout.close()
    return forked.wait()


def opened():
    """The files that this process has open, by their numbers."""
    return {one.name for one in Path("/proc/self/fd").iterdir()}


def asked(serve):
    """All that such a process says."""
    forked = Forked(lambda _told, answering: answering.write(serve()))
    said = forked.stdout.read()
    assert ended(forked) == 0
    return said


def test_it_is_told_and_answers_until_there_is_no_more():
    forked = Forked(echo)
    for line in (b"one\n", b"two\n"):
        forked.stdin.write(line)
        forked.stdin.flush()
        assert forked.stdout.readline() == line
    assert ended(forked) == 0
    assert forked.returncode == 0


def test_it_knows_what_this_process_knows_and_is_another():
    here = os.getpid()
    assert asked(lambda: b"%d" % (os.getppid() == here != os.getpid())) == b"1"


def test_of_several_each_ends_when_it_is_told_no_more():
    first, second = Forked(echo), Forked(echo)
    assert ended(first) == 0
    assert ended(second) == 0


def test_of_the_files_that_are_open_here_it_has_none(tmp_path):
    with (tmp_path / "open").open("w") as file:
        number = file.fileno()

        def is_open():
            try:
                os.fstat(number)
            except OSError:
                return b"closed"
            return b"open"

        assert asked(is_open) == b"closed"
        file.write("still open here")
    assert (tmp_path / "open").read_text() == "still open here"


def test_what_it_prints_goes_nowhere(capfd):
    assert asked(lambda: b"%d" % os.write(1, b"output") + b"%d" % os.write(2, b"errors") + os.read(0, 1)) == b"66"
    assert capfd.readouterr() == ("", "")


def test_ctrl_c_is_not_for_it():
    assert asked(lambda: b"%d" % (os.getpgrp() == os.getpid())) == b"1"
    assert asked(lambda: b"%d" % (signal.getsignal(signal.SIGINT) == signal.SIG_IGN)) == b"1"
    assert asked(lambda: b"%d" % (signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)) == b"1"
    assert asked(lambda: b"%d" % len(signal.pthread_sigmask(signal.SIG_BLOCK, ()))) == b"0"


def test_here_every_signal_is_heeded_as_before():
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ()), signal.getsignal(signal.SIGINT)
    ended(Forked(echo))
    assert (signal.pthread_sigmask(signal.SIG_BLOCK, ()), signal.getsignal(signal.SIGINT)) == before


def test_one_that_fails_ends_and_nothing_of_this_process_is_run_in_it():
    def fail(_told, _answering):
        raise ValueError

    reached = []
    forked = Forked(fail)
    reached.append(os.getpid())
    assert forked.stdout.read() == b""
    assert ended(forked) == 0
    assert reached == [os.getpid()]


def test_it_may_be_waited_for_for_a_time():
    forked = Forked(echo)
    with pytest.raises(subprocess.TimeoutExpired):
        forked.wait(0.01)
    assert forked.returncode is None
    forked.stdin.close()
    assert forked.wait(60) == 0
    assert forked.wait(0) == 0
    forked.stdout.close()


def test_it_may_be_ended_at_once():
    forked = Forked(lambda _told, _answering: time.sleep(600))
    forked.kill()
    assert ended(forked) == -signal.SIGKILL
    forked.kill()  # nobody is there any more


def test_where_there_is_no_room_nothing_is_left_behind(monkeypatch):
    def full():
        raise OSError(errno.EAGAIN, "no room")

    before = signal.pthread_sigmask(signal.SIG_BLOCK, ()), opened()
    monkeypatch.setattr(os, "fork", full)
    with pytest.raises(OSError, match="no room"):
        Forked(echo)
    assert (signal.pthread_sigmask(signal.SIG_BLOCK, ()), opened()) == before
