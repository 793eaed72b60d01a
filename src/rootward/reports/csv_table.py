"""A table as CSV, for a spreadsheet: every cell is quoted, and none is a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from rootward.reports.names import safe

FORMULA = ("=", "+", "-", "@", r"\t", r"\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may take for the start of a formula: full-width forms too, and tab and return, shown as escapes.

https://owasp.org/www-community/attacks/CSV_Injection
"""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A header line of the columns' names, and a line for each row. A cell that could be a formula begins with `'`."""
    lines = StringIO()
    # Not CRLF: the line ending is the business of whoever writes the text to a file or a terminal.
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(map(_cell, row) for row in rows)
    return lines.getvalue()


def flag(value: bool | None) -> str:
    """`true`, `false`, or nothing where it is not known."""
    return "" if value is None else str(value).lower()


def _cell(text: str) -> str:
    shown = safe(text)
    return f"'{shown}" if shown.startswith(FORMULA) else shown
