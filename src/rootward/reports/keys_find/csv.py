"""Keys on a machine as CSV: a row for each place of each key."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from rootward.model.key_place import FoundKey, KeyPlace, KeysFound
from rootward.reports.csv import cell
from rootward.reports.evidence import second

COLUMNS = (
    "taken_at",
    "key_id",
    "account",
    "temporary",
    "kind",
    "path",
    "line",
    "profile",
    "secret",
    "readable_by",
    "mode",
    "mode_was",
    "state",
    "arn",
    "root",
    "detail",
)


def render(found: KeysFound, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """A header line, keys, then ids without a secret.

    Every cell is quoted; one that could be a formula begins with `'`. What is not known is empty. The options change
    nothing.
    """
    del width, color, unicode
    lines = StringIO()
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    taken_at = second(found.taken_at)
    for key in (*found.keys, *found.ids_alone):
        writer.writerows([cell(text) for text in (taken_at, *row)] for row in _rows(key))
    return lines.getvalue()


def _rows(key: FoundKey) -> Iterator[tuple[str, ...]]:
    for place in key.places:
        yield (key.key_id, key.account or "", _flag(key.temporary), *_place(place), *_proof(key))


def _place(place: KeyPlace) -> tuple[str, ...]:
    return (
        place.kind,
        place.path,
        "" if place.line is None else str(place.line),
        place.profile or "",
        _flag(place.secret),
        place.readable_by,
        place.mode or "",
        place.mode_was or "",
    )


def _proof(key: FoundKey) -> tuple[str, ...]:
    if key.proof is None:
        return ("", "", "", "")
    return (key.proof.state, key.proof.arn or "", _flag(key.proof.root), key.proof.detail)


def _flag(value: bool) -> str:
    return str(value).lower()
