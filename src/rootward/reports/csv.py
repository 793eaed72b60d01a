"""An audit as CSV: one row a finding, for a spreadsheet."""

from __future__ import annotations

from rootward.model.audit import Audit
from rootward.model.finding import Evidence, Finding
from rootward.reports.csv_table import table
from rootward.reports.evidence import second, told, value

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
    return table(COLUMNS, (_row(audit, finding) for finding in audit.findings))


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
