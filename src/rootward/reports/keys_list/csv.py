"""Access keys of an account as CSV: a row for each key."""

from __future__ import annotations

from rootward.model.key_list import KeyList, ListedKey
from rootward.reports.csv_table import flag, table
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
    head = (listing.account.id, second(listing.taken_at))
    return table(COLUMNS, ((*head, *_row(key)) for key in listing.keys))


def _row(key: ListedKey) -> tuple[str, ...]:
    use = key.last_use
    return (
        key.key_id or "",
        key.user,
        key.arn or "",
        flag(key.root),
        key.status,
        "" if key.created is None else second(key.created),
        "" if key.age_days is None else str(key.age_days),
        "" if use is None else "never" if use.at is None else second(use.at),
        "" if use is None else told(use.service),
        "" if use is None else told(use.region),
        flag(key.administrator),
        "; ".join(map(told, key.places or ())),
        key.leaked,
    )
