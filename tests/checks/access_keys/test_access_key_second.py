"""access-key-second: two active keys of one user, outside a rotation."""

from __future__ import annotations

import pytest

from rootward.model.unknown import Unknown
from tests.checks.asking import only, status, verdicts
from tests.checks.facts import (
    account,
    active_key,
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

CHECK = "access-key-second"
NO_LIST = denied("iam:ListAccessKeys")
ODD = key(active=Unknown("failed", detail="odd"))


def of(first, second, **facts):
    return account(credential_report=report(root_row(), user_row("bot", keys=(first, second))), **facts)


def test_two_active_keys_fail():
    verdict = only(CHECK, of(active_key(400), active_key(100)))

    assert (verdict.status, verdict.resource) == ("fail", arn("user", "bot"))
    assert verdict.message == (
        "bot has two active access keys, the newer one 100 days old (created or last changed 2025-10-23)"
    )


@pytest.mark.parametrize("keys", [(key(), key()), (active_key(400), key()), (key(), active_key(400))])
def test_one_or_none_passes(keys):
    assert only(CHECK, of(*keys)).status == "pass"


@pytest.mark.parametrize(("age", "expected"), [(1, "pass"), (14, "pass"), (15, "fail")])
def test_a_rotation_of_up_to_a_fortnight_passes_whichever_slot_is_new(age, expected):
    assert status(CHECK, of(active_key(400), active_key(age))) == expected
    assert status(CHECK, of(active_key(age), active_key(400))) == expected


def test_a_rotation_says_so():
    assert only(CHECK, of(active_key(400), active_key(3))).message == (
        "bot is rotating: the newer of two active access keys was created or last changed 2026-01-28"
    )


def test_with_the_list_a_key_switched_on_again_is_no_rotation():
    old = (listed_key("bot", 400, id="a"), listed_key("bot", 300, id="b"))

    assert status(CHECK, of(active_key(400), active_key(2), access_keys=old)) == "fail"
    assert status(CHECK, of(active_key(400), active_key(2), access_keys=(old[0], listed_key("bot", 2)))) == "pass"


def test_a_key_switched_off_since_the_report_counts_no_more():
    now = (listed_key("bot", 400, id="a"), listed_key("bot", 300, id="b", status="Inactive"))
    verdict = only(CHECK, of(active_key(400), active_key(300), access_keys=now))

    assert (verdict.status, verdict.message) == ("pass", "bot has 1 active access key since the report was made")


def test_a_user_whom_the_list_leaves_out_is_judged_by_what_the_report_proves():
    assert status(CHECK, of(active_key(400), active_key(300), access_keys=())) == "fail"
    assert status(CHECK, of(active_key(400), active_key(3), access_keys=())) == "unknown"


def test_a_denied_list_leaves_old_pairs_failing_and_young_ones_unknown_once():
    rows = report(
        user_row("ann", keys=(active_key(400), active_key(300))),
        user_row("bob", keys=(active_key(400), active_key(3))),
        user_row("cat", keys=(active_key(2), active_key(3))),
    )
    answers = verdicts(CHECK, account(credential_report=rows, access_keys=NO_LIST))

    assert [(one.status, one.resource) for one in answers] == [
        ("fail", arn("user", "ann")),
        ("unknown", account().resource),
    ]


def test_root_s_two_keys_are_another_check_s_matter():
    assert only(CHECK, account(credential_report=report(root_row(keys=(active_key(9), active_key(9)))))).status == (
        "pass"
    )


def test_a_denied_report_is_one_unknown_of_the_account():
    no_report = denied("iam:GetCredentialReport")

    assert only(CHECK, account(credential_report=no_report)).unknowns == (no_report,)


@pytest.mark.parametrize(("other", "expected"), [(active_key(400), "unknown"), (key(), "pass"), (ODD, "unknown")])
def test_an_odd_cell_matters_only_beside_another_key(other, expected):
    assert only(CHECK, of(ODD, other)).status == expected


def test_two_keys_of_unclear_age_are_unknown_unless_one_is_a_rotation():
    unclear = active_key(1, last_rotated=Unknown("failed", detail="odd"))

    assert only(CHECK, of(unclear, active_key(400))).status == "unknown"
    assert only(CHECK, of(unclear, active_key(3))).status == "pass"


@pytest.mark.parametrize(
    ("ages", "expected"), [((700, 15), "fail"), ((700, 14), "pass"), ((700,), "pass"), ((), "unknown")]
)
def test_a_user_whom_the_report_does_not_show_is_judged_by_the_list(ages, expected):
    listed = tuple(listed_key("ann", age, id=str(age)) for age in ages)
    verdict = only(CHECK, account(identities=identities(users=(user("ann"),)), access_keys=listed))

    assert (verdict.status, verdict.resource) == (expected, arn("user", "ann"))
