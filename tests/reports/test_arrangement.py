"""An audit in reading order."""

from __future__ import annotations

from rootward.model.audit import Summary
from rootward.reports.arrangement import (
    controls,
    framework,
    incomplete_checks,
    line,
    missing_permissions,
    problems,
    root_sentence,
    totals,
    undecided,
    unmet,
)
from tests.reports.audits import BLIND, ROOT, ROOT_MFA, TROUBLED, WHOLE, audit, finding, user


def failing(check, practice, severity, resource=WHOLE):
    return finding(check, practice, severity, "fail", resource, "wrong")


def test_the_practice_with_the_worst_comes_first_and_the_worst_first_in_it():
    arranged = problems(
        audit(
            failing("support-role-missing", "identities", "low"),
            failing("access-key-second", "access_keys", "low"),
            failing("root-access-key-present", "access_keys", "critical"),
            failing("password-policy-missing", "passwords", "high"),
        )
    )

    assert [(one.practice, [problem.check for problem in one.problems]) for one in arranged] == [
        ("access_keys", ["root-access-key-present", "access-key-second"]),
        ("passwords", ["password-policy-missing"]),
        ("identities", ["support-role-missing"]),
    ]


def test_findings_of_one_check_are_one_problem_that_weighs_as_the_worst():
    ((mfa,),) = (
        one.problems
        for one in problems(
            audit(failing("user-mfa-missing", "mfa", "low"), failing("user-mfa-missing", "mfa", "critical"))
        )
    )

    assert (len(mfa.findings), mfa.severity) == (2, "critical")


def test_a_check_of_another_version_is_still_shown():
    ((unheard,),) = (one.problems for one in problems(audit(failing("of-the-future", "mfa", "low"))))

    assert (unheard.title, unheard.why, unheard.next_step) == ("of-the-future", "", "")


def test_root_exposed_says_by_what():
    assert root_sentence(audit(ROOT_MFA, state="exposed")) == "Root is exposed: root has a password and no MFA device."


def test_root_exposed_without_its_checks_says_what_that_means():
    assert root_sentence(audit(state="exposed")).startswith("Root is exposed: it has an access key, a signing")


def test_every_state_of_root_is_one_sentence():
    for state in ("none", "central", "protected", "exposed", "unknown"):
        sentence = root_sentence(audit(state=state))
        assert sentence.startswith("Root")
        assert sentence.endswith(".")


def test_unknowns_that_say_the_same_stand_together_without_repeating_the_reason():
    (only,) = undecided(BLIND, "denied")

    assert only.message == "access denied"
    assert only.open == ("root-mfa-missing", "user-mfa-missing", "access-key-old")


def test_an_unknown_of_one_user_names_the_user():
    unknown = finding(
        "access-key-old", "access_keys", "medium", "unknown", user("mark"), "cannot tell: odd", unknown_because="failed"
    )

    assert undecided(audit(unknown), "failed")[0].open == ("access-key-old (mark)",)


def test_missing_permissions_are_the_union_and_only_denied_or_failed_reads_are_incomplete():
    assert missing_permissions(BLIND) == (
        "iam:GenerateCredentialReport",
        "iam:GetAccountSummary",
        "iam:GetCredentialReport",
    )
    assert (incomplete_checks(BLIND), incomplete_checks(TROUBLED)) == (3, 1)


def test_a_message_that_does_not_name_its_resource_gets_the_name():
    assert line(failing("trail-missing", "root_use", "high", user("mark"))) == "wrong (mark)"
    assert line(failing("trail-missing", "root_use", "high")) == "wrong"
    assert line(finding("c", "mfa", "low", "fail", ROOT, "root is in")) == "root is in"


def test_counts_leave_out_what_is_zero_but_never_failed_and_passed():
    assert totals(Summary(score=61, fail=9, passed=31, unknown=2)) == "Score 61 of 100: 9 failed, 31 passed, 2 unknown"
    assert totals(Summary(score=None)) == "No score, for nothing was decided: 0 failed, 0 passed"


def test_frameworks_are_called_by_their_names():
    assert [framework(name) for name in ("cis-7.0", "security-hub", "other-1")] == [
        "CIS 7.0",
        "Security Hub",
        "other-1",
    ]
    assert controls({"security-hub": ("IAM.9",), "cis-7.0": ("2.5", "2.6")}.items()) == (
        "CIS 7.0 2.5, 2.6; Security Hub IAM.9"
    )


def test_an_unmet_control_says_what_it_asks_for():
    assert unmet(TROUBLED.unmet_controls[0]) == "CIS 7.0 2.12: keys at most 90 days old (access-key-old)"
