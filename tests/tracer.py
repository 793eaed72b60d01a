"""Where coverage's tracer looks. Under it a call takes twice as long, so it looks where it tells something.

The laws and the acceptance tests go over what the others have covered, and so do the calls that a test of anything else
makes to a practice account, which are botocore's and moto's for the most part: what covers these are their own tests.
Reading the tests is no test, and the hundredth example of a test goes where the others went.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib.machinery import SourceFileLoader
from itertools import count
from pathlib import Path
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from botocore.client import BaseClient
from botocore.session import Session

if TYPE_CHECKING:
    from _typeshed import TraceFunction

UNTRACED = frozenset({"acceptance", "contract", "tools"})
"""Folders of tests that no tracer looks at, nor at the processes that they start. The tools are no part of rootward."""

LAWS = "test_laws.py"
"""What files are called that hold a folder's laws: the same few lines of code, for hundreds of examples."""

SERVED = "sandbox"
"""The folder of tests whose practice accounts are looked at while they answer."""

OF_BOTOCORE = "aws"
"""The folder of tests that are looked at while botocore makes a call, where it calls rootward back."""

PACKAGE = "rootward"
"""The package whose modules are looked at while the tests are read."""

EXAMPLES = 20
"""How many of the examples that Hypothesis draws for a test are looked at."""

IN_VAIN = 8
"""After so many of its parameters in a row told nothing new, a test is looked at no more in this process."""

_ANSWERING = "(process_request_thread)"
"""How the name ends of a thread in which a server answers."""

_OF_PROCESSES = "COVERAGE_PROCESS_CONFIG"
"""The variable by which coverage finds its way into a process that a test starts."""

_VAIN: Counter[str] = Counter()
"""Of each test, how many of its parameters in a row told nothing new."""

_ASKING = ((Session, "__init__"), (Session, "create_client"), (BaseClient, "_make_api_call"))
"""What makes a client of botocore's, and its call."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """While the tests are read, look at what is run when a module of rootward is imported, and away otherwise."""
    tracer = sys.gettrace()
    if tracer is None:
        return (yield)
    lock_quickly(tracer)
    with untraced(), imports_traced(tracer, PACKAGE):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Look at what a test runs, its fixtures included, or away."""
    tracer = sys.gettrace()
    if tracer is None:
        return (yield)
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    name, parametrized, _ = item.nodeid.partition("[")
    if folder in UNTRACED or item.path.name == LAWS or _VAIN[name] >= IN_VAIN:
        with untraced():
            return (yield)
    if parametrized:
        with counted(tracer, name, _VAIN):
            return (yield from _looked_at(item, tracer, folder))
    return (yield from _looked_at(item, tracer, folder))


def _looked_at(item: pytest.Item, tracer: TraceFunction, folder: str) -> Generator[None, object, object]:
    test = getattr(getattr(item, "obj", None), "hypothesis", None)
    if test is not None:
        with untraced(), first_traced(tracer, test, EXAMPLES):
            return (yield)
    if folder == SERVED:
        return (yield)
    if folder == OF_BOTOCORE:
        with answers_untraced():
            return (yield)
    with answers_untraced(), aside(*_ASKING):
        return (yield)


@contextmanager
def counted(tracer: Any, name: str, vain: Counter[str]) -> Iterator[None]:
    """Count whether the tracer knows more afterwards: if not, one more time in vain, and if so, none."""
    before = _known(tracer)
    yield
    vain[name] = 0 if _known(tracer) > before else vain[name] + 1


def _known(tracer: Any) -> int:
    """How many ways from line to line the tracer has seen gone; other threads add files meanwhile."""
    return sum(map(len, tuple(tracer.data.values())))


def lock_quickly(tracer: Any) -> None:
    """Lock and unlock what the tracer knows by the lock itself: coverage asks a method of Python's, twice at each call.

    That took a fifth of the time. Threads get their tracers from the same collector.
    """
    collector: Any = getattr(getattr(tracer, "lock_data", None), "__self__", None)
    lock = getattr(collector, "data_lock", None)
    if lock is not None:
        collector.lock_data = tracer.lock_data = lock.acquire
        collector.unlock_data = tracer.unlock_data = lock.release


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
def imports_traced(tracer: TraceFunction, package: str) -> Iterator[None]:
    """With the tracer while a module of the package is imported, and without while one of another package is."""
    real = SourceFileLoader.exec_module

    def exec_module(loader: SourceFileLoader, module: ModuleType) -> None:
        here = sys.gettrace()
        sys.settrace(tracer if module.__name__.partition(".")[0] == package else None)
        try:
            real(loader, module)
        finally:
            sys.settrace(here)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SourceFileLoader, "exec_module", exec_module)
        yield


@contextmanager
def first_traced(tracer: TraceFunction, test: Any, examples: int) -> Iterator[None]:
    """With the tracer for so many first examples of a test of Hypothesis's, which draws them without it."""
    real, drawn = test.inner_test, count()

    @wraps(real)
    def inner(*arguments: Any, **named: Any) -> Any:
        if next(drawn) >= examples:
            return real(*arguments, **named)
        sys.settrace(tracer)
        try:
            return real(*arguments, **named)
        finally:
            sys.settrace(None)

    test.inner_test = inner
    try:
        yield
    finally:
        test.inner_test = real


# Coverage's tracer counts calls and returns: who sends it away takes it back in the same function, which it saw called.
@contextmanager
def aside(*methods: tuple[type, str]) -> Iterator[None]:
    """Without the tracer while one of these methods runs, in whatever thread."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in methods:
            patch.setattr(owner, name, _aside(getattr(owner, name)))
        yield


def _aside(real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def method(*arguments: Any, **named: Any) -> Any:
        here = sys.gettrace()
        sys.settrace(None)
        try:
            return real(*arguments, **named)
        finally:
            sys.settrace(here)

    return method


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
