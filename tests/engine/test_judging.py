"""Verdicts become findings: signed, collapsed, and never silent."""

from __future__ import annotations

import pytest

from rootward.checks.check import Check, Limit
from rootward.checks.verdict import Verdict, fails, not_applicable, passes, unknown
from rootward.engine.judging import judge
from rootward.errors import InternalError
from rootward.model.baseline import Baseline
from rootward.model.unknown import Unknown
from tests.checks.facts import account

ACCOUNT = "AWS::::Account:123456789012"


def check(*verdicts: Verdict, **fields):
    made = {
        "id": "key-old",
        "practice": "access_keys",
        "severity": "medium",
        "title": "A key is old",
        "holds": "no key is old",
        "why": "old keys leak",
        "next_step": "rotate",
        "facts": ("credential_report",),
        "judge": lambda _account, _baseline: iter(verdicts),
        "fix": "guided",
        "controls": {"cis-7.0": ("2.12",), "security-hub": ("IAM.3",)},
    }
    return Check(**{**made, **fields})


def judged(*verdicts, verbose=False, baseline=None, **fields):
    return judge(account(), [check(*verdicts, **fields)], baseline or Baseline(), verbose=verbose)


def test_passes_of_all_resources_are_one_row_of_the_account():
    (row,) = judged(passes("a"), passes("b"))

    assert (row.status, row.resource, row.message, row.fix) == ("pass", ACCOUNT, "no key is old", "none")


def test_verbose_keeps_a_row_for_each_resource():
    assert [row.resource for row in judged(passes("b"), passes("a"), verbose=True)] == ["a", "b"]


def test_passes_beside_a_failure_are_left_out():
    (row,) = judged(passes("a"), fails("b", "b is old"), not_applicable("c", "exempt"))

    assert (row.status, row.resource, row.severity, row.fix) == ("fail", "b", "medium", "guided")


def test_one_verdict_may_weigh_and_be_mended_otherwise_than_its_check():
    (row,) = judged(fails("b", "b is old", severity="critical", fix="none"))

    assert (row.severity, row.fix) == ("critical", "none")


def test_findings_of_a_check_come_worst_first():
    rows = judged(unknown("a", Unknown("failed")), fails("c", "m", severity="low"), fails("b", "m"))

    assert [(row.status, row.resource) for row in rows] == [("fail", "b"), ("fail", "c"), ("unknown", "a")]


def test_an_unknown_names_its_reason_and_the_permissions_that_would_settle_it():
    why = (Unknown("not_observable", None, "only root sees it"), Unknown("denied", "iam:GetCredentialReport", "no"))

    (row,) = judged(unknown(ACCOUNT, *why))

    assert row.unknown_because == "denied"
    assert row.missing_permissions == ("iam:GetCredentialReport",)
    assert row.message == "cannot tell: AWS does not show it here: only root sees it; AWS denied the read: no"


def test_a_failed_read_names_no_missing_permission():
    (row,) = judged(unknown(ACCOUNT, Unknown("failed", "iam:GetCredentialReport", "timed out")))

    assert (row.unknown_because, row.missing_permissions) == ("failed", ())


def test_a_check_that_says_nothing_is_a_defect_and_never_a_pass():
    with pytest.raises(InternalError, match="key-old"):
        judged()


def test_a_pass_under_a_laxer_baseline_does_not_speak_for_the_stricter_control():
    limit = Limit(
        framework="cis-7.0",
        control="2.12",
        asks="keys at most 90 days old",
        strict_enough=lambda baseline: baseline.max_key_age_days <= 90,
    )

    (lax,) = judged(passes("a"), limits=(limit,), baseline=Baseline(max_key_age_days=180))
    (strict,) = judged(passes("a"), limits=(limit,))

    assert lax.controls == {"security-hub": ("IAM.3",)}
    assert strict.controls == {"cis-7.0": ("2.12",), "security-hub": ("IAM.3",)}
