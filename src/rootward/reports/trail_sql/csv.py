"""An answer as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rootward.reports.csv_table import table
from rootward.reports.names import safe
from rootward.reports.trail_sql.cell import shown


def render(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, width: int = 80, unicode: bool = True) -> str:
    """A header line, and a line for each row. Every cell is quoted; one that could be a formula begins with `'`."""
    del width, unicode
    return table([safe(column) for column in columns], ([shown(value) for value in row] for row in rows))
