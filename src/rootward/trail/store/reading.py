"""All records of a log, as rows, some at a time."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

import msgspec

from rootward.trail.finding.contents import as_utf8, contents, decoded, is_record, said_of_nobodys, within
from rootward.trail.finding.elements import elements_of
from rootward.trail.finding.inflate import Inflating
from rootward.trail.finding.once import has_each_once
from rootward.trail.finding.sought import OPENING
from rootward.trail.finding.windows import pieces
from rootward.trail.log import Log
from rootward.trail.no_json import NO_JSON
from rootward.trail.record import NotARecordError
from rootward.trail.store.row import Row, damaged_row_of, is_taken, row_of
from rootward.trail.store.schema import NAMES
from rootward.trail.store.spelling import spelled
from rootward.trail.store.task import Task

_LINES = msgspec.json.Decoder(msgspec.Raw)
_WHO = tuple(NAMES.index(name) for name in ("identity_type", "identity_arn"))
_NAME, _CATEGORY = NAMES.index("name"), NAMES.index("category")
_ROOT = (b'"Root"', b':root"')
_STRANGE = "of its parts are no records of CloudTrail's"


class Reading:
    """A log that is being read. What it holds raises nothing: `reasons` says at the end what was not read of it."""

    def __init__(self, log: Log, task: Task) -> None:
        """`task`: which of its records are asked for."""
        self._log = log
        self._task = task
        self._left = Counter[str]()
        self._reasons: list[str] = []
        self.was_opened = False
        self.records = 0
        self.bytes = 0
        """Inflated."""
        self.left_out = 0
        """Records that were not asked for."""
        self._nobodys = self._silent = 0
        """Records that do not say who acted: those that name root elsewhere, and all but Insights'."""

    def rows(self) -> Iterator[tuple[Row, int]]:
        """Each record's row, and how many bytes of JSON it was."""
        try:
            with Inflating(self._log) as inflating:
                self.was_opened = True
                for piece in pieces(inflating.read):
                    if piece.reason is not None:
                        self._reasons.append(piece.reason)
                        break
                    self.bytes += len(piece.text)
                    for raw in self._raws(as_utf8(piece.text)):
                        yield from self._rows(raw)
                if inflating.reason is not None:
                    self._reasons.append(inflating.reason)
        except OSError as error:
            self._reasons.append(error.strerror or "it cannot be read")

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why there may be records that were not read."""
        left = (f"{n:,} {what}" for what, n in sorted(self._left.items()))
        return tuple(dict.fromkeys((*self._reasons, *left, *self._said_nobodys())))

    def _said_nobodys(self) -> Iterator[str]:
        """Where no record says it, an export was made without the column: then each counts."""
        is_of_all = self._silent == self.records - self.left_out
        yield from said_of_nobodys(self._silent if is_of_all else self._nobodys)

    def _raws(self, text: bytes) -> Iterator[bytes | msgspec.Raw]:
        """The elements of a list or of lines, of which some may be no records themselves."""
        elements = _list_of(text) or _lines_of(text)
        if elements:
            yield from elements
            return
        found = contents(text)
        if found.reason is not None:
            self._reasons.append(found.reason)
        elif found.strange:
            self._left[_STRANGE] += found.strange
        yield from found.records

    def _rows(self, raw: bytes | msgspec.Raw) -> Iterator[tuple[Row, int]]:
        log, data = self._log, raw
        try:
            row = row_of(data, log=spelled(log.name), account=log.account, event_id=lambda: digest_of(bytes(data)))
        except NotARecordError:
            yield from self._unusual(bytes(raw))
            return
        yield from self._taken(row, raw)

    def _unusual(self, raw: bytes) -> Iterator[tuple[Row, int]]:
        """What is no record, or a damaged one, or holds some."""
        if is_record(value := decoded(raw)) and value.get("eventName"):
            yield from self._damaged(raw)
            return
        held = within(raw)
        if held.strange:
            self._left[_STRANGE] += held.strange
        if held.reason is not None:
            self._reasons.append(held.reason)
        for record in held.records:
            yield from self._damaged(record)

    def _damaged(self, raw: bytes) -> Iterator[tuple[Row, int]]:
        try:
            row = damaged_row_of(
                decoded(raw), log=spelled(self._log.name), account=self._log.account, event_id=lambda: digest_of(raw)
            )
        except NotARecordError as error:
            self._left[f"of its records are left out: {error}"] += 1
            return
        yield from self._taken(row, raw)

    def _look_who(self, row: Row, raw: bytes) -> None:
        """Of a record whose userIdentity tells nobody, as `finding.search` judges it. An Insight has none.

        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html
        """
        who = decoded(raw).get("userIdentity")
        self._silent += not who and row[_CATEGORY] != "Insight"
        self._nobodys += row[_NAME] != OPENING and any(name in raw for name in _ROOT)

    def _taken(self, row: Row, raw: bytes | msgspec.Raw) -> Iterator[tuple[Row, int]]:
        self.records += 1
        if not is_taken(row, self._task):
            self.left_out += 1
            return
        if not any(map(row.__getitem__, _WHO)):
            self._look_who(row, bytes(raw))
        yield row, memoryview(raw).nbytes


def _list_of(text: bytes) -> list[msgspec.Raw]:
    try:
        return elements_of(text) if has_each_once(text) else []
    except NO_JSON:
        return []


def _lines_of(text: bytes) -> list[msgspec.Raw]:
    try:
        return _LINES.decode_lines(text)
    except NO_JSON:
        return []


def digest_of(raw: bytes) -> str:
    """What a record without an eventID is known by, whatever the order of its members."""
    try:
        raw = msgspec.json.encode(msgspec.json.decode(raw), order="deterministic")
    except (*NO_JSON, UnicodeEncodeError):
        pass
    return hashlib.sha256(raw).hexdigest()
