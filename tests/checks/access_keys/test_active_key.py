"""Slots of the report joined to the keys of ListAccessKeys: by user, state and date."""

from __future__ import annotations

import pytest

from rootward.checks.access_keys.active_key import ActiveKey, Creation, KeyList, active_keys, if_active
from rootward.checks.verdict import fails, passes
from rootward.model.account import NOT_COLLECTED
from rootward.model.unknown import Unknown
from tests.checks.facts import NOT_SUPPORTED, account, active_key, ago, denied, key, listed_key, user_row

NO_LIST = denied("iam:ListAccessKeys")
LIMIT = 90


def slots(*keys):
    return [one for one in active_keys(user_row("bot", keys=keys)) if isinstance(one, ActiveKey)]


def created(slot, *listed, limit=LIMIT):
    found = KeyList(account(access_keys=listed)).creation(slot, limit)
    return found if isinstance(found, Unknown) else (found.at, found.told)


def test_only_active_slots_are_keys_and_a_doubtful_one_says_why():
    doubtful = list(active_keys(user_row("bot", keys=(key(active=NOT_SUPPORTED), active_key(10)))))

    assert isinstance(doubtful[0], Unknown)
    assert doubtful[0].detail == "access_key_1_active of bot reads not_supported in the credential report"
    assert isinstance(doubtful[1], ActiveKey)
    assert doubtful[1].name == "access key 2 of bot"
    assert slots(key(), key()) == []


def test_one_key_and_one_slot_are_the_same_key():
    (slot,) = slots(active_key(10), key())

    assert created(slot, listed_key("bot", 400)) == (ago(400), "created 2024-12-27")


def test_an_equal_date_tells_two_keys_apart():
    first, second = slots(active_key(400), active_key(10))
    listed = (listed_key("bot", 10, id="new"), listed_key("bot", 400, id="old"))

    assert created(first, *listed)[0] == ago(400)
    assert created(second, *listed)[0] == ago(10)


def test_the_key_that_another_slot_claims_by_date_is_not_this_one():
    # The first key was switched off and on again 5 days ago; the second was never touched.
    first, _ = slots(active_key(5), active_key(20))

    assert created(first, listed_key("bot", 300), listed_key("bot", 20)) == (ago(300), "created 2025-04-06")


def test_a_key_made_after_the_slot_s_date_is_not_it():
    first, _ = slots(active_key(100), active_key(2))

    assert created(first, listed_key("bot", 300), listed_key("bot", 1)) == (ago(300), "created 2025-04-06")


def test_keys_that_cannot_be_told_apart_decide_where_they_agree():
    first, second = slots(active_key(5), active_key(6))
    old = (listed_key("bot", 300, id="a"), listed_key("bot", 200, id="b"))

    assert created(first, *old) == (ago(200), "created 2025-07-15 or before")
    assert created(second, *old) == (ago(200), "created 2025-07-15 or before")


def test_keys_that_cannot_be_told_apart_and_disagree_are_not_known():
    first, second = slots(active_key(5), active_key(6))
    mixed = (listed_key("bot", 300, id="a"), listed_key("bot", 30, id="b"))

    for slot in (first, second):
        found = created(slot, *mixed)
        assert isinstance(found, Unknown)
        assert found.reason == "failed"


def test_inactive_keys_and_other_users_keys_are_not_it():
    (slot,) = slots(active_key(10), key())
    found = created(slot, listed_key("bot", 300, status="Inactive"), listed_key("bot2", 200))

    assert isinstance(found, Unknown)


def test_a_report_s_date_beyond_the_limit_decides_whatever_the_list_is():
    (slot,) = slots(active_key(91), key())

    for listed in (NOT_COLLECTED, NO_LIST, (), (listed_key("other", 1),)):
        found = KeyList(account(access_keys=listed)).creation(slot, LIMIT)
        assert isinstance(found, Creation)
        assert (found.at, found.told) == (ago(91), "created or last changed 2025-11-01")


def test_a_later_date_decides_only_where_the_list_was_not_asked_for():
    (slot,) = slots(active_key(10), key())
    by_report = KeyList(account(access_keys=NOT_COLLECTED)).creation(slot, LIMIT)

    assert isinstance(by_report, Creation)
    assert by_report.told == "created or last changed 2026-01-21"
    assert KeyList(account(access_keys=NO_LIST)).creation(slot, LIMIT) == NO_LIST
    assert isinstance(KeyList(account(access_keys=())).creation(slot, LIMIT), Unknown)


def test_the_evidence_names_the_key_only_where_it_is_one():
    (slot,) = slots(active_key(10), key())
    one = KeyList(account(access_keys=(listed_key("bot", 400, id="the-key"),))).creation(slot, LIMIT)
    two = KeyList(account(access_keys=(listed_key("bot", 400), listed_key("bot", 300)))).creation(slot, LIMIT)

    assert isinstance(one, Creation)
    assert isinstance(two, Creation)
    assert (one.evidence.source, one.evidence.fact) == ("access-keys", "the-key CreateDate")
    assert two.evidence.fact == "CreateDate"


def live(row_keys, *listed):
    """The active keys of bot as the report and the list have them together: slot, and whether that is doubtful."""
    row = user_row("bot", keys=row_keys)
    found = KeyList(account(access_keys=listed)).active_keys(row)
    return [one if isinstance(one, Unknown) else (one.slot, one.doubt is not None) for one in found]


def test_a_key_that_was_switched_off_or_deleted_since_the_report_is_none_any_more():
    both = (active_key(10), active_key(20))

    assert live(both, listed_key("bot", 10, id="a"), listed_key("bot", 20, id="b")) == [(1, False), (2, False)]
    assert live(both, listed_key("bot", 10, id="a"), listed_key("bot", 20, id="b", status="Inactive")) == [(1, False)]
    assert live(both, listed_key("bot", 20, id="b")) == [(2, False)]


def test_a_key_that_may_be_another_by_now_is_doubtful():
    assert live((active_key(10), active_key(20)), listed_key("bot", 400)) == [(1, True), (2, True)]
    assert live((active_key(10), key(active=NOT_SUPPORTED)), listed_key("bot", 0))[0] == (1, True)


def test_a_cell_that_says_nothing_stays_unknown_whatever_the_list_says():
    (unknown,) = live((key(active=NOT_SUPPORTED), key()), listed_key("bot", 10, status="Inactive"))

    assert isinstance(unknown, Unknown)
    assert unknown.detail == "access_key_1_active of bot reads not_supported in the credential report"


@pytest.mark.parametrize(("verdict", "expected"), [(fails("bot", "old"), "unknown"), (passes("bot", "young"), "pass")])
def test_a_doubtful_key_fails_nothing_and_passes_what_it_would(verdict, expected):
    row = user_row("bot", keys=(active_key(10), active_key(20)))
    listed = KeyList(account(access_keys=(listed_key("bot", 400),)))
    (doubtful, _), (sure, _) = tuple(listed.active_keys(row)), tuple(KeyList(account()).active_keys(row))
    assert isinstance(doubtful, ActiveKey)
    assert isinstance(sure, ActiveKey)

    judged = if_active(doubtful, verdict)
    assert (judged.status, judged.resource) == (expected, row.arn if expected == "unknown" else "bot")
    assert judged.unknowns == ((doubtful.doubt,) if expected == "unknown" else ())
    assert if_active(sure, verdict) is verdict
