"""The exit code that an audit ends with."""

from __future__ import annotations

from typing import Literal

from rootward.model.audit import Audit
from rootward.model.finding import SEVERITIES, Finding, Severity

CLEAN, FINDINGS, INCOMPLETE = 0, 1, 3

FailOn = Severity | Literal["never"]


def exit_code(audit: Audit, fail_on: FailOn) -> int:
    """1 for findings at or over `fail_on`; else 3 where a denied or failed read left one unknown; else 0.

    With `never`, findings do not count and neither does what is missing: the caller asked for the report only.
    """
    if any(finding.status == "fail" and _counts(finding, fail_on) for finding in audit.findings):
        return FINDINGS
    return INCOMPLETE if incomplete(audit, fail_on) else CLEAN


def incomplete(audit: Audit, fail_on: FailOn) -> tuple[Finding, ...]:
    """The findings at or over `fail_on` that a denied or failed read left unknown."""
    return tuple(
        finding
        for finding in audit.findings
        if finding.status == "unknown" and finding.unknown_because in {"denied", "failed"} and _counts(finding, fail_on)
    )


def _counts(finding: Finding, fail_on: FailOn) -> bool:
    return fail_on != "never" and SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on)
