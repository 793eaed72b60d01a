"""Threads that work side by side and hold nobody up: they are daemons, so a stuck connection cannot keep the process.

`concurrent.futures.ThreadPoolExecutor` joins its threads when Python exits, however long they take.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from queue import SimpleQueue
from types import TracebackType
from typing import Self, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Crew:
    """So many threads, started as they are needed, that take jobs in the order in which they came."""

    def __init__(self, size: int, name: str) -> None:
        self._size = size
        self._name = name
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._starting = threading.Lock()
        self._is_over = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Send the threads home after the jobs that they have; wait for none."""
        with self._starting:
            self._is_over = True
            for _ in self._threads:
                self._jobs.put(None)

    def start(self, job: Callable[[], Result]) -> Future[Result]:
        """Begin a job; its result, or what it raised, is in the future.

        Of a crew that was sent home the future is cancelled: whoever waits for it would wait for ever.
        """
        future: Future[Result] = Future()

        def work() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(job())
            except BaseException as error:  # noqa: BLE001 - it is raised again where the result is asked for
                future.set_exception(error)

        with self._starting:
            if self._is_over:
                future.cancel()
                return future
            if len(self._threads) < self._size:
                thread = threading.Thread(
                    target=self._take_jobs, name=f"{self._name}-{len(self._threads)}", daemon=True
                )
                self._threads.append(thread)
                thread.start()
            self._jobs.put(work)
        return future

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """The work's results for all items, in their order; raises the first error. Not from within one of its jobs."""
        futures = [self.start(lambda item=item: work(item)) for item in items]  # type: ignore[misc]
        return [future.result() for future in futures]

    def _take_jobs(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
