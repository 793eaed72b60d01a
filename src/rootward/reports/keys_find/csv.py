"""Keys on a machine as CSV: a row for each place of each key."""

from __future__ import annotations

from collections.abc import Iterator

from rootward.model.key_place import FoundKey, KeyPlace, KeysFound
from rootward.reports.csv_table import flag, table
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
    taken_at = second(found.taken_at)
    keys = (*found.keys, *found.ids_alone)
    return table(COLUMNS, ((taken_at, *row) for key in keys for row in _rows(key)))


def _rows(key: FoundKey) -> Iterator[tuple[str, ...]]:
    for place in key.places:
        yield (key.key_id, key.account or "", flag(key.temporary), *_place(place), *_proof(key))


def _place(place: KeyPlace) -> tuple[str, ...]:
    return (
        place.kind,
        place.path,
        "" if place.line is None else str(place.line),
        place.profile or "",
        flag(place.secret),
        place.readable_by,
        place.mode or "",
        place.mode_was or "",
    )


def _proof(key: FoundKey) -> tuple[str, ...]:
    if key.proof is None:
        return ("", "", "", "")
    return (key.proof.state, key.proof.arn or "", flag(key.proof.root), key.proof.detail)
