from __future__ import annotations

import importlib
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracer import answers_untraced, aside, counted, first_traced, imports_traced, lock_quickly, untraced


class Looking:
    """A tracer that notes the threads it is called in, and what returns."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.returned: list[str] = []

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> Looking:
        self.seen.add(threading.current_thread().name)
        if event == "return":
            self.returned.append(frame.f_code.co_name)
        return self


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


class Asking:
    """A client."""

    def ask_aws(self) -> None:
        self.make_the_call()

    def make_the_call(self) -> None:
        """What is not looked at."""


def test_what_is_done_aside_is_not_looked_at_and_what_follows_is(looking):
    with aside((Asking, "ask_aws")):
        Asking().ask_aws()
        run_in("later")
    assert "make_the_call" not in looking.returned
    assert looking.returned.count("run_in") == 1
    Asking().ask_aws()
    assert looking.returned.count("make_the_call") == 1


def test_so_many_first_examples_are_looked_at_and_no_drawing_of_them(looking):
    seen: list[object] = []

    def one_more(number: int) -> int:
        return number + 1

    def an_example(number: int) -> None:
        assert number
        seen.append(sys.gettrace())

    test: Any = settings(max_examples=30, database=None)(given(st.integers(0).map(one_more))(an_example))
    with untraced(), first_traced(looking, test.hypothesis, 4):
        test()
        assert sys.gettrace() is None
    assert seen[:4] == [looking] * 4
    assert len(seen) > 20
    assert set(seen[4:]) == {None}
    assert looking.returned.count("an_example") == 4
    assert "one_more" not in looking.returned


def test_the_import_of_a_package_is_looked_at_and_what_it_imports_of_others_is_not(looking, tmp_path, monkeypatch):
    (tmp_path / "looked_at.py").write_text("import beside\ndef of_its_own(): pass\nof_its_own()")
    (tmp_path / "beside.py").write_text("def of_another(): pass\nof_another()")
    monkeypatch.syspath_prepend(tmp_path)
    with untraced(), imports_traced(looking, "looked_at"):
        importlib.import_module("looked_at")
        assert sys.gettrace() is None
    assert looking.returned.count("of_its_own") == 1
    assert "of_another" not in looking.returned


class Knowing:
    """A tracer that knows ways from line to line, of one file."""

    def __init__(self) -> None:
        self.data = {"a.py": {1, 2}}


def test_parameters_that_tell_nothing_new_are_counted_until_one_does():
    tracer, vain = Knowing(), Counter[str]()
    seen = []
    for way in (1, 2, 3, 3):
        with counted(tracer, "test_it", vain):
            tracer.data["a.py"].add(way)
        seen.append(vain["test_it"])
    with counted(tracer, "test_it", vain):
        tracer.data["b.py"] = {1}
    assert [*seen, vain["test_it"]] == [1, 2, 0, 1, 0]


class Collecting:
    """As much of coverage's collector as has to do with the lock."""

    def __init__(self) -> None:
        self.data_lock = threading.Lock()

    def lock_data(self) -> None:
        pytest.fail("a method of Python's was asked")

    unlock_data = lock_data


def test_a_tracer_locks_by_the_lock_itself_and_so_do_those_of_threads_that_start_later(looking):
    collector = Collecting()
    looking.lock_data, looking.unlock_data = collector.lock_data, collector.unlock_data
    lock_quickly(looking)
    for one in (looking, collector):
        one.lock_data()
        assert collector.data_lock.locked()
        one.unlock_data()
        assert not collector.data_lock.locked()


def test_a_tracer_that_has_no_lock_is_left_as_it_is(looking):
    lock_quickly(looking)
    assert not hasattr(looking, "lock_data")
