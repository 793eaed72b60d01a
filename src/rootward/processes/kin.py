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
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Generic, NamedTuple, Self, TypeVar

from rootward.errors import InternalError
from rootward.processes.forking import fork

Task = TypeVar("Task")
Answer = TypeVar("Answer")

_SIZE = struct.Struct("=Q")
_STEP = 1 << 16
BLOCK = 4096
"""Bytes that a pipe takes whole or not at all: what all write and read in such blocks is never a part of one.

https://man7.org/linux/man-pages/man7/pipe.7.html
"""
_LENGTH = struct.Struct("=H")


class _Failed(NamedTuple):
    words: str


class Kin(Generic[Task, Answer]):
    """Some forked processes, to be left by `with`. Tasks lie in one pipe, and whoever is free takes the next."""

    def __init__(self, work: Callable[[Task], Answer], hands: int) -> None:
        """So many others beside this process; fewer, where the machine has no room for them."""
        self._work = work
        self._taking, self._giving = os.pipe()
        os.set_blocking(self._giving, False)
        self._given: dict[int, Task] = {}
        """Tasks that lie in the pipe, or that others are at, by their numbers."""
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
        for pipe in (self._taking, *self._heard):
            os.close(pipe)
        self._give_no_more()

    def answers(
        self,
        tasks: Iterator[Task],
        lost: Callable[[Task], Answer],
        is_enough: Callable[[], bool] = lambda: False,
    ) -> Iterator[Answer]:
        """The answers, in the order of the tasks: to all of them, or to the first ones, once it is enough.

        This process does a task itself that the pipe has no room for, or that is too large for it, and at the end what
        is left in there. `lost` is the answer to a task of a process that ended before it gave one. Raises
        InternalError where the work raised in another process, and whatever it raises in this one.
        """
        asked = told = 0
        while not is_enough():
            try:
                task = next(tasks)
            except StopIteration:
                break
            if not self._give(asked, task):
                self._found[asked] = self._work(task)
            asked += 1
            self._hear(0)
            while told in self._found:
                yield self._found.pop(told)
                told += 1
        self._give_no_more()
        while (left := self._next()) is not None:
            number, task = left
            self._found[number] = self._work(task)
            self._given.pop(number)
        while told < asked:
            while told not in self._found and self._heard:
                self._hear(None)
            yield self._found.pop(told) if told in self._found else lost(self._given[told])
            told += 1
        while self._heard:
            self._hear(None)

    def drained(self) -> Iterator[Answer]:
        """After an interrupt of `answers`: what was answered by now and not given, in the order of the tasks."""
        with suppress(InternalError):
            self._hear(0)
        for number in sorted(self._found):
            yield self._found.pop(number)

    def _give(self, number: int, task: Task) -> bool:
        """Into the pipe; False: it is full, or the task is too large for it."""
        written = pickle.dumps((number, task), pickle.HIGHEST_PROTOCOL)
        if len(written) + _LENGTH.size > BLOCK:
            return False
        try:
            os.write(self._giving, (_LENGTH.pack(len(written)) + written).ljust(BLOCK, b"\0"))
        except BlockingIOError:
            return False
        self._given[number] = task
        return True

    def _give_no_more(self) -> None:
        if self._giving >= 0:
            os.close(self._giving)
            self._giving = -1

    def _next(self) -> tuple[int, Task] | None:
        """The next task of those in the pipe, with its number; None: the last is taken."""
        block = os.read(self._taking, BLOCK)
        if not block:
            return None
        (size,) = _LENGTH.unpack_from(block)
        taken: tuple[int, Task] = pickle.loads(block[_LENGTH.size : _LENGTH.size + size])  # noqa: S301 - of this process
        return taken

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
            self._given.pop(number)

    def _fork(self) -> None:
        """One more. Raises OSError."""
        hear, say = os.pipe()

        def run() -> None:
            for pipe in (hear, self._giving, *self._heard):
                os.close(pipe)
            self._serve(say)

        try:
            child = fork(run)
        except OSError:
            os.close(hear)
            os.close(say)
            raise
        os.close(say)
        self._children.append(child)
        self._heard[hear] = bytearray()

    def _serve(self, say: int) -> None:
        """In the other process: one task after the other, until there are no more or nobody hears the answer."""
        while (taken := self._next()) is not None:
            number, task = taken
            try:
                answer: Answer | _Failed = self._work(task)
            except Exception as error:  # noqa: BLE001 - told to the process that forked this one
                answer = _Failed(type(error).__name__)  # its own words may hold what was read
            whole = pickle.dumps((number, answer))
            rest = memoryview(_SIZE.pack(len(whole)) + whole)
            while rest:
                rest = rest[os.write(say, rest) :]
