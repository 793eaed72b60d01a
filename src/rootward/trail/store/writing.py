"""Rows into Parquet files, by account, region and day: under names that nobody reads until they are whole."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from msgspec.structs import replace

from rootward.trail.sources.layout import Place as Told
from rootward.trail.sources.layout import place_of as told_by
from rootward.trail.store.row import Place, Row, but_log_of, event_id_of, log_of, place_of
from rootward.trail.store.schema import arrow_schema

if TYPE_CHECKING:
    import pyarrow.parquet as pq

WAITING = ".writing"
"""The folder of files that are not part of the set yet."""
_OWNER_ONLY = 0o600
_GROUP_BYTES = 8 << 20
"""Bytes of JSON whose rows are held before they are written."""
_GROUP_ROWS = 65536
_MOST_OPEN = 64

_Event = tuple[str, int, tuple[Any, ...]]
"""Its id, the number of the folders of its log, and, where that is not the first row of these, all of it but its log.

So a row is looked at as a whole only where there is another one of its id."""


class Piece(NamedTuple):
    """A file that is written and waits."""

    waiting: str
    """Its name in the folder WAITING."""
    name: str
    """Where it is to go, seen from the folder of the set."""
    rows: int
    size: int
    """In bytes."""


class _Open(NamedTuple):
    writer: pq.ParquetWriter
    file: Any
    name: str


class Writing:
    """Files that are being written, to be left by `with`: those of one portion of logs. Raises OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / WAITING
        self._schema = arrow_schema()
        self._rows = defaultdict[Place, dict[_Event, Row]](dict)
        """Those that are held."""
        self._bytes = self._count = 0
        self._open: dict[Place, _Open] = {}
        self._written: dict[str, int] = {}
        self._places: dict[str, Place] = {}
        self._folders: dict[Told, int] = {}
        """Numbers of what the names of logs tell: of some of them alone it may be asked."""
        self._folders_of: dict[str, int] = {}
        self.duplicates = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        """Of what failed nothing is left."""
        if failed is None:
            return
        for each in self._open.values():
            _given_up(each.writer, each.file)
        for name in self._places:
            (self._folder / name).unlink(missing_ok=True)

    def add(self, row: Row, size: int) -> None:
        """A row that was `size` bytes of JSON. Of alike ones that are held that of the first log by name stays.

        Where one was written before it, it is written as well, and questions choose of both. What differs in any column
        is no delivery of the same event, whatever its eventID says. Deliveries to folders of another account, region or
        day stay all: who asks for one of them does not hear of the others.
        """
        place = place_of(row)
        held = self._rows[place]
        event: _Event = event_id_of(row), self._folder_of(log_of(row)), ()
        known = held.get(event)
        if known is not None and (but_log := but_log_of(row)) != but_log_of(known):
            event = *event[:2], but_log
            known = held.get(event)
        if known is not None:
            self.duplicates += 1
            if log_of(row) < log_of(known):
                held[event] = row
            return
        held[event] = row
        self._bytes += size
        self._count += 1
        if self._bytes >= _GROUP_BYTES or self._count >= _GROUP_ROWS:
            self._flush()

    def _folder_of(self, log: str) -> int:
        known = self._folders_of.get(log)
        if known is None:
            told = replace(told_by(log), moment=None)
            known = self._folders_of[log] = self._folders.setdefault(told, len(self._folders))
        return known

    def end(self) -> tuple[Piece, ...]:
        """What was written, safe on the disk."""
        self._flush()
        self._close()
        return tuple(
            Piece(name, f"{self._places[name].folder}/part-{name}", rows, (self._folder / name).stat().st_size)
            for name, rows in self._written.items()
        )

    def _flush(self) -> None:
        import pyarrow as pa

        for place, rows in self._rows.items():
            columns = [
                pa.array(values, type=field.type)
                for values, field in zip(zip(*rows.values(), strict=True), self._schema, strict=True)
            ]
            opened = self._opened(place)
            opened.writer.write_table(pa.Table.from_arrays(columns, schema=self._schema))
            self._written[opened.name] += len(rows)
        self._rows.clear()
        self._bytes = self._count = 0

    def _opened(self, place: Place) -> _Open:
        import pyarrow.parquet as pq

        known = self._open.get(place)
        if known is not None:
            return known
        if len(self._open) >= _MOST_OPEN:
            self._close()
        name = f"{uuid.uuid4().hex}.parquet"
        self._places[name] = place
        self._written[name] = 0
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        file = os.fdopen(os.open(self._folder / name, flags, _OWNER_ONLY), "wb")
        try:
            writer = pq.ParquetWriter(file, self._schema, compression="zstd")
        except BaseException:
            file.close()
            raise
        self._open[place] = opened = _Open(writer, file, name)
        return opened

    def _close(self) -> None:
        for place, each in list(self._open.items()):
            each.writer.close()
            each.file.flush()
            os.fsync(each.file.fileno())
            each.file.close()
            del self._open[place]


def _given_up(writer: pq.ParquetWriter, file: Any) -> None:  # noqa: ANN401 - as in _Open
    """Close both, whatever they say: what failed once was told. A writer left open would write when it is collected."""
    with contextlib.suppress(Exception):
        writer.close()
    writer.is_open = False
    with contextlib.suppress(OSError):
        file.close()
