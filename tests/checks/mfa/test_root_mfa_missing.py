"""root-mfa-missing: a password or key of root without a second factor."""

from __future__ import annotations

import pytest

from rootward.model.account import NOT_COLLECTED
from rootward.model.monitoring import Organization
from tests.checks.asking import only
from tests.checks.facts import NOT_SUPPORTED, ROOT, account, active_key, denied, key, report, root_row, summary

CHECK = "root-mfa-missing"
NO_SUMMARY = denied("iam:GetAccountSummary")
NO_REPORT = denied("iam:GetCredentialReport")
MEMBER = Organization(id="o-1", management_account="999999999999", feature_set="ALL")


def test_mfa_passes():
    verdict = only(CHECK, account())

    assert (verdict.status, verdict.resource) == ("pass", ROOT)
    assert [(one.source, one.fact, one.value) for one in verdict.evidence] == [
        ("account-summary", "AccountMFAEnabled", True)
    ]


def test_a_password_without_mfa_fails():
    verdict = only(CHECK, account(summary=summary(mfa_enabled=False), credential_report=report(root_row())))

    assert verdict.status == "fail"
    assert verdict.message.startswith("root has a password and no MFA device (the credential report of 2026-01-31")


def test_a_key_without_mfa_fails_even_where_the_password_is_gone():
    facts = summary(mfa_enabled=False, password_present=False, access_keys_present=True)
    verdict = only(CHECK, account(summary=facts, organization=MEMBER))

    assert verdict.status == "fail"
    assert "an access key and no MFA device" in verdict.message


def test_a_report_that_cannot_speak_of_root_s_password_does_not_save_it():
    facts = account(
        summary=summary(mfa_enabled=False, password_present=None),
        credential_report=report(root_row(password_enabled=NOT_SUPPORTED, mfa_active=False)),
    )

    assert only(CHECK, facts).status == "fail"


def test_no_root_row_leaves_it_to_the_summary():
    assert only(CHECK, account(credential_report=report())).status == "pass"
    assert only(CHECK, account(summary=summary(mfa_enabled=False), credential_report=NO_REPORT)).status == "fail"


def test_the_report_alone_proves_it_missing_but_not_present_when_the_summary_was_denied():
    without = report(root_row(mfa_active=False, keys=(active_key(10), key())))

    assert only(CHECK, account(summary=NO_SUMMARY, credential_report=without)).status == "fail"
    verdict = only(CHECK, account(summary=NO_SUMMARY))
    assert (verdict.status, verdict.unknowns) == ("unknown", (NO_SUMMARY,))


def test_of_a_report_file_alone_the_report_speaks():
    assert only(CHECK, account(summary=NOT_COLLECTED)).status == "pass"


def test_nothing_known_is_unknown():
    nothing = account(summary=NO_SUMMARY, credential_report=NO_REPORT, organization=denied("organizations:D"))

    assert only(CHECK, nothing).status == "unknown"


def test_a_member_whose_password_may_be_gone_is_unknown():
    facts = account(
        summary=summary(mfa_enabled=False, password_present=None),
        credential_report=report(root_row(password_enabled=NOT_SUPPORTED, mfa_active=False)),
        organization=MEMBER,
    )

    assert only(CHECK, facts).status == "unknown"


@pytest.mark.parametrize(
    "facts",
    [
        {"summary": summary(mfa_enabled=False, password_present=False), "organization": MEMBER},
        {"summary": summary(mfa_enabled=False), "partition": "aws-us-gov"},
        {"summary": summary(mfa_enabled=False), "partition": "aws-cn"},
    ],
)
def test_where_root_has_nothing_to_guard_the_question_does_not_arise(facts):
    assert only(CHECK, account(**facts)).status == "not_applicable"
