"""Where coverage's tracer looks. Under it a call takes twice as long, so it looks where it tells something.

The laws and the acceptance tests go over what the others have covered, and so do the calls that a test of anything else
makes to a practice account, which are moto's for the most part: what covers the sandbox are its own tests.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

UNTRACED = frozenset({"acceptance", "contract"})
"""Folders of tests that no tracer looks at, nor at the processes that they start."""

LAWS = "test_laws.py"
"""What files are called that hold a folder's laws: the same few lines of code, for hundreds of examples."""

SERVED = "sandbox"
"""The folder of tests whose practice accounts are looked at while they answer."""

_ANSWERING = "(process_request_thread)"
"""How the name ends of a thread in which a server answers."""

_OF_PROCESSES = "COVERAGE_PROCESS_CONFIG"
"""The variable by which coverage finds its way into a process that a test starts."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Look at what a test runs, its fixtures included, or away."""
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    if folder in UNTRACED or item.path.name == LAWS:
        with untraced():
            return (yield)
    if folder != SERVED:
        with answers_untraced():
            return (yield)
    return (yield)


@contextmanager
def untraced() -> Iterator[None]:
    """Without the tracer, in threads and processes that start meanwhile too."""
    here, in_threads = sys.gettrace(), threading.gettrace()
    in_processes = os.environ.pop(_OF_PROCESSES, None)
    sys.settrace(None)
    threading.settrace(None)
    try:
        yield
    finally:
        if in_processes is not None:
            os.environ[_OF_PROCESSES] = in_processes
        threading.settrace(in_threads)
        sys.settrace(here)


@contextmanager
def answers_untraced() -> Iterator[None]:
    """Without the tracer in threads in which a server answers."""
    in_threads = threading.gettrace()
    if in_threads is None:
        yield
        return

    def begun(frame: FrameType, event: Any, argument: Any) -> Any:
        if not threading.current_thread().name.endswith(_ANSWERING):
            return in_threads(frame, event, argument)
        sys.settrace(None)
        return None

    threading.settrace(begun)
    try:
        yield
    finally:
        threading.settrace(in_threads)
