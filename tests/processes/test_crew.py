"""Worker processes: given plain data, and nothing of the folder that they happen to stand in."""

from __future__ import annotations

import os
import signal
import time

import pytest

from rootward.errors import InternalError
from rootward.processes.crew import Crew, Lost


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


def test_answers_come_in_the_order_of_their_tasks():
    with Crew() as crew:
        work = crew.begin(doubling, 3, 2)
        assert list(work.answers(["slow", *range(500)], doubling(3))) == ["slow", *range(0, 1500, 3)]


def test_workers_work_and_this_process_too():
    def own(_task):
        time.sleep(0.05)  # time for the others to start
        return os.getpid()

    with Crew() as crew:
        work = crew.begin(doubling, 1, 2)
        assert len(set(work.answers(["where"] * 200, own))) == 3


def test_nothing_of_the_current_folder_is_imported(tmp_path, monkeypatch):
    for name in ("pickle", "subprocess", "rootward", "queue", "msgspec", "site", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w')")
    monkeypatch.chdir(tmp_path)
    with Crew() as crew:
        work = crew.begin(doubling, 2, 1)
        assert list(work.answers([1, 2, 3], doubling(2))) == [2, 4, 6]
    assert not (tmp_path / "ran").exists()


def test_a_worker_that_ends_leaves_its_task_and_the_others_are_done():
    def own(task):
        return task if task == "die" else task * 2

    with Crew() as crew:
        work = crew.begin(doubling, 2, 2)
        answers = list(work.answers(["die", *range(50)], own))
    assert answers[0] in (Lost("die"), "die")
    assert answers[1:] == list(range(0, 100, 2))


def test_when_every_worker_ended_this_process_does_the_rest():
    def own(task):
        time.sleep(0.01)
        return task if task == "die" else task * 2

    with Crew() as crew:
        work = crew.begin(doubling, 2, 2)
        answers = list(work.answers(["die"] * 30 + list(range(50)), own))
    assert answers[30:] == list(range(0, 100, 2))
    assert answers.count(Lost("die")) == 2


def test_what_fails_in_a_worker_is_said_without_its_words():
    with Crew() as crew:
        work = crew.begin(doubling, 2, 1)
        answers = work.answers(["fail"] * 50, lambda _task: time.sleep(0.1))
        with pytest.raises(InternalError, match="ValueError in ") as caught:
            list(answers)
    assert "secret" not in str(caught.value)


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


def test_what_was_left_of_an_interrupted_work_is_no_answer_of_the_next():
    def own(_task):
        raise KeyboardInterrupt

    with Crew() as crew:
        first = crew.begin(doubling, 100, 1)
        with pytest.raises(KeyboardInterrupt):
            list(first.answers(["slow", *range(50)], own))
        second = crew.begin(doubling, 3, 1)
        assert list(second.answers(range(20), doubling(3))) == list(range(0, 60, 3))
