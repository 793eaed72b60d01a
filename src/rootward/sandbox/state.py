"""The state of a practice account, saved and restored in milliseconds.

Saving pickles what moto holds; dictionaries of moto's stand in it by name. A state lives in the process that saved it
and is never read from a file: a pickle from elsewhere could run anything.
"""

from __future__ import annotations

import copyreg
import gc
import io
import pickle
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from moto.core.base_backend import BackendDict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta

    from rootward.sandbox.backends import Backends, Contents
    from rootward.sandbox.cloudtrail.recorded import Recorded

_LOCKS: tuple[Callable[[], Any], ...] = (threading.Lock, threading.RLock)
"""Locks cannot be copied: a restored one is a new one."""


@dataclass(frozen=True, slots=True)
class State:
    """A practice account at one moment. Restoring it moves the clock's offset back as well."""

    pickled: bytes = field(repr=False)
    dictionaries: dict[str, BackendDict[Any]] = field(repr=False)
    history: tuple[Recorded, ...] = field(repr=False)
    turn: int
    clock_offset: timedelta
    left_out: tuple[str, ...] = ()
    """moto's services that hold what cannot be copied: restoring leaves them as they are."""


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.dictionaries: dict[str, BackendDict[Any]] = {}
        # Not by `persistent_id`, which would be asked about each of a million things.
        self.dispatch_table = {**_reducers(), **dict.fromkeys(_kinds(BackendDict), self._by_name)}

    def _by_name(self, dictionary: BackendDict[Any]) -> tuple[Callable[[str], BackendDict[Any]], tuple[str]]:
        name = str(dictionary._id)  # noqa: SLF001 - the name that moto gives it
        self.dictionaries[name] = dictionary
        return _of_state, (name,)


def _kinds(of: type[Any]) -> Iterator[type[Any]]:
    """The class and all below it: S3 has one of its own."""
    yield of
    for below in of.__subclasses__():
        yield from _kinds(below)


def _of_state(name: str) -> BackendDict[Any]:
    """Stands in the pickle for the dictionaries of the state that is read: see `_Unpickler`."""
    raise KeyError(name)


class _Unpickler(pickle.Unpickler):
    def __init__(self, state: State) -> None:
        super().__init__(io.BytesIO(state.pickled))
        self._dictionaries = state.dictionaries

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - whatever stands there
        if (module, name) == (_of_state.__module__, _of_state.__name__):
            return self._dictionaries.__getitem__
        return super().find_class(module, name)


def save(backends: Backends) -> State:
    """The account as it is now. Its state must be in place."""
    contents, ids = backends.contents()
    left_out: tuple[str, ...] = ()
    try:
        pickled, dictionaries = _pickled(contents, ids)
    except Exception:  # noqa: BLE001 - whatever moto's objects raise: then it is told apart which ones do
        kept = {dictionary: held for dictionary, held in contents.items() if _can_be_copied(dictionary, held)}
        left_out = tuple(sorted(dictionary.service_name for dictionary in contents.keys() - kept.keys()))
        pickled, dictionaries = _pickled(kept, ids)
    return State(pickled, dictionaries, tuple(backends.history), backends.turn, backends.clock.offset, left_out)


def restore(state: State, backends: Backends) -> None:
    """Make the account what it was. Its state must be in place."""
    contents, ids = _read(state, backends)
    backends.replace(contents, ids, for_good=True)
    backends.history[:] = state.history
    backends.turn = state.turn
    backends.clock.offset = state.clock_offset


@contextmanager
def as_it_was(state: State, backends: Backends) -> Iterator[None]:
    """The account of an earlier moment, for the time of a read; what the read changes is lost."""
    present = backends.contents()
    backends.replace(*_read(state, backends), for_good=False)
    try:
        yield
    finally:
        backends.replace(*present, for_good=True)


def _pickled(contents: Contents, ids: Any) -> tuple[bytes, dict[str, BackendDict[Any]]]:  # noqa: ANN401 - Random's
    file = io.BytesIO()
    pickler = _Pickler(file)
    pickler.dump((list(contents.items()), ids))
    return file.getvalue(), pickler.dictionaries


def _can_be_copied(dictionary: BackendDict[Any], held: Any) -> bool:  # noqa: ANN401 - a value of Contents
    try:
        _pickled({dictionary: held}, None)
    except Exception:  # noqa: BLE001 - as above
        return False
    return True


def _read(state: State, backends: Backends) -> tuple[Contents, Any]:
    """The contents of the state, and those that it had to leave out as they are now."""
    # The collector would look through everything again and again while it is made: twice the time for 2,000 users.
    collecting = gc.isenabled()
    gc.disable()
    try:
        contents, ids = _Unpickler(state).load()
    finally:
        if collecting:
            gc.enable()
    present = {d: held for d, held in backends.contents()[0].items() if d.service_name in state.left_out}
    return {**dict(contents), **present}, ids


def _reducers() -> dict[type, Callable[[Any], Any]]:
    """How to copy what pickle cannot: locks, and private keys where something has made any."""
    reducers: dict[type, Callable[[Any], Any]] = {**copyreg.dispatch_table}
    for make in _LOCKS:
        reducers[type(make())] = partial(_new, make)
    if "cryptography" in sys.modules:
        from cryptography.hazmat.bindings._rust import openssl

        for kind in (openssl.rsa.RSAPrivateKey, openssl.ec.ECPrivateKey):
            reducers[kind] = _reduced_key
    return reducers


def _new(make: Callable[[], Any], _lock: object) -> Any:  # noqa: ANN401 - what pickle asks for
    return make, ()


def _reduced_key(key: Any) -> Any:  # noqa: ANN401 - a private key of any kind
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return _private_key, (key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),)


def _private_key(der: bytes) -> object:
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    return load_der_private_key(der, None)
