"""moto's state of one practice account.

moto keeps its state once a process, in `BackendDict`s, and is not thread-safe. So each practice account keeps its own
contents of those dictionaries, and puts them in place for the time of a call, under one lock for the whole process.
Several practice accounts, and tests that use moto themselves, can so live side by side.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from moto.core.base_backend import AccountSpecificBackend, BackendDict
from moto.utilities.utils import PARTITION_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

Contents = dict["BackendDict[Any]", tuple[dict[str, "AccountSpecificBackend[Any]"], dict[str, Any]]]
"""What each dictionary holds, and what it keeps beside it: whose a bucket is, who manages an organisation."""

ACCOUNT_ID = "123456789012"
"""AWS's example account, and the one that moto assumes where nothing says otherwise."""


class Backends:
    """The contents of moto's dictionaries that belong to one practice account."""

    _lock: ClassVar[threading.RLock] = threading.RLock()
    _placed: ClassVar[Backends | None] = None
    _of_others: ClassVar[Contents] = {}
    """What was in moto's dictionaries before any practice account came."""

    def __init__(self, regions: tuple[str, ...]) -> None:
        self.regions = regions
        self._contents: Contents = {}
        self._removed = False

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Put this account's state in place and hold it there: nothing else in the process uses moto meanwhile.

        Raises:
            ConnectionAbortedError: the account was removed, and a late call wants it: its connection is dropped.

        """
        with Backends._lock:
            if self._removed:
                raise ConnectionAbortedError("the practice account has ended")
            if Backends._placed is not self:
                self._swap_in(self)
            yield

    def remove(self) -> None:
        """Take this account's state out of moto for good."""
        with Backends._lock:
            if Backends._placed is self:
                self._swap_in(None)
            self._contents.clear()
            self._removed = True

    def hold(self, dictionary: BackendDict[Any], backend: type, *, regional: bool) -> None:
        """Let `backend` serve a service of this account, in the enabled regions only. The state must be in place.

        moto's own way would list every region of every partition for each service, which is slow, and answer in all.
        """
        if ACCOUNT_ID not in dictionary:
            dictionary[ACCOUNT_ID] = AccountSpecificBackend(
                service_name=dictionary.service_name,
                account_id=ACCOUNT_ID,
                backend=backend,
                use_boto3_regions=False,
                additional_regions=list(self.regions if regional else PARTITION_NAMES),
            )
        if dictionary not in _in_use():
            _in_use().append(dictionary)

    @staticmethod
    def _swap_in(coming: Backends | None) -> None:
        leaving = Backends._placed._contents if Backends._placed else Backends._of_others  # noqa: SLF001 - own class
        leaving.clear()
        for dictionary in _in_use():
            leaving[dictionary] = dict(dictionary), _taken_from_beside(dictionary)
            dictionary.clear()
        arriving = coming._contents if coming else Backends._of_others  # noqa: SLF001
        for dictionary, (contents, beside) in arriving.items():
            dictionary.update(contents)
            vars(dictionary).update(beside)
        _in_use()[:] = arriving
        Backends._placed = coming


def _in_use() -> list[BackendDict[Any]]:
    """The dictionaries that hold something, by moto's own register."""
    return BackendDict._instances  # type: ignore[misc]  # noqa: SLF001 - there is no public way to it


def _taken_from_beside(dictionary: BackendDict[Any]) -> dict[str, Any]:
    """The dictionaries that S3's and Organizations' BackendDicts keep as attributes; empty ones take their place."""
    beside = {name: value for name, value in vars(dictionary).items() if isinstance(value, dict)}
    vars(dictionary).update({name: {} for name in beside})
    return beside
