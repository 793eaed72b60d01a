"""What a watch told already, so that one that is started again repeats nothing. An owner-only file a source.

Two watches that kept it in one file would each forget what the other told: the second is refused. The lock is the
operating system's own (flock, LockFileEx) and ends with the process that holds it, however that ends.
https://py-filelock.readthedocs.io/en/latest/
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec

from rootward.errors import JournalError, OutputError, UsageError
from rootward.trail.moment import clamped

FOLDER = "trail-watch"
_SCHEMA = 3
"""Of deeds that are named by a digest of the whole record. In files of other schemas other words stand for them, which
joined deeds that differ: these are not taken over, so that events may be told once more."""
_MOST = 20_000
"""Deeds that are kept, the newest: more than root has events in the days that a watch looks back."""
_MOST_BYTES = 1 << 23
_BEGINNING = b'{"schema":'
_LOST = b"\0 \t\r\n"
"""What a crash of the machine may leave of a file."""

_OWNER_ONLY = 0o600
_ADVICE = "name another file: --state"


class _State(msgspec.Struct, frozen=True, kw_only=True):
    schema: int
    source: str
    looked: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    told: tuple[str, ...] = ()


@contextmanager
def told_of(source: str, file: Path | None, announce: Callable[[str], None]) -> Iterator[Told]:
    """What was told of a source, for one watch alone. `file`: where it is kept; None: in rootward's own folder.

    Raises UsageError where another watch has it, or it is of another source, and JournalError where there can be none.
    """
    from filelock import FileLock, Timeout

    path = file or _own(source)
    if not path.parent.is_dir():  # the lock would make it, for everybody to read
        raise JournalError(f"what was told cannot be kept: {path.parent} is no folder", advice=_ADVICE)
    # The softer lock that some file systems would get outlives a crash.
    lock = FileLock(path.with_name(f".{path.name}.lock"), mode=_OWNER_ONLY, fallback_to_soft=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        if not os.access(lock.lock_file, os.W_OK):  # where it cannot be made, it counts as held as well
            raise JournalError(f"what was told cannot be kept: {path} cannot be written", advice=_ADVICE) from None
        raise UsageError(
            f"another watch keeps what it told in {path}",
            advice="end it, or give this one a file of its own: --state FILE",
        ) from None
    except OSError as error:
        raise JournalError(f"{path} cannot be locked: {error.strerror or error}", advice=_ADVICE) from error
    try:
        yield Told(source, path, announce)
    finally:
        lock.release()


class Told:
    """The deeds that were told, and when it was looked for the last time and all of it could be read."""

    def __init__(self, source: str, file: Path, announce: Callable[[str], None]) -> None:
        """`file`: where it is kept. One that is damaged is announced, and begun anew.

        Raises UsageError where it holds what was told of another source, or something else.
        """
        self._source = source
        self._file = file
        self.looked: datetime | None = None
        """Of what came before that nothing is missing."""
        self._deeds: dict[str, None] = {}
        self._announce = announce
        self._read()

    def __contains__(self, deed: str) -> bool:
        """Whether it was told."""
        return deed in self._deeds

    def add(self, deed: str) -> None:
        """It is told."""
        self._deeds[deed] = None

    def keep(self, looked: datetime) -> None:
        """Write it down. Raises JournalError."""
        from rootward.local.files import write_owner_only

        deeds = tuple(self._deeds)[-_MOST:]
        state = _State(schema=_SCHEMA, source=self._source, looked=looked, told=deeds)
        try:
            write_owner_only(self._file, msgspec.json.encode(state))
        except OutputError as error:
            raise JournalError(f"what was told cannot be kept: {error}", advice=_ADVICE) from None
        self.looked = looked

    def _read(self) -> None:
        from rootward.local.bounded_read import read_bounded

        data = b""
        try:
            data = read_bounded(self._file, _MOST_BYTES, wait_seconds=0)
            state = msgspec.json.decode(data, type=_State)
        except FileNotFoundError:
            return
        except OSError as error:
            self._announce(f"{self._file} cannot be read: {error.strerror or error}; events may be told again")
            return
        except ValueError:
            if data.strip(_LOST) and not data.startswith(_BEGINNING):
                raise UsageError(f"{self._file} is none of a watch's, and stays as it is", advice=_ADVICE) from None
            self._announce(f"{self._file} cannot be read: it is damaged; events may be told again")
            return
        if state.source != self._source:  # to begin it anew would forget that
            raise UsageError(
                f"{self._file} keeps what was told of {state.source[:200]}",
                advice="give this watch a file of its own: --state FILE",
            )
        self.looked = None if state.looked is None else clamped(state.looked)
        if state.schema == _SCHEMA:
            self._deeds = dict.fromkeys(state.told)
        else:
            self._announce(f"{self._file} was written by another version of rootward; events may be told again")


def _own(source: str) -> Path:
    from rootward.local.state_folder import own_folder, unusable

    try:
        return own_folder(FOLDER) / f"{hashlib.sha256(source.encode()).hexdigest()[:16]}.json"
    except OSError as error:
        raise unusable("rootward's own folder", error) from error
