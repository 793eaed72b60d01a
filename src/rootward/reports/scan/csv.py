"""A scan as CSV: a row for each finding."""

from __future__ import annotations

from rootward.model.leak import Leak
from rootward.model.scan import Scan
from rootward.reports.csv_table import flag, table
from rootward.reports.evidence import second

COLUMNS = (
    "taken_at",
    "kind",
    "path",
    "line",
    "column",
    "confidence",
    "reason",
    "masked",
    "fingerprint",
    "key_id",
    "account",
    "encoding",
    "shown",
    "commit",
    "author",
    "date",
    "in_head",
    "branches",
    "blob",
    "owner",
    "owner_arn",
    "root",
    "status",
    "administrator",
    "proof",
)


def render(scan: Scan, *, width: int = 80, color: bool = False, unicode: bool = True) -> str:
    """A header line, and a row for each finding.

    Every cell is quoted; one that could be a formula begins with `'`. What is not known is empty. The options change
    nothing.
    """
    del width, color, unicode
    taken_at = second(scan.taken_at)
    return table(COLUMNS, ((taken_at, *_row(leak)) for leak in scan.findings))


def _row(leak: Leak) -> tuple[str, ...]:
    return (
        leak.kind,
        leak.path,
        str(leak.line),
        str(leak.column),
        leak.confidence,
        leak.reason,
        leak.masked,
        leak.fingerprint or "",
        leak.key_id or "",
        leak.account or "",
        "; ".join(leak.encoding),
        leak.shown,
        leak.commit or "",
        leak.author or "",
        "" if leak.date is None else second(leak.date),
        flag(leak.in_head),
        "; ".join(leak.branches),
        leak.blob or "",
        *_owner(leak),
        "" if leak.proof is None else leak.proof.state,
    )


def _owner(leak: Leak) -> tuple[str, ...]:
    if leak.owner is None:
        return ("", "", "", "", "")
    owner = leak.owner
    return (owner.user, owner.arn or "", flag(owner.root), owner.status, flag(owner.administrator))
