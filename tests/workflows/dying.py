"""A process that dies at a call: from then on nothing that it does comes to anything, neither a call nor a line."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
from botocore.endpoint import Endpoint
from botocore.model import OperationModel

from rootward.local.journal_writer import JournalWriter
from rootward.model.iam_action import operation_name

Moment = Literal["before", "after"]
"""Before the call is sent, or after its answer came."""

_SECONDS_TO_DIE = 60


class Killed(BaseException):
    """The process is no more."""


class Life:
    """The calls of one process, in the order in which they were sent, and its end."""

    def __init__(
        self, death: int | None, moment: Moment, counted: Callable[[str], bool], look: Callable[[], None] | None
    ) -> None:
        """`death`: at which of the calls that count it dies; None: at none. `look`: is called before and after each."""
        self.is_over = False
        self.operations: list[str] = []
        """By their names: `CreateGroup` for IAM's, others as `events:PutRule`."""
        self._look = look or (lambda: None)
        self._death = death
        self._moment = moment
        self._counted = counted
        self._number = 0
        self._one_at_a_time = threading.Lock()

    def send(
        self, endpoint: Endpoint, request: Any, model: OperationModel, context: Any, *, real: Callable[..., Any]
    ) -> Any:
        """In place of botocore's own: a try of a call."""
        with self._one_at_a_time:
            operation = operation_name(model.service_model.service_name, model.name)
            self._look()
            self._number += self._counted(operation)
            is_last = self._counted(operation) and self._number == self._death
            self._end_if(dies=is_last and self._moment == "before")
            self.operations.append(operation)
        answer = real(endpoint, request, model, context)
        self._look()
        self._end_if(dies=is_last)
        return answer

    def append(self, writer: JournalWriter, entry: Any, real: Callable[..., Any]) -> None:
        """In place of the journal's own."""
        self._end_if(dies=False)
        real(writer, entry)

    def _end_if(self, *, dies: bool) -> None:
        self.is_over |= dies
        if self.is_over:
            raise Killed


@contextmanager
def lived(
    death: int | None = None,
    moment: Moment = "before",
    counted: Callable[[str], bool] = lambda _: True,
    look: Callable[[], None] | None = None,
) -> Iterator[Life]:
    """The life of a process. Where it dies, the block ends there, and when it ends nothing of it is under way."""
    life = Life(death, moment, counted, look)
    send, append = Endpoint._do_get_response, JournalWriter._append  # type: ignore[attr-defined] # private
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Endpoint, "_do_get_response", lambda *given: life.send(*given, real=send))
        patch.setattr(JournalWriter, "_append", lambda writer, entry: life.append(writer, entry, append))
        try:
            yield life
        except Killed:
            assert death is not None
        finally:
            await_the_end()
    assert life.is_over == (death is not None), "it did not live until then"


def await_the_end() -> None:
    """Wait until nothing of any run is under way."""
    for thread in threading.enumerate():
        if thread.name.startswith(("rootward-fact", "rootward-call", "rootward-look", "rootward-step")):
            thread.join(_SECONDS_TO_DIE)
            assert not thread.is_alive(), f"{thread.name} lives on"


@contextmanager
def one_after_the_other() -> Iterator[None]:
    """Calls are made one after the other: the same ones in every run, in the same order."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rootward.aws.session.PARALLEL_CALLS", 1)
        yield
