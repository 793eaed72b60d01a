"""root-access-key-present: any key of root, active or not."""

from __future__ import annotations

import pytest

from tests.checks.asking import only
from tests.checks.facts import ROOT, account, active_key, denied, key, report, root_row, summary, user_row

CHECK = "root-access-key-present"
NO_SUMMARY = denied("iam:GetAccountSummary")
NO_REPORT = denied("iam:GetCredentialReport")
PRESENT = summary(access_keys_present=True)


def with_keys(first, second):
    return report(root_row(keys=(first, second)))


def test_no_key_passes():
    verdict = only(CHECK, account())

    assert (verdict.status, verdict.resource, verdict.message) == ("pass", ROOT, "root has no access key")


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ((active_key(10), key()), "root has 1 active access key (key 1)"),
        ((key(), active_key(10)), "root has 1 active access key (key 2)"),
        ((active_key(10), active_key(5)), "root has 2 active access keys (key 1 and 2)"),
        ((key(), key()), "root has an inactive access key, which can be made active again"),
    ],
)
def test_a_key_fails_and_is_named_by_its_slot(keys, message):
    verdict = only(CHECK, account(summary=PRESENT, credential_report=with_keys(*keys)))

    assert (verdict.status, verdict.message) == ("fail", message)


def test_a_key_of_which_the_report_says_nothing_fails():
    for unread in (NO_REPORT, report(user_row("mark"))):
        verdict = only(CHECK, account(summary=PRESENT, credential_report=unread))
        assert (verdict.status, verdict.message) == (
            "fail",
            "root has an access key; whether it is active is not known",
        )


def test_the_report_alone_proves_an_active_key():
    facts = account(summary=NO_SUMMARY, credential_report=with_keys(key(), active_key(10)))

    assert only(CHECK, facts).status == "fail"


def test_the_report_alone_does_not_prove_an_inactive_key_absent():
    verdict = only(CHECK, account(summary=NO_SUMMARY))

    assert (verdict.status, verdict.unknowns) == ("unknown", (NO_SUMMARY,))


def test_a_key_deleted_since_the_report_passes_and_says_so():
    verdict = only(CHECK, account(credential_report=with_keys(active_key(10), key())))

    assert verdict.status == "pass"
    assert "still says access_key_1_active = true" in verdict.message


def test_govcloud_is_judged_and_china_has_no_root_credentials():
    assert only(CHECK, account(partition="aws-us-gov", summary=PRESENT)).status == "fail"
    assert only(CHECK, account(partition="aws-us-gov")).status == "pass"
    assert only(CHECK, account(partition="aws-cn", summary=PRESENT)).status == "not_applicable"
