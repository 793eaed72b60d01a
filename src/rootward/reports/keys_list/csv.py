"""Access keys of an account as CSV: a row for each key."""

from __future__ import annotations

import csv
from io import StringIO

from rootward.model.key_list import KeyList, ListedKey
from rootward.reports.csv import cell
from rootward.reports.evidence import second, told

COLUMNS = (
    "account",
    "taken_at",
    "key_id",
    "user",
    "arn",
    "root",
    "status",
    "created",
    "age_days",
    "last_use",
    "last_use_service",
    "last_use_region",
    "administrator",
    "places",
    "leaked",
)


def render(listing: KeyList, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """A header line, then the keys, in the list's order.

    Every cell is quoted; one that could be a formula begins with `'`. What is not known is empty; a key that was never
    used says `never`. The options change nothing.
    """
    del width, color, unicode
    lines = StringIO()
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    head = (listing.account.id, second(listing.taken_at))
    writer.writerows([cell(text) for text in (*head, *_row(key))] for key in listing.keys)
    return lines.getvalue()


def _row(key: ListedKey) -> tuple[str, ...]:
    use = key.last_use
    return (
        key.key_id or "",
        key.user,
        key.arn or "",
        _flag(key.root),
        key.status,
        "" if key.created is None else second(key.created),
        "" if key.age_days is None else str(key.age_days),
        "" if use is None else "never" if use.at is None else second(use.at),
        "" if use is None else told(use.service),
        "" if use is None else told(use.region),
        _flag(key.administrator),
        "; ".join(map(told, key.places or ())),
        key.leaked,
    )


def _flag(value: bool | None) -> str:
    return "" if value is None else str(value).lower()
