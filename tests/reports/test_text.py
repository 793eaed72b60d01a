"""The report at a terminal. Whole reports are golden files; here is what they must say."""

from __future__ import annotations

import pytest

from rootward.reports.text import CAP, render
from tests.reports.audits import BLIND, CLEAN, IDLE, NOW, OLD_KEYS, PASSED, ROOT_MFA, TROUBLED, audit, finding, user


def test_the_account_comes_before_anything_else():
    first, second, third, *_ = render(TROUBLED).splitlines()

    assert first == "Account 123456789012 (acme), taken 2026-01-31 12:00 UTC"
    assert second.strip() == "by arn:aws:iam::123456789012:user/auditor"
    assert "http://127.0.0.1:5000" in third


def test_facts_from_files_have_no_caller_and_an_account_may_have_no_alias():
    assert render(BLIND).splitlines()[:2] == ["Account 123456789012, taken 2026-01-31 12:00 UTC", "        from files"]


def test_what_is_wrong_comes_before_the_scores_and_they_before_what_is_not_known():
    text = render(TROUBLED)
    order = ["Root is exposed", "Root has no MFA device", "access-key-old", "Practices", "Not known", "Score 37"]

    assert sorted(order, key=text.index) == order


def test_each_problem_says_the_fact_why_it_matters_and_the_next_step():
    text = render(audit(ROOT_MFA))

    for said in ("AccountMFAEnabled = false", "  Why:  one stolen root password", "  Next: sign in as root"):
        assert said in text


def test_many_findings_of_a_check_are_capped_unless_verbose():
    assert f"and {len(OLD_KEYS) - CAP} more: --verbose" in render(TROUBLED)
    assert "robot-13" not in render(TROUBLED)
    assert "robot-13" in render(TROUBLED, verbose=True)


def test_the_next_command_for_many_is_shown_for_the_first():
    text = render(TROUBLED)

    assert "for each, as here for the first:" in text
    assert "        aws iam list-access-keys --user-name robot-00\n" in text


def test_the_next_command_for_one_stands_beside_its_label():
    assert "  Next: aws iam list-access-keys --user-name robot-00\n" in render(audit(OLD_KEYS[0]))


def test_a_finding_that_weighs_less_than_its_check_says_so():
    lighter = finding("access-key-old", "access_keys", "low", "fail", user("x"), "x is old")

    assert "x is old (low)" in render(audit(OLD_KEYS[0], lighter))


def test_the_mfa_practice_never_shows_its_score_alone():
    text = render(audit(finding("root-mfa-missing", "mfa", "critical", "pass", user("x"), "fine")))

    assert "MFA         100  0 failed, 1 passed\n" in text
    assert "people who sign in by federation are not counted" in text


def test_what_was_denied_comes_with_a_policy_that_allows_it():
    text = render(BLIND)
    policy = text[text.index("  {") : text.index("  }\n") + 4]

    assert "AWS denied the read:" in text
    assert '"iam:GetAccountSummary"' in policy


def test_denied_reads_are_told_even_where_something_failed():
    assert "Incomplete: a denied or failed read leaves 1 check unknown" in render(TROUBLED)


def test_nothing_wrong_is_not_said_where_nothing_was_decided():
    assert "Nothing that could be decided is wrong." in render(CLEAN)
    assert "Nothing could be decided." in render(BLIND)


def test_quiet_leaves_the_summary():
    quiet = render(TROUBLED, quiet=True)

    for said in ("Account 123456789012", "Root is exposed", "Access keys  83", "Score 37 of 100"):
        assert said in quiet
    for left_out in ("robot-00", "Why:", "Statement", "kiosk"):
        assert left_out not in quiet


def test_what_holds_is_listed_only_when_verbose():
    assert "root has no access key" not in render(audit(PASSED, IDLE))
    assert "root-access-key-present: root has no access key" in render(audit(PASSED, IDLE), verbose=True)


@pytest.mark.parametrize("status", ["pass", "fail", "unknown", "accepted", "not_applicable"])
def test_no_status_is_lost_when_verbose(status):
    because = {"unknown_because": "not_collected"} if status == "unknown" else {}
    text = render(
        audit(finding("user-mfa-missing", "mfa", "high", status, user("mark"), "of mark", **because)), verbose=True
    )

    assert "of mark" in text
    assert "user-mfa-missing" in text


def test_the_moment_is_the_account_s_own():
    assert f"{NOW:%Y-%m-%d %H:%M} UTC" in render(CLEAN)
