from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest

from tests.tracer import answers_untraced, untraced


class Looking:
    """A tracer that notes the threads it is called in."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __call__(self, _frame: FrameType, _event: str, _argument: Any) -> None:
        self.seen.add(threading.current_thread().name)


@pytest.fixture
def looking() -> Iterator[Looking]:
    here, in_threads = sys.gettrace(), threading.gettrace()
    tracer = Looking()
    sys.settrace(tracer)
    threading.settrace(tracer)
    yield tracer
    threading.settrace(in_threads)
    sys.settrace(here)


def run_in(name: str) -> None:
    thread = threading.Thread(target=len, args=("",), name=name)
    thread.start()
    thread.join()


def test_nothing_is_looked_at_in_threads_and_processes_either(looking, monkeypatch):
    monkeypatch.setenv("COVERAGE_PROCESS_CONFIG", ":data:{}")
    with untraced():
        assert sys.gettrace() is None
        assert "COVERAGE_PROCESS_CONFIG" not in os.environ
        run_in("reader")
    assert "reader" not in looking.seen
    assert sys.gettrace() is looking
    assert threading.gettrace() is looking
    assert os.environ["COVERAGE_PROCESS_CONFIG"] == ":data:{}"


def test_threads_that_answer_are_not_looked_at_and_all_others_are(looking):
    with answers_untraced():
        run_in("Thread-7 (process_request_thread)")
        run_in("rootward-fact-7")
    assert "rootward-fact-7" in looking.seen
    assert "Thread-7 (process_request_thread)" not in looking.seen
    assert threading.gettrace() is looking
