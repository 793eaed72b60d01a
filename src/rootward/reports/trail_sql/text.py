"""An answer as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rootward.reports.names import safe
from rootward.reports.trail_sql.cell import shown

_WIDEST = 60
_NARROWEST = 6
_GAP = 2


def render(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, width: int = 80, unicode: bool = True) -> str:
    """A line for each row. Cells are cut where the table would be wider than the terminal, in this format alone."""
    more = "…" if unicode else "."
    cells = [[safe(shown(value)) for value in row] for row in rows]
    heads = [safe(column) for column in columns]
    widths = _fitted([max(map(len, column)) for column in zip(heads, *cells, strict=True)], width)
    rule = ("─" if unicode else "-") * max(1, sum(widths) + _GAP * (len(widths) - 1))
    lines = [_line(heads, widths, more), rule, *(_line(row, widths, more) for row in cells)]
    count = len(rows)
    return "\n".join((*lines, f"({count:,} row{'' if count == 1 else 's'})")) + "\n"


def _line(cells: Sequence[str], widths: Sequence[int], more: str) -> str:
    cut = (cell if len(cell) <= width else cell[: width - 1] + more for cell, width in zip(cells, widths, strict=True))
    return (" " * _GAP).join(cell.ljust(width) for cell, width in zip(cut, widths, strict=True)).rstrip()


def _fitted(widths: list[int], width: int) -> list[int]:
    """The widest columns give way, to no less than a few characters each."""
    fitted = [min(each, _WIDEST) for each in widths]
    while sum(fitted) + _GAP * (len(fitted) - 1) > width and (widest := max(fitted, default=0)) > _NARROWEST:
        fitted[fitted.index(widest)] -= 1
    return fitted
