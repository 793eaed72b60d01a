"""What the steps share that read one repository: its workers and its packs, until it is left."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest

from rootward.leaks.git.reading import Reading


def telling(_setting: object) -> Callable[[object], int]:
    """What tells in which process it is."""

    def tell(_task: object) -> int:
        time.sleep(0.02)
        return os.getpid()

    return tell


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def others(reading: Reading, hands: int) -> set[int]:
    """The workers that have part in some work."""
    work = reading.crew.begin(telling, None, hands)
    return {answer for answer in work.answers(range(60), telling(None)) if isinstance(answer, int)} - {os.getpid()}


def test_the_workers_of_one_step_are_those_of_the_next():
    with Reading() as reading:
        first = others(reading, 1)
        assert others(reading, 1) == first
        assert len(first) == 1


def test_packs_are_known_until_it_is_left():
    with Reading() as reading:
        packs = reading.packs
        assert reading.packs is packs
    assert reading.packs is not packs


@pytest.mark.skipif(os.name == "nt", reason="signal 0 ends a process there")
@pytest.mark.parametrize("error", [None, KeyboardInterrupt])
def test_workers_end_with_it(error):
    workers: set[int] = set()
    try:
        with Reading() as reading:
            workers = others(reading, 2)
            if error is not None:
                raise error
    except KeyboardInterrupt:
        assert error is not None

    assert workers
    assert not any(map(is_running, workers))
