"""Processes forked from this one: they share its tasks, and the answers come as if it had been alone."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any

import pytest

from rootward.errors import InternalError
from rootward.processes.kin import BLOCK, Kin

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="Linux only: elsewhere nothing is forked"),
    # A worker of the tests' own has threads, and none of theirs matters to what is forked here.
    pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning"),
]


class Workshop:
    """Work of which no process does any alone: each waits with its first task until somebody else has one, too."""

    def __init__(self):
        self.owner = os.getpid()
        self.own, self.others = os.pipe(), os.pipe()
        self.first = True

    def waits(self):
        """Whether it is this process that works, the one that forked."""
        is_own = os.getpid() == self.owner
        if self.first:
            self.first = False
            said, heard = (self.own, self.others) if is_own else (self.others, self.own)
            os.write(said[1], b"x" * 9)
            os.read(heard[0], 1)
        return is_own


@pytest.fixture
def workshop():
    workshop = Workshop()
    yield workshop
    for pipe in (*workshop.own, *workshop.others):
        os.close(pipe)


def lost(task):
    return f"lost {task}"


def none_left():
    """Whether every forked process is ended, and waited for."""
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def test_answers_come_in_the_order_of_their_tasks_whoever_gave_them(workshop):
    tasks = [f"task {number}" for number in range(60)]
    with Kin[Any, Any](lambda task: (task, workshop.waits()), 2) as kin:
        answers = list(kin.answers(iter(tasks), lost))

    assert [task for task, _ in answers] == tasks
    assert {own for _, own in answers} == {True, False}
    assert none_left()


def test_what_does_not_fit_into_a_pipe_is_heard_whole(workshop):
    with Kin[Any, Any](lambda number: (workshop.waits(), bytes([number]) * 3_000_000), 1) as kin:
        answers = list(kin.answers(iter(range(6)), lost))

    assert [data for _, data in answers] == [bytes([number]) * 3_000_000 for number in range(6)]


def test_a_task_that_does_not_fit_into_a_block_is_done_here():
    large = [bytes([number]) * BLOCK for number in range(20)]
    with Kin[Any, Any](lambda task: (task, os.getpid()), 1) as kin:
        answers = list(kin.answers(iter(large), lost))

    assert answers == [(task, os.getpid()) for task in large]


def test_others_begin_before_the_last_task_has_come(workshop):
    done, says = workshop.own

    def work(number):
        os.write(says, b"x")
        return number, os.getpid()

    def coming():
        for number in range(8):
            yield number
            os.read(done, 1)

    with Kin[Any, Any](work, 1) as kin:
        answers = list(kin.answers(coming(), lost))

    assert [number for number, _ in answers] == list(range(8))
    assert os.getpid() not in {process for _, process in answers}


def test_the_task_of_a_process_that_ends_is_lost_and_no_other(workshop):
    def work(number):
        if not workshop.waits():
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with Kin[Any, Any](work, 1) as kin:
        answers = list(kin.answers(iter(range(20)), lost))

    (at,) = [number for number, answer in enumerate(answers) if answer != number]
    assert answers[at] == f"lost {at}"
    assert len(answers) == 20


def test_what_fails_in_another_process_is_a_defect_and_its_words_are_not_told(workshop):
    def work(number):
        if not workshop.waits():
            raise ValueError("a secret thing")
        return number

    with pytest.raises(InternalError) as caught, Kin[Any, Any](work, 1) as kin:
        list(kin.answers(iter(range(20)), lost))

    assert "ValueError" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert none_left()


def test_what_fails_here_is_raised_here_and_ends_the_others(workshop):
    def work(_number):
        if workshop.waits():
            raise OSError("here")
        signal.pause()

    with pytest.raises(OSError, match="here"), Kin[Any, Any](work, 2) as kin:
        list(kin.answers(iter(range(20)), lost))

    assert none_left()


def test_ctrl_c_is_for_the_process_that_forked(workshop):
    def work(number):
        if not workshop.waits():
            os.kill(os.getpid(), signal.SIGINT)
        return number

    with Kin[Any, Any](work, 1) as kin:
        assert list(kin.answers(iter(range(20)), lost)) == list(range(20))


def test_a_signal_that_is_ignored_is_ignored_by_all(workshop):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def work(number):
        if not workshop.waits():
            os.kill(os.getpid(), signal.SIGHUP)
        return number

    try:
        with Kin[Any, Any](work, 1) as kin:
            assert list(kin.answers(iter(range(20)), lost)) == list(range(20))
    finally:
        signal.signal(signal.SIGHUP, before)


def test_after_an_interrupt_what_was_answered_already_can_be_had(workshop):
    (done, says), (never, _) = workshop.own, workshop.others

    def work(number):
        if number == 0:
            os.read(never, 1)
        os.write(says, b"x")
        return number

    def coming():
        yield from range(3)
        for _ in range(2):  # who is at the last has said the one before
            os.read(done, 1)
        raise KeyboardInterrupt

    with Kin[Any, Any](work, 2) as kin:
        with pytest.raises(KeyboardInterrupt):
            list(kin.answers(coming(), lost))
        assert list(kin.drained()) in ([1], [1, 2])

    assert none_left()


def test_once_it_is_enough_the_first_tasks_are_done_and_none_of_the_others(workshop):
    done = []

    def work(number):
        if workshop.waits():
            done.append(number)
        else:
            time.sleep(0.05)
        return number

    tasks = iter(range(200))
    with Kin[Any, Any](work, 1) as kin:
        answers = list(kin.answers(tasks, lost, lambda: len(done) >= 3))

    assert answers == list(range(len(answers)))
    assert 3 < len(answers) < 200
    assert list(tasks) == list(range(len(answers), 200))


def test_where_there_is_no_room_for_another_process_this_one_does_all(monkeypatch):
    def no_room():
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", no_room)
    with Kin[Any, Any](lambda number: number * 2, 2) as kin:
        assert list(kin.answers(iter(range(20)), lost)) == list(range(0, 40, 2))

    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()


def test_who_leaves_early_leaves_nobody_behind(workshop):
    with Kin[Any, Any](lambda number: (number, workshop.waits())[0], 2) as kin:
        assert next(kin.answers(iter(range(200)), lost)) == 0

    assert none_left()
