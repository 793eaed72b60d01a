"""root-mfa-single: a spare device can be proved by virtual devices only; its absence cannot."""

from __future__ import annotations

import pytest

from rootward.model.monitoring import Organization
from tests.checks.asking import only
from tests.checks.facts import ROOT, account, arn, denied, report, root_row, summary, virtual_device

CHECK = "root-mfa-single"
NO_LIST = denied("iam:ListVirtualMFADevices")
NO_SUMMARY = denied("iam:GetAccountSummary")
MEMBER = Organization(id="o-1", management_account="999999999999", feature_set="ALL")


def devices(*names: str):
    return tuple(virtual_device(ROOT, serial=arn("mfa", name)) for name in names)


def test_two_virtual_devices_of_root_pass():
    verdict = only(CHECK, account(virtual_mfa_devices=devices("a", "b")))

    assert (verdict.status, verdict.message) == ("pass", "root has 2 virtual MFA devices")


def test_two_virtual_devices_pass_though_the_summary_is_denied():
    assert only(CHECK, account(summary=NO_SUMMARY, virtual_mfa_devices=devices("a", "b"))).status == "pass"


@pytest.mark.parametrize("listed", [(), devices("a"), (*devices("a"), virtual_device(arn("user", "root")))])
def test_fewer_are_unknown_for_another_kind_would_not_show(listed):
    verdict = only(CHECK, account(virtual_mfa_devices=listed))

    assert verdict.status == "unknown"
    assert [one.reason for one in verdict.unknowns] == ["not_observable"]
    assert "only in a root session" in verdict.message


def test_a_denied_list_or_summary_is_unknown_for_that_reason():
    assert only(CHECK, account(virtual_mfa_devices=NO_LIST)).unknowns == (NO_LIST,)
    assert only(CHECK, account(summary=NO_SUMMARY)).unknowns == (NO_SUMMARY,)


def test_no_device_at_all_is_another_check_s_matter():
    verdict = only(CHECK, account(summary=summary(mfa_enabled=False)))

    assert verdict.status == "not_applicable"
    assert "root-mfa-missing" in verdict.message


def test_a_report_of_some_hours_ago_does_not_prove_that_there_is_none_to_double():
    facts = account(summary=NO_SUMMARY, credential_report=report(root_row(mfa_active=False)))

    assert only(CHECK, facts).status == "unknown"


def test_a_root_of_which_nothing_is_known_is_unknown():
    nothing = account(summary=NO_SUMMARY, credential_report=denied("iam:G"), organization=denied("organizations:D"))

    assert only(CHECK, nothing).status == "unknown"


@pytest.mark.parametrize(
    "facts",
    [
        {"summary": summary(password_present=False), "organization": MEMBER},
        {"partition": "aws-us-gov"},
        {"partition": "aws-cn"},
    ],
)
def test_where_root_has_nothing_to_guard_the_question_does_not_arise(facts):
    assert only(CHECK, account(**facts)).status == "not_applicable"
