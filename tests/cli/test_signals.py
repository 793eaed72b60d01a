from __future__ import annotations

import signal
import threading

import pytest

from rootward.cli.signals import heeded


@pytest.mark.parametrize("name", [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)])
def test_the_end_of_a_session_or_a_job_is_heeded_as_ctrl_c_is(name):
    before = signal.getsignal(getattr(signal, name))

    with pytest.raises(KeyboardInterrupt), heeded():
        signal.raise_signal(getattr(signal, name))

    assert signal.getsignal(getattr(signal, name)) is before


def test_a_signal_that_is_ignored_stays_so():
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with heeded():
            signal.raise_signal(signal.SIGTERM)
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


def test_outside_of_the_main_thread_nothing_is_touched():
    before = signal.getsignal(signal.SIGTERM)
    seen: list[object] = []

    def work() -> None:
        with heeded():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen == [before]


def test_outside_of_the_main_thread_nor_are_signals_that_are_ignored():
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), signal.SIG_IGN) for name in names}
    failed: list[ValueError] = []

    def work() -> None:
        try:
            with heeded():
                pass
        except ValueError as error:
            failed.append(error)

    try:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)

    assert failed == []
