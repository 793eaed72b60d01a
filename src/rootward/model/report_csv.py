"""The credential report's CSV text, read into rows.

Columns, and the words that stand in their cells:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
A cell that holds none of them is an `Unknown` in its place, and the other cells stand.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from rootward.errors import SnapshotError
from rootward.model.credential_report import CertificateSlot, CredentialReport, Flag, KeySlot, Moment, ReportRow
from rootward.model.unknown import Absent, Unknown

Slot = TypeVar("Slot", KeySlot, CertificateSlot)

_KEY = ("active", "last_rotated", "last_used_date")
_CERTIFICATE = ("active", "last_rotated")
_NEEDED = ("user", "arn")

ADDITIONAL = "additional_credentials_info"
"""Says, in words, that somebody holds more keys or certificates than the two that have columns; mostly empty."""

COLUMNS = frozenset(
    {
        *_NEEDED,
        "user_creation_time",
        "password_enabled",
        "password_last_used",
        "password_last_changed",
        "mfa_active",
        *(f"access_key_{slot}_{cell}" for slot in (1, 2) for cell in _KEY),
        *(f"cert_{slot}_{cell}" for slot in (1, 2) for cell in _CERTIFICATE),
    }
)
"""The columns that are read."""

_PASSED_OVER = frozenset(
    {
        ADDITIONAL,
        "password_next_rotation",
        *(f"access_key_{slot}_last_used_{what}" for slot in (1, 2) for what in ("region", "service")),
    }
)
"""Columns that are known, and that no check asks for; ADDITIONAL counts where it says something."""

_LARGEST_CELL = 1 << 24
"""Characters. The csv module's own limit would refuse a whole report for one long cell."""

_SKEW = timedelta(days=1)
"""How far a date may lie after the report's own: clocks differ, and a report takes a while to be made."""

_LONGEST_CELL_SHOWN = 40
_ABSENT = {cell: Absent(cell) for cell in ("N/A", "no_information", "not_supported")}
_FLAGS = {"true": True, "false": False}
_DOWNLOAD = "download it again: aws iam get-credential-report --query Content --output text | base64 -d > report.csv"


def read_report(text: str, generated_at: datetime, *, not_after: datetime | None = None) -> CredentialReport:
    """Read the report. `generated_at` is AWS's GeneratedTime, which the CSV does not hold.

    A byte order mark and any line ending are taken; a column that is not there makes its cells `Unknown`, all but
    `user` and `arn`. So does a date of something past that lies after `not_after` (`generated_at`, if not given).

    Raises SnapshotError for what is no credential report, for one that is cut off, for one without a row (AWS writes
    root's for every account) and for one that has a user twice.
    """
    lines = _lines(text.removeprefix("\ufeff"))
    header = next(lines, (0, []))[1]
    columns = _columns(header)
    rows = [(line, cells) for line, cells in lines if cells]
    shared: dict[object, object] = {}
    latest = _latest(generated_at if not_after is None else not_after)
    read = tuple(_row(_Cells(columns, cells, line, shared, latest)) for line, cells in rows)
    _refuse_damage(rows, read)
    return CredentialReport(
        generated_at=generated_at.replace(microsecond=0), rows=read, unread_columns=_unread(columns, rows)
    )


def _latest(moment: datetime) -> datetime:
    try:
        return moment + _SKEW
    except OverflowError:
        return moment


def _refuse_damage(rows: list[tuple[int, list[str]]], read: tuple[ReportRow, ...]) -> None:
    if not read:
        raise SnapshotError("the credential report has no row, not even root's: it is damaged", advice=_DOWNLOAD)
    seen: set[str] = set()
    for (line, _), row in zip(rows, read, strict=True):
        for name in {row.user, row.arn}:
            if name in seen:
                raise SnapshotError(
                    f"line {line} of the credential report has {_cut(name)} a second time: it is damaged",
                    advice=_DOWNLOAD,
                )
            seen.add(name)


def _cut(cell: str) -> str:
    return repr(cell if len(cell) <= _LONGEST_CELL_SHOWN else f"{cell[:_LONGEST_CELL_SHOWN]}…")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    csv.field_size_limit(max(csv.field_size_limit(), _LARGEST_CELL))  # the csv module has one for all readers
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise SnapshotError(f"line {reader.line_num} of the credential report: {error}", advice=_DOWNLOAD) from None


