"""What a watch told already, so that one that is started again repeats nothing. An owner-only file a source."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from rootward.errors import JournalError, OutputError

FOLDER = "trail-watch"
_SCHEMA = 1
_MOST = 20_000
"""Ids that are kept, the newest: more than root has events in the days that a watch looks back."""
_MOST_BYTES = 1 << 23


class _State(msgspec.Struct, frozen=True, kw_only=True):
    schema: int
    source: str
    looked: datetime | None = None
    told: tuple[str, ...] = ()


class Told:
    """The ids of events that were told, and when it was looked for the last time."""

    def __init__(self, source: str, file: Path | None, announce: Callable[[str], None]) -> None:
        """`file`: where it is kept; None: in rootward's own folder. Raises JournalError where there can be none."""
        self._source = source
        self._file = file or _own(source)
        self.looked: datetime | None = None
        self._ids: dict[str, None] = {}
        self._announce = announce
        self._read()

    def __contains__(self, event_id: str) -> bool:
        """Whether it was told."""
        return event_id in self._ids

    def add(self, event_id: str) -> None:
        """It is told."""
        self._ids[event_id] = None

    def keep(self, looked: datetime) -> None:
        """Write it down. Raises JournalError."""
        from rootward.local.files import write_owner_only

        ids = tuple(self._ids)[-_MOST:]
        state = _State(schema=_SCHEMA, source=self._source, looked=looked, told=ids)
        try:
            write_owner_only(self._file, msgspec.json.encode(state))
        except OutputError as error:
            raise JournalError(f"what was told cannot be kept: {error}", advice="name another file: --state") from None
        self.looked = looked

    def _read(self) -> None:
        from rootward.local.bounded_read import read_bounded

        try:
            state = msgspec.json.decode(read_bounded(self._file, _MOST_BYTES, wait_seconds=0), type=_State)
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or "it is none of a watch's"
            self._announce(f"{self._file} cannot be read: {why}; events may be told again")
            return
        if state.schema == _SCHEMA and state.source == self._source:
            self.looked = state.looked
            self._ids = dict.fromkeys(state.told)


def _own(source: str) -> Path:
    from rootward.local.state_folder import own_folder, unusable

    try:
        return own_folder(FOLDER) / f"{hashlib.sha256(source.encode()).hexdigest()[:16]}.json"
    except OSError as error:
        raise unusable("rootward's own folder", error) from error
