"""Cells of the credential report that do not answer what was asked of them."""

from __future__ import annotations

from datetime import datetime

from rootward.model.credential_report import ReportRow
from rootward.model.unknown import Absent, Unknown


def unclear(row: ReportRow, column: str, cell: bool | datetime | Absent | Unknown) -> Unknown:
    """Why `column` of this user's row says nothing: the cell's own reason, or the word that stands in its place."""
    if isinstance(cell, Unknown):
        return cell
    word = cell.cell if isinstance(cell, Absent) else cell
    return Unknown("failed", detail=f"{column} of {row.user} reads {word} in the credential report")
