"""Worker processes: given plain data, and nothing of the folder that they happen to stand in."""

from __future__ import annotations

import errno
import os
import signal
import sys
import time

import pytest

import rootward.processes.crew
from rootward.errors import InternalError
from rootward.processes.crew import Crew, Lost, Work
from rootward.processes.forked import Forked

# A worker of the tests' own has threads, and none of theirs matters to what is forked here.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Linux only: elsewhere nothing is forked")


@pytest.fixture(params=[pytest.param(True, marks=ON_LINUX, id="forked"), pytest.param(False, id="started")])
def how(request, monkeypatch):
    """Whether workers are forked, or started anew."""
    monkeypatch.setattr(rootward.processes.crew, "may_fork", lambda: request.param)


def doubling(factor):
    """What a worker does: a number times the factor, or its own end."""

    def answer(number):
        if number == "die":
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        if number == "fail":
            raise ValueError("a secret thing")
        if number == "where":
            return os.getpid()
        if number == "slow":
            time.sleep(0.2)
            return "slow"
        return number * factor

    return answer


@pytest.mark.usefixtures("how")
def test_answers_come_in_the_order_of_their_tasks():
    with Crew() as crew:
        work = crew.begin(doubling, 3, 2)
        assert list(work.answers(["slow", *range(500)], doubling(3))) == ["slow", *range(0, 1500, 3)]


@pytest.mark.usefixtures("how")
def test_workers_work_and_this_process_too():
    def own(_task):
        time.sleep(0.05)  # time for the others to start
        return os.getpid()

    with Crew() as crew:
        work = crew.begin(doubling, 1, 2)
        assert len(set(work.answers(["where"] * 200, own))) == 3


