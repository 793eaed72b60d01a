"""Worker processes that are given plain data and give plain data back.

Not `multiprocessing`: its new processes look for their modules in the current folder first, and that may be a
stranger's, with a `multiprocessing.py` of its own. These are started with `-P`.
https://docs.python.org/3/using/cmdline.html#cmdoption-P
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Generic, NamedTuple, Self, TypeVar

from rootward.errors import InternalError

Task = TypeVar("Task")
Answer = TypeVar("Answer")

_CHILD = "import sys; sys.path[:] = sys.argv[1:]; from rootward.leaks.crew import serve; serve()"
_PATIENCE = 2.0
"""Seconds that a worker has to end by itself."""


class Lost(NamedTuple):
    """In place of an answer: the worker ended before it gave one."""

    task: Any


class _Failed(NamedTuple):
    words: str


class Crew(Generic[Task, Answer]):
    """Some worker processes, to be left by `with`."""

    def __init__(self, begin: Callable[[Any], Callable[[Task], Answer]], setting: object, hands: int) -> None:
        """`begin(setting)` gives what turns a task into its answer, in each worker once. All of it is pickled."""
        self._tasks: queue.Queue[tuple[int, Task] | None] = queue.Queue(maxsize=max(1, 2 * hands))
        self._answers: queue.Queue[tuple[int, Any]] = queue.Queue()
        self._workers = [_started(begin, setting) for _ in range(hands)] if sys.executable else []
        self._threads = [threading.Thread(target=self._serve, args=(worker,), daemon=True) for worker in self._workers]
        self._found: dict[int, Answer | Lost] = {}
        """Answers that are not given yet, by the numbers of their tasks."""
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        while self._left() is not None:
            pass
        for _ in self._threads:
            self._tasks.put(None)
        for worker in self._workers:
            if _kind is not None:
                worker.kill()
            _let_go(worker.stdin)
        for worker in self._workers:
            try:
                worker.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
        for thread in self._threads:
            thread.join(_PATIENCE)
        for worker in self._workers:
            _let_go(worker.stdout)

    def answers(self, tasks: Iterable[Task], own: Callable[[Task], Answer]) -> Iterator[Answer | Lost]:
        """The answers, in the order of their tasks. This process takes part by `own`.

        Raises InternalError where a worker's function raised.
        """
        found = self._found = {}
        asked = given = 0
        for task in tasks:
            try:
                self._tasks.put_nowait((asked, task))
            except queue.Full:
                found[asked] = own(task)
            asked += 1
            while not self._answers.empty():
                self._note(found)
            while given in found:
                yield found.pop(given)
                given += 1
        while (left := self._left()) is not None:
            found[left[0]] = own(left[1])
        for _ in self._threads:
            self._tasks.put(None)
        while given < asked:
            while given not in found:
                self._note(found)
            yield found.pop(given)
            given += 1

    def drained(self) -> Iterator[tuple[int, Answer | Lost]]:
        """After an interrupt of `answers`: what was answered and not given, with the number of each task.

        Workers end what they are at, if that is soon.
        """
        while self._left() is not None:
            pass
        for _ in self._threads:
            self._tasks.put(None)
        end = time.monotonic() + _PATIENCE / 2
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        with contextlib.suppress(InternalError):
            while not self._answers.empty():
                self._note(self._found)
        found, self._found = self._found, {}
        yield from found.items()

    def _note(self, found: dict[int, Answer | Lost]) -> None:
        number, answer = self._answers.get()
        if isinstance(answer, _Failed):
            raise InternalError(f"a worker failed: {answer.words}")
        found[number] = answer

    def _left(self) -> tuple[int, Task] | None:
        try:
            return self._tasks.get_nowait()
        except queue.Empty:
            return None

    def _serve(self, worker: subprocess.Popen[bytes]) -> None:
        """In a thread: one task after the other to one worker."""
        assert worker.stdin is not None  # noqa: S101 - for the type checker: both are pipes
        assert worker.stdout is not None  # noqa: S101
        while (next_one := self._tasks.get()) is not None:
            number, task = next_one
            try:
                pickle.dump(task, worker.stdin)
                worker.stdin.flush()
                answer = pickle.load(worker.stdout)  # noqa: S301 - from a process that this one started
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                self._answers.put((number, Lost(task)))
                return
            self._answers.put((number, answer))


def _started(begin: Callable[[Any], object], setting: object) -> subprocess.Popen[bytes]:
    """A worker, in a group of its own: Ctrl-C is for this process to act on."""
    apart: dict[str, Any] = (
        {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        if os.name == "nt"
        else {"process_group": 0}
    )
    paths = [path for path in sys.path if Path(path).is_absolute()]
    worker = subprocess.Popen(  # noqa: S603 - this Python itself
        [sys.executable, "-P", "-c", _CHILD, *paths],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        **apart,
    )
    assert worker.stdin is not None  # noqa: S101 - for the type checker: it is a pipe
    try:
        pickle.dump((begin, setting), worker.stdin)
        worker.stdin.flush()
    except OSError:
        pass  # it ended at once: the first task will say so
    return worker


def _let_go(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with contextlib.suppress(OSError):
            pipe.close()


def _told(error: Exception) -> str:
    """What it was and where; its own words may hold what was read."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return type(error).__name__ + (f" in {at.tb_frame.f_code.co_qualname}" if at is not None else "")


def serve() -> None:
    """In a worker: answers tasks until there are no more."""
    tasks, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    begin, setting = pickle.load(tasks)  # noqa: S301 - from the process that started this one
    answer = begin(setting)
    while True:
        try:
            task = pickle.load(tasks)  # noqa: S301
        except EOFError:
            return
        try:
            found = answer(task)
        except Exception as error:  # noqa: BLE001 - told to the process that started this one
            found = _Failed(_told(error))
        pickle.dump(found, answers)
        answers.flush()
