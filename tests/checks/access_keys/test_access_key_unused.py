"""access-key-unused: active keys that nobody uses, never-used ones included."""

from __future__ import annotations

import pytest

from rootward.checks.registry import BY_ID
from rootward.model.baseline import Baseline
from rootward.model.unknown import Unknown
from tests.checks.asking import only, status, verdicts
from tests.checks.facts import (
    NA,
    NO_INFORMATION,
    NOT_SUPPORTED,
    account,
    active_key,
    ago,
    arn,
    denied,
    identities,
    key,
    listed_key,
    report,
    root_row,
    user,
    user_row,
)

CHECK = "access-key-unused"
NO_LIST = denied("iam:ListAccessKeys")


def of(*keys, name="bot", **facts):
    slots = (*keys, key())[:2]
    return account(credential_report=report(root_row(), user_row(name, keys=slots)), **facts)


@pytest.mark.parametrize(("used", "expected"), [(0, "pass"), (45, "pass"), (45.9, "pass"), (46, "fail"), (700, "fail")])
def test_last_use_beyond_the_limit_fails(used, expected):
    assert status(CHECK, of(active_key(800, used=used))) == expected


def test_the_finding_names_the_key_and_the_day():
    verdict = only(CHECK, of(key(), active_key(800, used=100)))

    assert (verdict.status, verdict.resource) == ("fail", arn("user", "bot"))
    assert verdict.message == "access key 2 of bot was last used 100 days ago (2025-10-23)"


@pytest.mark.parametrize("word", [NA, NO_INFORMATION])
def test_a_key_never_used_counts_from_its_creation(word):
    verdict = only(CHECK, of(active_key(700, last_used=word)))

    assert verdict.status == "fail"
    assert verdict.message == "access key 1 of bot was never used in 700 days (created or last changed 2024-03-02)"
    assert only(CHECK, of(active_key(45, last_used=word))).status == "pass"


def test_each_of_two_keys_is_judged_by_itself():
    assert [one.status for one in verdicts(CHECK, of(active_key(800, used=1), active_key(700)))] == ["pass", "fail"]


def test_with_the_list_never_used_counts_from_its_creation_date():
    assert status(CHECK, of(active_key(3), access_keys=(listed_key("bot", 700),))) == "fail"
    assert status(CHECK, of(active_key(3), access_keys=(listed_key("bot", 3),))) == "pass"


def test_a_denied_list_makes_a_young_unused_key_unknown_and_leaves_used_ones():
    answers = verdicts(CHECK, of(active_key(3), active_key(800, used=1), access_keys=NO_LIST))

    assert [(one.status, one.resource) for one in answers] == [
        ("pass", arn("user", "bot")),
        ("unknown", account().resource),
    ]


def test_inactive_keys_and_root_s_are_not_asked():
    root_keys = report(root_row(keys=(active_key(900), key())), user_row("bot", keys=(key(last_used=ago(900)), key())))

    assert only(CHECK, account(credential_report=root_keys)).status == "pass"
    assert only(CHECK, account()).status == "pass"


@pytest.mark.parametrize("name", ["ses-smtp-user", "ses-smtp-user.20240101-120000"])
def test_mail_over_smtp_leaves_no_trace_so_its_users_are_not_asked(name):
    assert only(CHECK, of(active_key(900), name=name)).status == "not_applicable"
    assert only(CHECK, of(name=name)).status == "pass"
    assert only(CHECK, of(active_key(900), name=f"my-{name}")).status == "fail"


def test_break_glass_users_are_not_asked():
    facts = of(active_key(900), name="glass")

    assert only(CHECK, facts, break_glass=(arn("user", "glass"),)).status == "not_applicable"
    assert only(CHECK, facts, break_glass=(arn("user", "other"),)).status == "fail"


def test_a_denied_report_is_one_unknown_of_the_account():
    no_report = denied("iam:GetCredentialReport")
    verdict = only(CHECK, account(credential_report=no_report))

    assert (verdict.status, verdict.resource, verdict.unknowns) == ("unknown", account().resource, (no_report,))


@pytest.mark.parametrize(
    "slot",
    [
        key(active=NOT_SUPPORTED),
        active_key(800, last_used=NOT_SUPPORTED),
        active_key(800, last_used=Unknown("failed", detail="odd")),
        active_key(800, last_rotated=Unknown("failed", detail="odd")),
    ],
)
def test_an_odd_cell_makes_its_key_unknown(slot):
    assert [one.status for one in verdicts(CHECK, of(slot, active_key(800, used=700)))] == ["unknown", "fail"]


def test_a_laxer_baseline_leaves_the_controls_unmet():
    met = {
        days: {limit.control for limit in BY_ID[CHECK].limits if limit.strict_enough(Baseline(unused_days=days))}
        for days in (45, 46, 90, 91)
    }

    assert met == {
        45: {"1.12", "1.11", "2.11", "IAM.22", "IAM.8"},
        46: {"IAM.8"},
        90: {"IAM.8"},
        91: set(),
    }


def test_a_user_for_mail_whom_the_report_does_not_show_is_not_asked():
    mailer = identities(users=(user("ses-smtp-user.1"),))

    assert only(CHECK, account(identities=mailer)).status == "not_applicable"


def test_a_key_that_is_off_or_gone_since_the_report_is_none_and_a_doubtful_one_fails_nothing():
    both = (active_key(700), active_key(600, used=1))
    off = listed_key("bot", 600, id="b", status="Inactive")

    assert status(CHECK, of(*both, access_keys=(listed_key("bot", 700, id="a"), off))) == "fail"
    assert only(CHECK, of(*both, access_keys=(off,))).message == "bot has no active access key"
    answers = verdicts(CHECK, of(*both, access_keys=(listed_key("bot", 800),)))
    assert [one.status for one in answers] == ["unknown", "pass"]
