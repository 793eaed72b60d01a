"""An audit as CSV: one row a finding, for a spreadsheet."""

from __future__ import annotations

import csv
from io import StringIO

from rootward.model.audit import Audit
from rootward.model.finding import Evidence, Finding
from rootward.reports.evidence import second, told, value
from rootward.reports.names import safe

COLUMNS = (
    "account",
    "taken_at",
    "practice",
    "check",
    "severity",
    "status",
    "resource",
    "message",
    "fix",
    "controls",
    "evidence",
    "unknown_because",
    "missing_permissions",
)

FORMULA = ("=", "+", "-", "@", r"\t", r"\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may take for the start of a formula: full-width forms too, and tab and return, shown as escapes.

https://owasp.org/www-community/attacks/CSV_Injection
"""


def render(
    audit: Audit,
    *,
    width: int = 80,
    color: bool = False,
    verbose: bool = False,
    quiet: bool = False,
    unicode: bool = True,
) -> str:
    """A header line and a row for each finding. Every cell is quoted; one that could be a formula begins with `'`.

    Lists within a cell are parted by `; `. The options change nothing.
    """
    del width, color, verbose, quiet, unicode
    lines = StringIO()
    # Not CRLF: the line ending is the business of whoever writes the text to a file or a terminal.
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(text) for text in _row(audit, finding)] for finding in audit.findings)
    return lines.getvalue()


def _row(audit: Audit, finding: Finding) -> tuple[str, ...]:
    controls = (f"{framework} {control}" for framework, ids in sorted(finding.controls.items()) for control in ids)
    return (
        audit.account.id,
        second(audit.taken_at),
        finding.practice,
        finding.check,
        finding.severity,
        finding.status,
        finding.resource,
        told(finding.message),
        finding.fix,
        "; ".join(controls),
        "; ".join(_evidence(one) for one in finding.evidence),
        finding.unknown_because or "",
        "; ".join(finding.missing_permissions),
    )


def _evidence(evidence: Evidence) -> str:
    return f"{told(evidence.source)} {second(evidence.at)} {told(evidence.fact)}={value(evidence.value)}"


def cell(text: str) -> str:
    """`text` as a cell holds it: safe to show, and no formula."""
    shown = safe(text)
    return f"'{shown}" if shown.startswith(FORMULA) else shown
