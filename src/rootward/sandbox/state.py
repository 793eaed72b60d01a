"""The state of a practice account, saved and restored in milliseconds.

Saving pickles what moto holds; dictionaries of moto's stand in it by name. A state lives in the process that saved it
and is never read from a file: a pickle from elsewhere could run anything.
"""

from __future__ import annotations

import io
import pickle
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moto.core.base_backend import BackendDict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from rootward.sandbox.backends import Backends, Contents
    from rootward.sandbox.cloudtrail.recorded import Recorded


@dataclass(frozen=True, slots=True)
class State:
    """A practice account at one moment. Restoring it moves the clock's offset back as well."""

    pickled: bytes = field(repr=False)
    dictionaries: dict[str, BackendDict[Any]] = field(repr=False)
    history: tuple[Recorded, ...] = field(repr=False)
    clock_offset: timedelta


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.dictionaries: dict[str, BackendDict[Any]] = {}

    def persistent_id(self, thing: object) -> str | None:
        if isinstance(thing, BackendDict):
            self.dictionaries[thing._id] = thing  # noqa: SLF001 - the name that moto gives it
            return str(thing._id)  # noqa: SLF001
        return None


class _Unpickler(pickle.Unpickler):
    def __init__(self, state: State) -> None:
        super().__init__(io.BytesIO(state.pickled))
        self._dictionaries = state.dictionaries

    def persistent_load(self, name: str) -> BackendDict[Any]:
        return self._dictionaries[name]


def save(backends: Backends) -> State:
    """The account as it is now. Its state must be in place."""
    file = io.BytesIO()
    pickler = _Pickler(file)
    contents, ids = backends.contents()
    pickler.dump((list(contents.items()), ids))
    return State(file.getvalue(), pickler.dictionaries, tuple(backends.history), backends.clock.offset)


def restore(state: State, backends: Backends) -> None:
    """Make the account what it was. Its state must be in place."""
    backends.replace(*_read(state), for_good=True)
    backends.history[:] = state.history
    backends.clock.offset = state.clock_offset


@contextmanager
def as_it_was(state: State, backends: Backends) -> Iterator[None]:
    """The account of an earlier moment, for the time of a read; what the read changes is lost."""
    present = backends.contents()
    backends.replace(*_read(state), for_good=False)
    try:
        yield
    finally:
        backends.replace(*present, for_good=True)


def _read(state: State) -> tuple[Contents, Any]:
    contents, ids = _Unpickler(state).load()
    return dict(contents), ids
