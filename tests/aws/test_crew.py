from __future__ import annotations

import threading

import pytest

from rootward.aws.crew import Crew


def test_results_come_in_the_order_of_the_items():
    with Crew(3, "test") as crew:
        assert crew.each(lambda number: number * 2, range(50)) == [number * 2 for number in range(50)]


def test_no_more_threads_work_than_there_are():
    names = set()

    with Crew(2, "test") as crew:
        crew.each(lambda _: names.add(threading.current_thread().name), range(50))

    assert names <= {"test-0", "test-1"}


def test_an_error_is_raised_where_the_result_is_asked_for():
    def work(number):
        if number == 3:
            raise LookupError(number)
        return number

    with Crew(2, "test") as crew, pytest.raises(LookupError):
        crew.each(work, range(5))


def test_a_job_that_is_stuck_holds_nobody_up():
    stuck = threading.Event()

    with Crew(1, "test") as crew:
        future = crew.start(stuck.wait)

    assert not future.done()
    stuck.set()


def test_every_thread_is_a_daemon_so_that_none_keeps_the_process():
    with Crew(2, "test") as crew:
        assert crew.each(lambda _: threading.current_thread().daemon, range(4)) == [True] * 4


def test_who_asks_a_crew_that_was_sent_home_is_told_and_does_not_wait_for_ever():
    with Crew(1, "test") as crew:
        crew.start(lambda: None)

    assert crew.start(lambda: None).cancelled()
