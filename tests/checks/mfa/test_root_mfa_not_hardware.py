"""root-mfa-not-hardware: a virtual device of exactly root, or no device at all."""

from __future__ import annotations

import pytest

from rootward.model.monitoring import Organization
from tests.checks.asking import only
from tests.checks.facts import ROOT, account, arn, denied, report, root_row, summary, virtual_device

CHECK = "root-mfa-not-hardware"
NO_SUMMARY = denied("iam:GetAccountSummary")
NO_LIST = denied("iam:ListVirtualMFADevices")
MEMBER = Organization(id="o-1", management_account="999999999999", feature_set="ALL")
VIRTUAL = (virtual_device(ROOT),)


def test_mfa_that_is_not_virtual_passes_and_says_that_its_kind_is_not_shown():
    verdict = only(CHECK, account(virtual_mfa_devices=(virtual_device(arn("user", "root-backup")),)))

    assert verdict.status == "pass"
    assert verdict.message == "root's MFA is a passkey or hardware token, AWS does not show which"


def test_a_virtual_device_fails_and_says_what_would_not_show():
    verdict = only(CHECK, account(virtual_mfa_devices=VIRTUAL))

    assert (verdict.status, verdict.resource) == ("fail", ROOT)
    assert "would not show a passkey or hardware token beside it" in verdict.message
    assert [one.value for one in verdict.evidence] == [VIRTUAL[0].serial]


@pytest.mark.parametrize("live", [NO_SUMMARY, summary(mfa_enabled=None), summary(mfa_enabled=False)])
def test_a_virtual_device_fails_whatever_the_flag_says(live):
    assert only(CHECK, account(summary=live, virtual_mfa_devices=VIRTUAL)).status == "fail"


def test_no_device_at_all_fails_as_cis_and_security_hub_count_it():
    verdict = only(CHECK, account(summary=summary(mfa_enabled=False)))

    assert verdict.status == "fail"
    assert verdict.message.startswith("root has no MFA device at all")


def test_no_device_at_all_fails_though_the_list_is_denied():
    assert only(CHECK, account(summary=summary(mfa_enabled=False), virtual_mfa_devices=NO_LIST)).status == "fail"


def test_a_denied_list_of_virtual_devices_is_unknown():
    verdict = only(CHECK, account(virtual_mfa_devices=NO_LIST))

    assert (verdict.status, verdict.unknowns) == ("unknown", (NO_LIST,))


def test_a_denied_summary_is_unknown_though_the_report_says_there_is_mfa():
    verdict = only(CHECK, account(summary=NO_SUMMARY, organization=None))

    assert (verdict.status, verdict.unknowns) == ("unknown", (NO_SUMMARY,))


def test_both_reads_that_are_missing_are_named():
    assert only(CHECK, account(summary=NO_SUMMARY, virtual_mfa_devices=NO_LIST)).unknowns == (NO_SUMMARY, NO_LIST)


def test_a_root_of_which_nothing_is_known_is_unknown():
    nothing = account(
        summary=NO_SUMMARY,
        credential_report=denied("iam:GetCredentialReport"),
        organization=denied("organizations:DescribeOrganization"),
        virtual_mfa_devices=VIRTUAL,
    )

    assert only(CHECK, nothing).status == "unknown"


@pytest.mark.parametrize(
    "facts",
    [
        {"summary": summary(password_present=False, mfa_enabled=False), "organization": MEMBER},
        {"summary": summary(password_present=False), "organization": MEMBER, "virtual_mfa_devices": VIRTUAL},
        {"partition": "aws-us-gov"},
        {"summary": summary(mfa_enabled=False), "partition": "aws-cn"},
    ],
)
def test_where_root_has_nothing_to_guard_the_question_does_not_arise(facts):
    gone = report(root_row(password_enabled=False))

    assert only(CHECK, account(credential_report=gone, **facts)).status == "not_applicable"


def test_the_serials_stand_in_their_own_order():
    two = tuple(virtual_device(ROOT, serial=arn("mfa", name)) for name in ("b", "a"))

    assert [one.value for one in only(CHECK, account(virtual_mfa_devices=two)).evidence] == [
        arn("mfa", "a"),
        arn("mfa", "b"),
    ]
