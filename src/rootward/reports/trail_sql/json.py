"""An answer as JSON: a list of objects, one for each row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rootward.reports.trail_sql.cell import as_json


def render(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, width: int = 80, unicode: bool = True) -> str:
    """One line for each row. Of columns of one name the last counts. All beyond ASCII is escaped."""
    del width, unicode
    lines = (json.dumps(dict(zip(columns, map(as_json, row), strict=True))) for row in rows)
    return "[" + ",\n ".join(lines).replace("\x7f", "\\u007f") + "]\n"
