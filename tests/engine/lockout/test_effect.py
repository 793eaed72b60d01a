"""What the guard takes an account for once changes are made."""

from __future__ import annotations

import pytest

from rootward.engine.lockout.effect import made
from rootward.engine.lockout.population import identities_of
from rootward.model.account import NOT_COLLECTED
from tests.checks.facts import active_key, denied, key, listed_key
from tests.engine.lockout.drawn import ALL
from tests.engine.lockout.house import (
    deleting,
    joining,
    of,
    person,
    switching_off,
    switching_on,
    unwriting,
)

BOTH = {"keys": (active_key(10), active_key(20))}
FIRST = listed_key("ann", 10, id="key-1")
SECOND = listed_key("ann", 20, id="key-2")
OFF = listed_key("ann", 10, id="key-1", status="Inactive")


def facts(**more):
    return of(person("ann", ALL, cells=BOTH), person("bob", cells=BOTH), **more)


def active_slots(account, place=1):
    return [slot.active for slot in account.credential_report.rows[place].keys]


def test_changes_are_made_one_after_the_other():
    after = made((joining("ann", "staff"), unwriting(ALL, "user", "ann")), facts())
    (ann, _) = identities_of(after).users

    assert (ann.groups, ann.inline_policies) == (("staff",), ())


def test_a_key_is_switched_in_the_list_and_a_deleted_one_stays_there_as_an_inactive_one():
    for change in (switching_off("key-1"), deleting("key-1", before="Active"), deleting("key-1")):
        after = made((change,), facts(access_keys=(FIRST, SECOND)))

        assert after.access_keys == (OFF, SECOND)
        assert after.credential_report == facts().credential_report
    assert made((switching_on("key-1"),), facts(access_keys=(OFF,))).access_keys == (FIRST,)


@pytest.mark.parametrize("listed", [NOT_COLLECTED, denied("iam:ListAccessKeys"), (), (listed_key("bob", 10),)])
def test_a_key_of_a_user_of_whom_no_list_tells_may_be_any_of_the_report(listed):
    for change in (switching_off("key-1"), deleting("key-1")):
        after = made((change,), facts(access_keys=listed))

        assert after.access_keys == listed
        assert active_slots(after) == [False, False]
        assert active_slots(after, 2) == [True, True]


def test_a_key_that_is_switched_on_and_that_no_list_shows_is_none_that_is_known():
    of_ann = {"keys": (key(), key())}
    before = of(person("ann", cells=of_ann))

    assert made((switching_on("key-1"),), before) == before
    assert made((switching_on("key-1"),), facts()) == facts()


def test_without_the_report_nothing_can_be_said_of_keys_that_no_list_shows():
    unread = facts(credential_report=denied("iam:GetCredentialReport"))

    assert made((switching_off("key-1"),), unread) == unread
