"""A process that dies at a call: from then on nothing that it does comes to anything, neither a call nor a line."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import parse_qs

import botocore.loaders
import pytest
from botocore.httpsession import URLLib3Session

from rootward.local.journal_writer import JournalWriter

Moment = Literal["before", "after"]
"""Before the call is sent, or after its answer came."""

_SECONDS_TO_DIE = 60


class Killed(BaseException):
    """The process is no more."""


class Life:
    """The calls of one process, in the order in which they were sent, and its end."""

    def __init__(self, death: int | None, moment: Moment, counted: Callable[[str], bool]) -> None:
        """`death`: at which of the calls that count it dies; None: at none."""
        self.is_over = False
        self.operations: list[str] = []
        """IAM's by their names; those of other services as an empty one."""
        self._death = death
        self._moment = moment
        self._counted = counted
        self._number = 0
        self._one_at_a_time = threading.Lock()

    def send(self, session: URLLib3Session, request: Any, real: Callable[..., Any]) -> Any:
        """In place of botocore's own."""
        with self._one_at_a_time:
            operation = _operation(request)
            self._number += self._counted(operation)
            is_last = self._counted(operation) and self._number == self._death
            self._end_if(dies=is_last and self._moment == "before")
            self.operations.append(operation)
        answer = real(session, request)
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


def _operation(request: Any) -> str:
    body = request.body.decode() if isinstance(request.body, bytes) else str(request.body or "")
    return parse_qs(body).get("Action", [""])[0]


@contextmanager
def lived(
    death: int | None = None, moment: Moment = "before", counted: Callable[[str], bool] = lambda _: True
) -> Iterator[Life]:
    """The life of a process. Where it dies, the block ends there, and when it ends nothing of it is under way."""
    life = Life(death, moment, counted)
    send, append = URLLib3Session.send, JournalWriter._append
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(URLLib3Session, "send", lambda session, request: life.send(session, request, send))
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


@contextmanager
def models_read_once() -> Iterator[None]:
    """botocore reads AWS's models of the services once, and not for each session."""
    loader = botocore.loaders.create_loader()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.session.create_loader", lambda *_: loader)
        yield
