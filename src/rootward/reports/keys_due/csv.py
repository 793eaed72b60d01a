"""Keys that are due as CSV: a row for each key."""

from __future__ import annotations

from rootward.model.keys_due import DueKey, KeysDue
from rootward.reports.csv_table import table
from rootward.reports.evidence import second, told
from rootward.reports.keys_due.words import command

COLUMNS = ("account", "taken_at", "user", "key_id", "age_days", "last_use", "next", "command", "places")


def render(due: KeysDue, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """A header line, then the keys. Every cell is quoted; what is not known is empty. The options change nothing."""
    del width, color, unicode
    head = (due.account.id, second(due.taken_at))
    return table(COLUMNS, ((*head, *_row(key)) for key in due.keys))


def _row(key: DueKey) -> tuple[str, ...]:
    use = key.last_use
    return (
        key.user,
        key.key_id,
        "" if key.age_days is None else str(key.age_days),
        "" if use is None else "never" if use.at is None else second(use.at),
        key.next,
        command(key),
        "; ".join(map(told, key.places)),
    )