def test_nothing_of_the_current_folder_is_imported(tmp_path, monkeypatch):
    monkeypatch.setattr(rootward.processes.crew, "may_fork", lambda: False)
    for name in ("pickle", "subprocess", "rootward", "queue", "msgspec", "site", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w')")
    monkeypatch.chdir(tmp_path)
    with Crew() as crew:
        work = crew.begin(doubling, 2, 1)
        assert list(work.answers([1, 2, 3], doubling(2))) == [2, 4, 6]
    assert not (tmp_path / "ran").exists()


@pytest.mark.usefixtures("how")
def test_a_worker_that_ends_leaves_its_task_and_the_others_are_done():
    def own(task):
        return task if task == "die" else task * 2

    with Crew() as crew:
        work = crew.begin(doubling, 2, 2)
        answers = list(work.answers(["die", *range(50)], own))
    assert answers[0] in (Lost("die"), "die")
    assert answers[1:] == list(range(0, 100, 2))


@pytest.mark.usefixtures("how")
def test_when_every_worker_ended_this_process_does_the_rest():
    def own(task):
        time.sleep(0.01)
        return task if task == "die" else task * 2

    with Crew() as crew:
        work = crew.begin(doubling, 2, 2)
        answers = list(work.answers(["die"] * 30 + list(range(50)), own))
    assert answers[30:] == list(range(0, 100, 2))
    assert answers.count(Lost("die")) == 2


def test_where_there_is_no_worker_each_answer_is_given_before_the_next_task_is_taken():
    taken: list[int] = []

    def tasks():
        for number in range(5):
            taken.append(number)
            yield number

    with Crew() as crew:
        answers = crew.begin(doubling, 2, 0).answers(tasks(), doubling(2))
        assert [(answer, len(taken)) for answer in answers] == [(0, 1), (2, 2), (4, 3), (6, 4), (8, 5)]


@pytest.mark.usefixtures("how")
def test_where_every_worker_ended_no_answer_waits_for_a_task_that_nobody_takes():
    def tasks():
        yield "die"
        while any(worker.thread.is_alive() for worker in crew._workers):
            yield 1
            time.sleep(0.01)
        yield from [1] * 20
        taken.append("the last")

    taken: list[str] = []
    with Crew() as crew:
        answers = crew.begin(doubling, 2, 1).answers(tasks(), lambda task: task if task == "die" else task * 2)
        before = [answer for answer in answers if not taken]
    assert before[0] in {"die", Lost("die")}
    assert before.count(2) >= 19


@pytest.mark.usefixtures("how")
def test_what_fails_in_a_worker_is_said_without_its_words():
    with Crew() as crew:
        work = crew.begin(doubling, 2, 1)
        answers = work.answers(["fail"] * 50, lambda _task: time.sleep(0.1))
        with pytest.raises(InternalError, match="ValueError in ") as caught:
            list(answers)
    assert "secret" not in str(caught.value)


@pytest.mark.usefixtures("how")
def test_after_an_interrupt_the_answers_that_were_not_given_are_there():
    given: list[object] = []

    def own(_task):
        time.sleep(0.5)  # time for the worker to answer
        raise KeyboardInterrupt

    with Crew() as crew:
        work = crew.begin(doubling, 2, 1)
        with pytest.raises(KeyboardInterrupt):
            given.extend(work.answers(range(100), own))
        drained = dict(work.drained())

    assert drained
    assert all(answer == 2 * number for number, answer in drained.items())
    assert not drained.keys() & set(range(len(given)))


@pytest.mark.usefixtures("how")
def test_no_worker_is_left_when_it_is_left_early():
    crew = Crew()
    work = crew.begin(doubling, 2, 2)

    def leave():
        with crew:
            for _ in work.answers(iter(lambda: "slow", None), doubling(2)):
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        leave()
    assert all(worker.process.returncode is not None for worker in crew._workers)
    assert not any(worker.thread.is_alive() for worker in crew._workers)


@pytest.mark.usefixtures("how")
def test_the_same_workers_do_one_work_after_the_other():
    def own(_task):
        time.sleep(0.05)
        return os.getpid()

    with Crew() as crew:
        first = set(crew.begin(doubling, 1, 1).answers(["where"] * 50, own))
        second = crew.begin(doubling, 5, 1)
        assert set(second.answers(["where"] * 50, own)) == first
        assert list(second.answers([1, 2, 3], doubling(5))) == [5, 10, 15]
    assert len(first) == 2


@pytest.mark.usefixtures("how")
def test_what_was_left_of_an_interrupted_work_is_no_answer_of_the_next():
    def own(_task):
        raise KeyboardInterrupt

    with Crew() as crew:
        first = crew.begin(doubling, 100, 1)
        with pytest.raises(KeyboardInterrupt):
            list(first.answers(["slow", *range(50)], own))
        second = crew.begin(doubling, 3, 1)
        assert list(second.answers(range(20), doubling(3))) == list(range(0, 60, 3))


@ON_LINUX
def test_of_forked_workers_what_they_begin_with_is_not_pickled(monkeypatch):
    monkeypatch.setattr(rootward.processes.crew, "may_fork", lambda: True)
    factor = 3
    with Crew() as crew:
        work: Work[int, int] = crew.begin(lambda more: lambda number: number * (factor + more), 1, 2)
        assert list(work.answers(range(100), lambda number: number * 4)) == list(range(0, 400, 4))
        assert {type(worker.process) for worker in crew._workers} == {Forked}


@ON_LINUX
def test_once_there_are_workers_more_are_started(monkeypatch):
    with Crew() as crew:
        monkeypatch.setattr(rootward.processes.crew, "may_fork", lambda: True)
        crew.begin(doubling, 2, 1)
        monkeypatch.undo()
        work = crew.begin(doubling, 3, 3)
        assert list(work.answers(range(200), doubling(3))) == list(range(0, 600, 3))
        assert [type(worker.process) is Forked for worker in crew._workers] == [True, False, False]


@ON_LINUX
def test_where_there_is_no_room_to_fork_they_are_started(monkeypatch):
    def full():
        raise OSError(errno.EAGAIN, "no room")

    monkeypatch.setattr(rootward.processes.crew, "may_fork", lambda: True)
    monkeypatch.setattr(rootward.processes.crew, "Forked", lambda _serve: full())
    with Crew() as crew:
        work = crew.begin(doubling, 3, 1)
        assert list(work.answers(range(20), doubling(3))) == list(range(0, 60, 3))
        assert len(crew._workers) == 1


@ON_LINUX
def test_a_worker_that_cannot_begin_leaves_its_task(monkeypatch):
    def failing(_setting):
        raise ValueError

    monkeypatch.setattr(rootward.processes.crew, "may_fork", lambda: True)
    with Crew() as crew:
        answers = list(crew.begin(failing, 2, 1).answers(range(20), doubling(2)))
    assert {number for number, answer in enumerate(answers) if answer == 2 * number or answer == Lost(number)} == set(
        range(20)
    )
