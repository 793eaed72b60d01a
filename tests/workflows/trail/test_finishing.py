from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from rootward.workflows.trail.finishing import finishing

STOP = signal.SIGINT


@pytest.fixture(autouse=True)
def as_it_was():
    before = signal.getsignal(STOP)
    signal.signal(STOP, signal.default_int_handler)
    yield
    signal.signal(STOP, before)


def test_what_was_begun_is_finished_and_the_interruption_is_known():
    with finishing() as heard:
        signal.raise_signal(STOP)
        done = True

    assert done
    assert heard.interrupted
    with finishing() as heard:
        pass
    assert not heard.interrupted


def test_the_second_interruption_is_heard_at_once_and_so_is_one_that_comes_after():
    def twice():
        with finishing():
            signal.raise_signal(STOP)
            signal.raise_signal(STOP)
            pytest.fail("it went on")

    with pytest.raises(KeyboardInterrupt):
        twice()
    with finishing():
        pass
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(STOP)


def test_after_an_error_the_signals_are_as_they_were():
    with pytest.raises(ValueError, match="bad"), finishing():
        raise ValueError("bad")

    assert signal.getsignal(STOP) is signal.default_int_handler


def test_what_is_ignored_stays_so():
    signal.signal(STOP, signal.SIG_IGN)

    with finishing() as heard:
        signal.raise_signal(STOP)
        assert signal.getsignal(STOP) is signal.SIG_IGN
    assert not heard.interrupted
    assert signal.getsignal(STOP) is signal.SIG_IGN


def test_in_another_thread_no_signal_is_taken():
    def finish():
        with finishing() as heard:
            return heard.interrupted, signal.getsignal(STOP) is signal.default_int_handler

    with ThreadPoolExecutor(1) as other:
        assert other.submit(finish).result() == (False, True)
