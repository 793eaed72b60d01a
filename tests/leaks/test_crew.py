"""Worker processes: given plain data, and nothing of the folder that they happen to stand in."""

from __future__ import annotations

import os
import signal
import time

import pytest

from rootward.errors import InternalError
from rootward.leaks.crew import Crew, Lost


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
    with Crew(doubling, 3, 2) as crew:
        assert list(crew.answers(["slow", *range(500)], doubling(3))) == ["slow", *range(0, 1500, 3)]


def test_workers_work_and_this_process_too():
    def own(_task):
        time.sleep(0.05)  # time for the others to start
        return os.getpid()

    with Crew(doubling, 1, 2) as crew:
        assert len(set(crew.answers(["where"] * 200, own))) == 3


def test_nothing_of_the_current_folder_is_imported(tmp_path, monkeypatch):
    for name in ("pickle", "subprocess", "rootward", "queue", "msgspec", "site", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w')")
    monkeypatch.chdir(tmp_path)
    with Crew(doubling, 2, 1) as crew:
        assert list(crew.answers([1, 2, 3], doubling(2))) == [2, 4, 6]
    assert not (tmp_path / "ran").exists()


def test_a_worker_that_ends_leaves_its_task_and_the_others_are_done():
    def own(task):
        return task if task == "die" else task * 2

    with Crew(doubling, 2, 2) as crew:
        answers = list(crew.answers(["die", *range(50)], own))
    assert answers[0] in (Lost("die"), "die")
    assert answers[1:] == list(range(0, 100, 2))


def test_when_every_worker_ended_this_process_does_the_rest():
    def own(task):
        time.sleep(0.01)
        return task if task == "die" else task * 2

    with Crew(doubling, 2, 2) as crew:
        answers = list(crew.answers(["die"] * 30 + list(range(50)), own))
    assert answers[30:] == list(range(0, 100, 2))
    assert answers.count(Lost("die")) == 2


def test_what_fails_in_a_worker_is_said_without_its_words():
    with Crew(doubling, 2, 1) as crew:
        answers = crew.answers(["fail"] * 50, lambda _task: time.sleep(0.1))
        with pytest.raises(InternalError, match="ValueError in ") as caught:
            list(answers)
    assert "secret" not in str(caught.value)


def test_after_an_interrupt_the_answers_that_were_not_given_are_there():
    given: list[object] = []

    def own(_task):
        time.sleep(0.5)  # time for the worker to answer
        raise KeyboardInterrupt

    with Crew(doubling, 2, 1) as crew:
        with pytest.raises(KeyboardInterrupt):
            given.extend(crew.answers(range(100), own))
        drained = dict(crew.drained())

    assert drained
    assert all(answer == 2 * number for number, answer in drained.items())
    assert not drained.keys() & set(range(len(given)))


def test_no_worker_is_left_when_it_is_left_early():
    crew = Crew(doubling, 2, 2)

    def leave():
        with crew:
            for _ in crew.answers(iter(lambda: "slow", None), doubling(2)):
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        leave()
    assert all(worker.returncode is not None for worker in crew._workers)
    assert not any(thread.is_alive() for thread in crew._threads)
