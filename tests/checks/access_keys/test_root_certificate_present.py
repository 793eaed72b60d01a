"""root-certificate-present: any signing certificate of root."""

from __future__ import annotations

from rootward.checks.registry import BY_ID
from tests.checks.asking import only
from tests.checks.facts import ROOT, account, ago, certificate, denied, report, root_row, summary

CHECK = "root-certificate-present"
NO_SUMMARY = denied("iam:GetAccountSummary")
PRESENT = summary(signing_certificates_present=True)
ACTIVE = report(root_row(certificates=(certificate(), certificate(active=True, last_rotated=ago(900)))))


def test_none_passes():
    assert only(CHECK, account()).status == "pass"


def test_one_fails_active_or_not():
    for facts in (account(summary=PRESENT), account(summary=PRESENT, credential_report=ACTIVE)):
        verdict = only(CHECK, facts)
        assert (verdict.status, verdict.resource, verdict.message) == ("fail", ROOT, "root has a signing certificate")


def test_the_report_alone_proves_an_active_one_and_no_absence():
    assert only(CHECK, account(summary=NO_SUMMARY, credential_report=ACTIVE)).status == "fail"
    assert only(CHECK, account(summary=NO_SUMMARY)).status == "unknown"


def test_one_deleted_since_the_report_passes_and_says_so():
    verdict = only(CHECK, account(credential_report=ACTIVE))

    assert verdict.status == "pass"
    assert "still says cert_2_active = true" in verdict.message


def test_govcloud_is_judged_and_china_has_no_root_credentials():
    assert only(CHECK, account(partition="aws-us-gov", summary=PRESENT)).status == "fail"
    assert only(CHECK, account(partition="aws-cn", summary=PRESENT)).status == "not_applicable"


def test_no_framework_asks_for_it_and_the_reason_is_given():
    assert BY_ID[CHECK].no_controls
