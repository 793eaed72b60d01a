"""moto's state of one practice account, or of an organisation of them.

moto keeps its state once a process, in `BackendDict`s, and is not thread-safe. So each practice account keeps its own
contents of those dictionaries, and puts them in place when a call comes, under one lock for the whole process: several
practice accounts live side by side. Between calls the last one's stay in place; what others keep in moto is put aside
until the last account is removed. The clock and the source of ids go with the contents.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from moto.core.base_backend import AccountSpecificBackend, BackendDict
from moto.core.model_instances import reset_model_data
from moto.moto_api._internal import mock_random
from moto.utilities.utils import PARTITION_NAMES

from rootward.sandbox.clock import Clock, follow_clocks
from rootward.sandbox.services.regions import OPT_IN_REGIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rootward.sandbox.cloudtrail.recorded import Recorded

Contents = dict["BackendDict[Any]", tuple[dict[str, "AccountSpecificBackend[Any]"], dict[str, Any]]]
"""What each dictionary holds, and what it keeps beside it: whose a bucket is, who manages an organisation."""

ACCOUNT_ID = "123456789012"
"""AWS's example account, and the one that moto assumes where nothing says otherwise."""


class Backends:
    """The contents of moto's dictionaries that belong to one practice account and to its organisation."""

    _lock: ClassVar[threading.RLock] = threading.RLock()
    _placed: ClassVar[Backends | None] = None
    _of_others: ClassVar[Contents] = {}
    """What was in moto's dictionaries before any practice account came."""
    _ids_of_others: ClassVar[Any] = None
    """The state of moto's source of ids at that time."""

    def __init__(self, regions: tuple[str, ...]) -> None:
        follow_clocks()
        self.regions = regions
        self.clock = Clock()
        self.enforce = False
        """Whether the policies of the account decide who may make a call; else everybody may make every call."""
        self.turn = 0
        """How many calls were answered; which machine of AWS's answers one, and what its request is called, follow."""
        self.history: list[Recorded] = []
        """Every call that CloudTrail records, oldest first."""
        self._contents: Contents = {}
        self._ids: Any = None
        self._removed = False

    @staticmethod
    def placed() -> Backends:
        """The account that is in place: the one whose call is being answered."""
        placed = Backends._placed
        if placed is None:
            message = "no practice account is in place"
            raise LookupError(message)
        return placed

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
            discard(self._contents)
            self._contents.clear()
            self.history.clear()
            self._removed = True

    def hold(
        self, dictionary: BackendDict[Any], backend: type, *, regional: bool, account_id: str = ACCOUNT_ID
    ) -> None:
        """Let `backend` serve a service of an account, in every region that may be enabled. The state must be in place.

        moto's own way would list every region of every partition for each service, which is slow, and answer in all.
        """
        if account_id not in dictionary:
            dictionary[account_id] = AccountSpecificBackend(
                service_name=dictionary.service_name,
                account_id=account_id,
                backend=backend,
                use_boto3_regions=False,
                additional_regions=[*self.regions, *OPT_IN_REGIONS] if regional else PARTITION_NAMES,
            )
        if dictionary not in _in_use():
            _in_use().append(dictionary)

    def contents(self) -> tuple[Contents, Any]:
        """What moto holds of this account, and where its source of ids stands. The state must be in place."""
        return {dictionary: (dict(dictionary), _beside(dictionary)) for dictionary in _in_use()}, mock_random.getstate()

    def replace(self, contents: Contents, ids: Any, *, for_good: bool) -> None:  # noqa: ANN401 - Random.getstate's
        """Put other contents in the place of this account's. The state must be in place.

        `for_good`: nobody holds the contents that leave.
        """
        if for_good:
            discard({dictionary: (dict(dictionary), {}) for dictionary in _in_use()})
        for dictionary in _in_use():
            dictionary.clear()
            _take_from_beside(dictionary)
        _put(contents)
        mock_random.setstate(ids)
        # moto keeps every instance of its models for a dashboard that is not served here: they would never be freed.
        reset_model_data()

    @staticmethod
    def _swap_in(coming: Backends | None) -> None:
        leaving = Backends._placed
        left = leaving._contents if leaving else Backends._of_others  # noqa: SLF001 - own class
        left.clear()
        for dictionary in _in_use():
            left[dictionary] = dict(dictionary), _take_from_beside(dictionary)
            dictionary.clear()
        _put(coming._contents if coming else Backends._of_others)  # noqa: SLF001
        if leaving:
            leaving._ids = mock_random.getstate()  # noqa: SLF001
        else:
            Backends._ids_of_others = mock_random.getstate()
        ids = coming._ids if coming else Backends._ids_of_others  # noqa: SLF001
        if ids is not None:
            mock_random.setstate(ids)
        Clock.shown = coming.clock if coming else None
        Backends._placed = coming


def discard(contents: Contents) -> None:
    """Close the files in which S3 keeps objects, before its contents are dropped. moto's own reset closes all's."""
    for dictionary, (held, _) in contents.items():
        if dictionary.service_name == "s3":
            for account in held.values():
                for backend in account.values():
                    _discard_objects(backend)


def _discard_objects(s3: Any) -> None:  # noqa: ANN401 - moto's S3Backend
    for bucket in s3.buckets.values():
        for versions in dict.values(bucket.keys):
            for version in versions:
                if hasattr(version, "dispose"):  # not so a delete marker
                    version.dispose()
        for upload in bucket.multiparts.values():
            upload.dispose()


def _put(contents: Contents) -> None:
    for dictionary, (held, beside) in contents.items():
        dictionary.update(held)
        vars(dictionary).update(beside)
    _in_use()[:] = contents


def _in_use() -> list[BackendDict[Any]]:
    """The dictionaries that hold something, by moto's own register."""
    return BackendDict._instances  # type: ignore[misc]  # noqa: SLF001 - there is no public way to it


def _beside(dictionary: BackendDict[Any]) -> dict[str, Any]:
    """The dictionaries that S3's and Organizations' BackendDicts keep as attributes."""
    return {name: value for name, value in vars(dictionary).items() if isinstance(value, dict)}


def _take_from_beside(dictionary: BackendDict[Any]) -> dict[str, Any]:
    """Those dictionaries; empty ones take their place."""
    beside = _beside(dictionary)
    vars(dictionary).update({name: {} for name in beside})
    return beside
