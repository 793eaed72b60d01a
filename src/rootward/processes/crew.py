"""Worker processes that are given plain data and give plain data back.

Not `multiprocessing`: its new processes look for their modules in the current folder first, and that may be a
stranger's, with a `multiprocessing.py` of its own. These are started with `-P`, or forked where that can be.
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
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Generic, NamedTuple, Self, TypeVar

from rootward.errors import InternalError
from rootward.processes.forked import Forked
from rootward.processes.libraries import NO_THREADS
from rootward.processes.processors import may_fork

Task = TypeVar("Task")
Answer = TypeVar("Answer")

_CHILD = "import sys; sys.path[:] = sys.argv[1:]; from rootward.processes.crew import serve; serve()"
_PATIENCE = 2.0
"""Seconds that a worker has to end by itself."""


class Lost(NamedTuple):
    """In place of an answer: the worker ended before it gave one."""

    task: Any


def noted(tasks: Iterable[Task], asked: list[Task]) -> Iterator[Task]:
    """The tasks, each of which is noted when it is asked for: the number of its answer is its place there."""
    for task in tasks:
        asked.append(task)
        yield task


class _Failed(NamedTuple):
    words: str


class _Begin(NamedTuple):
    """What a worker is told before the first task of a work."""

    make: Callable[[Any], Callable[[Any], Any]]
    setting: object


class Crew:
    """Some worker processes, to be left by `with`: started when there is work, and kept for the next."""

    def __init__(self) -> None:
        self._tasks: queue.Queue[tuple[Work[Any, Any], int, Any] | None] = queue.Queue()
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        while self.left() is not None:
            pass
        for _ in self._workers:
            self._tasks.put(None)
        for worker in self._workers:
            worker.let_go(at_once=_kind is not None)
        for worker in self._workers:
            worker.wait()

    def begin(self, make: Callable[[Any], Callable[[Task], Answer]], setting: object, hands: int) -> Work[Task, Answer]:
        """Some work for at least so many workers, if it can be; they make themselves ready for it at once.

        `make(setting)` gives what turns a task into its answer, in each worker once. All of it is pickled, but where a
        worker is forked for this work.
        """
        work = Work[Task, Answer](self, _Begin(make, setting))
        for one in _forked(work.begin, hands - len(self._workers)):
            self._take_on(one, work)
        with contextlib.suppress(OSError):  # fewer, where there is no room for them
            while sys.executable and len(self._workers) < hands and self._take_on(_started()):
                pass
        for worker in self._workers:
            worker.prepare(work)
        return work

    def _take_on(self, process: subprocess.Popen[bytes] | Forked, ready_for: Work[Any, Any] | None = None) -> bool:
        """One more, unless there is no room for the thread that it needs: then it is ended."""
        try:
            self._workers.append(_Worker(self._tasks, process, ready_for))
        except RuntimeError:
            process.kill()
            process.wait()
            return False
        return True

    def give(self, work: Work[Any, Any], number: int, task: object) -> bool:
        """A task for whoever is first; False: enough of them wait, or there is nobody to take any."""
        if self._tasks.qsize() >= 2 * len(self._at_work()):
            return False
        self._tasks.put((work, number, task))
        return True

    def is_alone(self) -> bool:
        """Whether no worker is left that could take a task."""
        return not self._at_work()

    def _at_work(self) -> list[_Worker]:
        return [worker for worker in self._workers if worker.thread.is_alive()]

    def left(self) -> tuple[Work[Any, Any], int, Any] | None:
        """A task that nobody has begun; it is taken back."""
        try:
            return self._tasks.get_nowait()
        except queue.Empty:
            return None


class Work(Generic[Task, Answer]):
    """What a crew does."""

    def __init__(self, crew: Crew, begin: _Begin) -> None:
        self.begin = begin
        self.done: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
        """Answers as workers give them."""
        self._crew = crew
        self.under_way: set[int] = set()
        """The numbers of tasks that workers may have."""
        self._found: dict[int, Answer | Lost] = {}
        """Answers that are not given yet, by the numbers of their tasks."""

    def answers(self, tasks: Iterable[Task], own: Callable[[Task], Answer]) -> Iterator[Answer | Lost]:
        """The answers, in the order of their tasks. This process takes part by `own`.

        Raises InternalError where a worker's function raised.
        """
        self._taken_back()
        found = self._found = {}
        asked = given = 0
        for task in tasks:
            if self._crew.give(self, asked, task):
                self.under_way.add(asked)
            else:
                found[asked] = own(task)
                if self._crew.is_alone():
                    self._do_left(own)
            asked += 1
            while not self.done.empty():
                self._note()
            while given in found:
                yield found.pop(given)
                given += 1
        self._do_left(own)
        while given < asked:
            while given not in found:
                self._note()
            yield found.pop(given)
            given += 1

    def _do_left(self, own: Callable[[Task], Answer]) -> None:
        """In this process what no worker has begun."""
        while (left := self._crew.left()) is not None:
            _work, number, task = left
            self.under_way.discard(number)
            self._found[number] = own(task)

    def drained(self) -> Iterator[tuple[int, Answer | Lost]]:
        """After an interrupt of `answers`: what was answered and not given, with the number of each task.

        Workers end what they are at, if that is soon.
        """
        self._taken_back()
        end = time.monotonic() + _PATIENCE / 2
        with contextlib.suppress(InternalError, queue.Empty):
            while self.under_way:
                self._note(max(0.0, end - time.monotonic()))
        found, self._found = self._found, {}
        yield from found.items()

    def _taken_back(self) -> None:
        while (left := self._crew.left()) is not None:
            work, number, _task = left
            work.under_way.discard(number)

    def _note(self, patience: float | None = None) -> None:
        """Raises queue.Empty where nobody answers for so many seconds."""
        number, answer = self.done.get(timeout=patience)
        self.under_way.discard(number)
        if isinstance(answer, _Failed):
            raise InternalError(f"a worker failed: {answer.words}")
        self._found[number] = answer


class _Worker:
    """A process, and the thread that gives it one task after the other."""

    def __init__(
        self,
        tasks: queue.Queue[tuple[Work[Any, Any], int, Any] | None],
        process: subprocess.Popen[bytes] | Forked,
        ready_for: Work[Any, Any] | None = None,
    ) -> None:
        self.process = process
        self._tasks = tasks
        self._ready_for = ready_for
        self._speaking = threading.Lock()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def prepare(self, work: Work[Any, Any]) -> None:
        """Tell it what is to come, unless it is at something."""
        if self._speaking.acquire(blocking=False):
            try:
                self._begin(work)
            except OSError:
                pass  # it has ended: the first task will say so
            finally:
                self._speaking.release()

    def let_go(self, *, at_once: bool) -> None:
        """Nothing more is to come."""
        if at_once:
            self.process.kill()
        _closed(self.process.stdin)

    def wait(self) -> None:
        """Until it has ended, which it is made to before long."""
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.thread.join(_PATIENCE)
        _closed(self.process.stdout)

    def _begin(self, work: Work[Any, Any]) -> None:
        if self._ready_for is not work:
            self._tell(work.begin)
            self._ready_for = work

    def _tell(self, what: object) -> None:
        assert self.process.stdin is not None  # noqa: S101 - for the type checker: it is a pipe
        pickle.dump(what, self.process.stdin)
        self.process.stdin.flush()

    def _serve(self) -> None:
        assert self.process.stdout is not None  # noqa: S101
        while (following := self._tasks.get()) is not None:
            work, number, task = following
            try:
                with self._speaking:
                    self._begin(work)
                    self._tell(task)
                    answer = pickle.load(self.process.stdout)  # noqa: S301 - from a process that this one started
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                work.done.put((number, Lost(task)))
                return
            work.done.put((number, answer))


def _forked(begin: _Begin, hands: int) -> list[Forked]:
    """So many workers that share what this process has in memory, or none; fewer, where there is no room for them.

    All at once: each will have a thread, and what has threads is not forked.
    """
    workers: list[Forked] = []
    while len(workers) < hands and (workers or may_fork()):
        try:
            workers.append(Forked(partial(_serve, begin=begin)))
        except OSError:
            break
    return workers


def _started() -> subprocess.Popen[bytes]:
    """A worker, in a group of its own: Ctrl-C is for this process to act on."""
    apart: dict[str, Any] = (
        {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
        if os.name == "nt"
        else {"process_group": 0}
    )
    paths = [path for path in sys.path if Path(path).is_absolute()]
    return subprocess.Popen(  # noqa: S603 - this Python itself
        [sys.executable, "-P", "-c", _CHILD, *paths],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **NO_THREADS},
        **apart,
    )


def _closed(pipe: IO[bytes] | None) -> None:
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
    """In a worker that was started: answers tasks until there are no more."""
    tasks, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    _serve(tasks, answers)


def _serve(tasks: IO[bytes], answers: IO[bytes], begin: _Begin | None = None) -> None:
    """In a worker; `begin`: what it is forked for."""
    answer: Callable[[Any], Any] | None = None if begin is None else begin.make(begin.setting)
    while True:
        try:
            task = pickle.load(tasks)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        if isinstance(task, _Begin):
            answer = task.make(task.setting)
            continue
        assert answer is not None  # noqa: S101 - nobody gives a task before
        try:
            found = answer(task)
        except Exception as error:  # noqa: BLE001 - told to the process that started this one
            found = _Failed(_told(error))
        pickle.dump(found, answers)
        answers.flush()
