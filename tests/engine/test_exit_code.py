"""1 for findings at or over the severity, else 3 for what was denied or failed, else 0."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rootward.engine.exit_code import exit_code, incomplete
from rootward.model.audit import Audit, AuditedAccount, Summary
from rootward.model.finding import Finding


def audit(*findings):
    return Audit(
        rootward="0",
        taken_at=datetime(2026, 1, 31, tzinfo=UTC),
        account=AuditedAccount(id="1", alias=None, partition="aws", caller="", root_state="unknown"),
        summary=Summary(score=None),
        findings=findings,
    )


def finding(status, severity="high", because=None):
    return Finding(
        check="c", practice="mfa", severity=severity, status=status, resource="r", message="m", unknown_because=because
    )


@pytest.mark.parametrize(
    ("found", "fail_on", "code"),
    [
        ([], "high", 0),
        ([finding("fail", "high")], "high", 1),
        ([finding("fail", "critical")], "high", 1),
        ([finding("fail", "medium")], "high", 0),
        ([finding("fail", "medium")], "low", 1),
        ([finding("fail", "critical")], "never", 0),
        ([finding("accepted", "critical")], "low", 0),
        ([finding("unknown", "high", "denied")], "high", 3),
        ([finding("unknown", "high", "failed")], "high", 3),
        ([finding("unknown", "medium", "denied")], "high", 0),
        ([finding("unknown", "high", "not_observable")], "high", 0),
        ([finding("unknown", "high", "not_collected")], "high", 0),
        ([finding("unknown", "high", "denied"), finding("fail", "high")], "high", 1),
    ],
)
def test_the_first_that_holds(found, fail_on, code):
    assert exit_code(audit(*found), fail_on) == code


def test_what_is_incomplete_is_told_even_where_findings_win():
    missing = finding("unknown", "high", "denied")

    assert incomplete(audit(missing, finding("fail")), "high") == (missing,)
