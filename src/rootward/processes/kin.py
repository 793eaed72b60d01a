"""Processes forked from this one, which share its tasks: each is at work in a millisecond.

A worker that is started anew, as those of `crew` are, takes a tenth of a second. What is forked has all that this
process has in memory, and none of its threads: see `processors.may_fork`.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Generic, NamedTuple, Self, TypeVar

from rootward.errors import InternalError

Task = TypeVar("Task")
Answer = TypeVar("Answer")

_NUMBER = struct.Struct("=H")
_SIZE = struct.Struct("=Q")
_STEP = 1 << 16
MOST_TASKS = 1024
"""Their numbers fit into a pipe at once, whatever its size is."""
_STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class _Failed(NamedTuple):
    words: str


class Kin(Generic[Task, Answer]):
    """Some forked processes, to be left by `with`. Whoever is free takes the next task: their numbers lie in a pipe."""

    def __init__(self, tasks: Sequence[Task], work: Callable[[Task], Answer], hands: int) -> None:
        """At most MOST_TASKS, for this process and so many others; fewer, where the machine has no room for them."""
        self._tasks = tasks
        self._work = work
        self._numbers, write = os.pipe()
        os.write(write, b"".join(map(_NUMBER.pack, range(len(tasks)))))
        os.close(write)
        self._heard: dict[int, bytearray] = {}
        """What each says that is no whole answer yet, by the pipe that it says it in."""
        self._found: dict[int, Answer] = {}
        """Answers that are not given yet, by the numbers of their tasks."""
        self._children: list[int] = []
        with suppress(OSError):
            for _ in range(hands):
                self._fork()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        for child in self._children:
            if self._heard:  # this process has not come to its end
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        for pipe in (self._numbers, *self._heard):
            os.close(pipe)

    def answers(
        self, lost: Callable[[Task], Answer], is_enough: Callable[[], bool] = lambda: False
    ) -> Iterator[Answer]:
        """The answers, in the order of the tasks: to all of them, or to the first ones, once it is enough.

        `lost` is the answer to a task of a process that ended before it gave one. Raises InternalError where the work
        raised in another process, and whatever it raises in this one.
        """
        given, taken = 0, len(self._tasks)
        while True:
            if is_enough():
                taken = self._end()
            number = self._next()
            if number is None:
                break
            self._found[number] = self._work(self._tasks[number])
            self._hear(0)
            while given in self._found:
                yield self._found.pop(given)
                given += 1
        while given < taken:
            while given not in self._found and self._heard:
                self._hear(None)
            yield self._found.pop(given) if given in self._found else lost(self._tasks[given])
            given += 1
        while self._heard:
            self._hear(None)

    def _next(self) -> int | None:
        """The number of the next task; None: the last is taken."""
        read = os.read(self._numbers, _NUMBER.size)
        return int(_NUMBER.unpack(read)[0]) if read else None

    def _end(self) -> int:
        """Let nobody take any more; how many were taken."""
        read = os.read(self._numbers, _NUMBER.size * MOST_TASKS)
        return int(_NUMBER.unpack_from(read)[0]) if read else len(self._tasks)

    def _hear(self, milliseconds: int | None) -> None:
        """What the others say: what they have said by now, or None: the next that one says."""
        waiting = select.poll()
        for pipe in self._heard:
            waiting.register(pipe, select.POLLIN)
        for pipe, _ in waiting.poll(milliseconds):
            said = os.read(pipe, _STEP)
            if said:
                self._heard[pipe] += said
                self._note(self._heard[pipe])
            else:
                del self._heard[pipe]
                os.close(pipe)

    def _note(self, said: bytearray) -> None:
        while len(said) >= _SIZE.size:
            end = _SIZE.size + _SIZE.unpack_from(said)[0]
            if len(said) < end:
                return
            number, answer = pickle.loads(said[_SIZE.size : end])  # noqa: S301 - from a process that this one forked
            del said[:end]
            if isinstance(answer, _Failed):
                raise InternalError(f"a forked process failed: {answer.words}")
            self._found[number] = answer

    def _fork(self) -> None:
        """One more. Ctrl-C is for this process to act on, and is not to meet the other one before that is settled.

        Raises OSError.
        """
        hear, say = os.pipe()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        try:
            child = os.fork()
        except OSError:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            os.close(hear)
            os.close(say)
            raise
        if not child:
            try:
                for pipe in (hear, *self._heard):
                    os.close(pipe)
                for one in _STOPPING:
                    signal.signal(one, signal.SIG_IGN if one == signal.SIGINT else signal.SIG_DFL)
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
                self._serve(say)
            finally:
                os._exit(0)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(say)
        self._children.append(child)
        self._heard[hear] = bytearray()

    def _serve(self, say: int) -> None:
        """In the other process: one task after the other, until there are no more or nobody hears the answer."""
        while (number := self._next()) is not None:
            try:
                answer: Answer | _Failed = self._work(self._tasks[number])
            except Exception as error:  # noqa: BLE001 - told to the process that forked this one
                answer = _Failed(type(error).__name__)  # its own words may hold what was read
            whole = pickle.dumps((number, answer))
            rest = memoryview(_SIZE.pack(len(whole)) + whole)
            while rest:
                rest = rest[os.write(say, rest) :]
