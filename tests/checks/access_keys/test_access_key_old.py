"""access-key-old: active keys of users beyond max_key_age_days."""

from __future__ import annotations

import pytest

from rootward.checks.registry import BY_ID
from rootward.model.baseline import Baseline
from rootward.model.unknown import Unknown
from tests.checks.asking import only, status, verdicts
from tests.checks.facts import (
    NA,
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

CHECK = "access-key-old"
NO_LIST = denied("iam:ListAccessKeys")
NO_REPORT = denied("iam:GetCredentialReport")


def of(*keys, **facts):
    slots = (*keys, key())[:2]
    return account(credential_report=report(root_row(), user_row("bot", keys=slots)), **facts)


def test_an_old_key_fails_and_is_named_by_owner_slot_and_date():
    verdict = only(CHECK, of(key(), active_key(412)))

    assert (verdict.status, verdict.resource) == ("fail", arn("user", "bot"))
    assert verdict.message == "access key 2 of bot is 412 days old (created or last changed 2024-12-15)"
    assert [(one.fact, one.value) for one in verdict.evidence] == [
        ("access_key_2_last_rotated", "2024-12-15T12:00:00Z")
    ]


@pytest.mark.parametrize(("age", "expected"), [(89, "pass"), (90, "pass"), (90.99, "pass"), (91, "fail")])
def test_exactly_at_the_limit_is_within_it(age, expected):
    assert status(CHECK, of(active_key(age))) == expected


def test_the_baseline_moves_the_limit():
    assert status(CHECK, of(active_key(91)), max_key_age_days=180) == "pass"
    assert status(CHECK, of(active_key(40)), max_key_age_days=30) == "fail"


def test_each_key_is_judged_by_itself():
    assert [one.status for one in verdicts(CHECK, of(active_key(10), active_key(400)))] == ["pass", "fail"]


def test_an_inactive_old_key_and_root_s_keys_are_not_asked():
    root_keys = report(root_row(keys=(active_key(900), key())), user_row("bot", keys=(key(last_rotated=NA), key())))

    assert only(CHECK, account(credential_report=root_keys)).status == "pass"
    assert only(CHECK, account()).message == "there are no IAM users"


def test_with_the_list_the_creation_decides():
    assert status(CHECK, of(active_key(10), access_keys=(listed_key("bot", 400),))) == "fail"
    assert status(CHECK, of(active_key(10), access_keys=(listed_key("bot", 10),))) == "pass"


def test_without_the_list_a_young_date_passes_by_the_report():
    assert only(CHECK, of(active_key(10))).message == (
        "access key 1 of bot is 10 days old (created or last changed 2026-01-21)"
    )


def test_a_denied_list_leaves_old_keys_failing_and_young_dates_unknown_once_for_the_account():
    rows = report(
        user_row("ann", keys=(active_key(10), active_key(400))),
        user_row("bob", keys=(active_key(20), key())),
        user_row("cat"),
    )
    answers = verdicts(CHECK, account(credential_report=rows, access_keys=NO_LIST))

    assert [(one.status, one.resource) for one in answers] == [
        ("fail", arn("user", "ann")),
        ("pass", arn("user", "cat")),
        ("unknown", account().resource),
    ]


def test_keys_that_cannot_be_told_apart_and_disagree_are_unknown():
    mixed = (listed_key("bot", 300, id="a"), listed_key("bot", 30, id="b"))
    answers = verdicts(CHECK, of(active_key(5), active_key(6), access_keys=mixed))

    assert [one.status for one in answers] == ["unknown", "unknown"]


def test_a_denied_report_is_unknown_beside_what_the_list_alone_proves():
    listed = (listed_key("bot", 400, id="old"), listed_key("ann", 5), listed_key("cat", 500, status="Inactive"))
    answers = verdicts(CHECK, account(credential_report=NO_REPORT, access_keys=listed))

    assert [(one.status, one.resource) for one in answers] == [
        ("fail", arn("user", "bot")),
        ("unknown", account().resource),
    ]
    assert answers[0].message == "access key old of bot is 400 days old (created 2024-12-27)"
    assert only(CHECK, account(credential_report=NO_REPORT)).unknowns == (NO_REPORT,)


@pytest.mark.parametrize(
    "slot",
    [
        key(active=Unknown("failed", detail="odd"), last_rotated=ago(400)),
        key(active=True, last_rotated=Unknown("failed", detail="odd")),
        key(active=True, last_rotated=NA),
    ],
)
def test_an_odd_cell_makes_its_key_unknown(slot):
    assert [one.status for one in verdicts(CHECK, of(slot, active_key(400)))] == ["unknown", "fail"]


def test_a_laxer_baseline_leaves_the_controls_unmet():
    limits = BY_ID[CHECK].limits

    assert {limit.framework for limit in limits} == set(BY_ID[CHECK].controls)
    assert all(limit.strict_enough(Baseline(max_key_age_days=90)) for limit in limits)
    assert not any(limit.strict_enough(Baseline(max_key_age_days=91)) for limit in limits)


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ((listed_key("ann", 700),), ["fail"]),
        ((listed_key("ann", 700, id="a"), listed_key("ann", 1, id="b")), ["fail", "pass"]),
        ((listed_key("ann", 90),), ["pass"]),
        ((listed_key("ann", 700, status="Inactive"),), ["pass"]),
        ((listed_key("bob", 1),), ["unknown"]),
        (NO_LIST, ["unknown"]),
    ],
)
def test_a_user_whom_the_report_does_not_show_is_judged_by_the_list(listed, expected):
    ann = user("ann", arn=arn("user", "team/ann"))
    answers = verdicts(CHECK, account(identities=identities(users=(ann,)), access_keys=listed))

    assert [one.status for one in answers] == expected
    assert {one.resource for one in answers} == {ann.arn}


def test_a_key_that_is_off_or_gone_since_the_report_is_none_and_a_doubtful_one_is_unknown():
    both = (active_key(700), active_key(600))
    off = listed_key("bot", 600, id="b", status="Inactive")

    assert only(CHECK, of(*both, access_keys=(listed_key("bot", 700, id="a"), off))).message.startswith("access key 1")
    assert only(CHECK, of(*both, access_keys=(off,))).message == "bot has no active access key"
    answers = verdicts(CHECK, of(*both, access_keys=(listed_key("bot", 800),)))
    assert [one.status for one in answers] == ["unknown", "unknown"]