def _columns(header: list[str]) -> dict[str, int]:
    columns = {name.strip(): place for place, name in enumerate(header)}
    if missing := [name for name in _NEEDED if name not in columns]:
        found = repr(", ".join(header)[:80]) if any(header) else "nothing"
        raise SnapshotError(
            f"this is no credential report: its first line has no column {' or '.join(missing)}, it has {found}",
            advice=_DOWNLOAD,
        )
    return columns


def _unread(columns: dict[str, int], rows: list[tuple[int, list[str]]]) -> tuple[str, ...]:
    unknown = [name for name in columns if name not in COLUMNS and name not in _PASSED_OVER]
    if ADDITIONAL in columns and any(cells[columns[ADDITIONAL]] not in {"", "N/A"} for _, cells in rows):
        unknown.append(ADDITIONAL)
    return tuple(unknown)


class _Cells:
    """One row's cells by column."""

    def __init__(
        self, columns: dict[str, int], cells: list[str], line: int, shared: dict[object, object], latest: datetime
    ) -> None:
        if len(cells) != len(columns):
            raise SnapshotError(
                f"line {line} of the credential report has {len(cells)} cells where its first line has "
                f"{len(columns)}: it is cut off or damaged",
                advice=_DOWNLOAD,
            )
        self._columns = columns
        self._cells = cells
        self._shared = shared
        self._latest = latest

    def once(self, slot: Slot) -> Slot:
        """The slot itself, or one equal to it that another row has: most slots of most users hold nothing."""
        return self._shared.setdefault(slot, slot)  # type: ignore[return-value] # equal, so of the same kind

    def text(self, column: str) -> str:
        """The cell as it stands; empty where there is no such column."""
        place = self._columns.get(column)
        return "" if place is None else self._cells[place]

    def flag(self, column: str) -> Flag:
        """A yes or no. AWS's page writes it in capitals, its reports do not."""
        cell = self.text(column)
        found = _FLAGS.get(cell.lower())
        return found if found is not None else self._absent_or_odd(column, cell)

    def past(self, column: str) -> Moment:
        """The date and time of something that has happened."""
        moment = self.moment(column)
        if isinstance(moment, datetime) and moment > self._latest:
            odd = self._odd(column, self.text(column))
            return Unknown(odd.reason, odd.action, f"{odd.detail}, which is after the report was made")
        return moment

    def moment(self, column: str) -> Moment:
        """A date and time."""
        cell = self.text(column)
        try:
            moment = datetime.fromisoformat(cell)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):  # an offset can lead out of the years that there are
            return self._absent_or_odd(column, cell)

    def _absent_or_odd(self, column: str, cell: str) -> Absent | Unknown:
        if cell in _ABSENT:
            return _ABSENT[cell]
        if column not in self._columns:
            return Unknown("failed", None, f"the credential report has no column {column}")
        return self._odd(column, cell)

    def _odd(self, column: str, cell: str) -> Unknown:
        return Unknown("failed", None, f"column {column} of user {_cut(self.text('user'))} holds {_cut(cell)}")


def _row(cells: _Cells) -> ReportRow:
    return ReportRow(
        user=cells.text("user"),
        arn=cells.text("arn"),
        created=cells.past("user_creation_time"),
        password_enabled=cells.flag("password_enabled"),
        password_last_used=cells.past("password_last_used"),
        password_last_changed=cells.past("password_last_changed"),
        mfa_active=cells.flag("mfa_active"),
        keys=(_key(cells, 1), _key(cells, 2)),
        certificates=(_certificate(cells, 1), _certificate(cells, 2)),
    )


def _key(cells: _Cells, slot: int) -> KeySlot:
    return cells.once(
        KeySlot(
            active=cells.flag(f"access_key_{slot}_active"),
            last_rotated=cells.past(f"access_key_{slot}_last_rotated"),
            last_used=cells.past(f"access_key_{slot}_last_used_date"),
        )
    )


def _certificate(cells: _Cells, slot: int) -> CertificateSlot:
    return cells.once(
        CertificateSlot(active=cells.flag(f"cert_{slot}_active"), last_rotated=cells.past(f"cert_{slot}_last_rotated"))
    )
