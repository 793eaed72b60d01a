"""Facts and a baseline in, an audit out."""

from __future__ import annotations

from rootward.engine.auditing import audit
from rootward.model.baseline import Baseline
from tests.checks.facts import account, report, root_row


def test_columns_that_nobody_judges_are_a_warning():
    facts = account(credential_report=report(root_row(), unread_columns=("additional_credentials_info",)))

    (warning,) = audit(facts, (), Baseline(), version="0").warnings

    assert "additional_credentials_info" in warning


def test_without_checks_nothing_is_decided():
    made = audit(account(), (), Baseline(), version="0", warnings=("said before",))

    assert (made.summary.score, made.findings, made.practices) == (None, (), ())
    assert made.warnings == ("said before",)
    assert made.account.root_state == "protected"
