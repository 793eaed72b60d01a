"""The slots of the report, and what the live list of keys says of them."""

from __future__ import annotations

import pytest

from rootward.model.account import NOT_COLLECTED
from rootward.model.key_slots import KeySlots, slots
from rootward.model.unknown import Unknown
from tests.checks.facts import NA, account, active_key, ago, denied, key, listed_key, user_row

ODD = key(active=Unknown("failed", detail="odd"))


def on(number, created):
    return listed_key("bot", created, id=f"key-{number}")


def off(number, created):
    return listed_key("bot", created, id=f"key-{number}", status="Inactive")


def active(keys, *listed):
    """Whether each slot of a row with these slots is active: True, False, or why that is not known."""
    found = slots(account(access_keys=listed), user_row("bot", keys=keys))
    return tuple(slot.active.detail if isinstance(slot.active, Unknown) else slot.active for slot in found)


def untold(number):
    return f"ListAccessKeys does not tell whether access key {number} of bot is still active"


@pytest.mark.parametrize(
    ("keys", "listed", "expected"),
    [
        # nothing happened since the report
        ((active_key(10), key()), (on(1, 10),), (True, False)),
        ((key(), active_key(10)), (on(1, 10),), (False, True)),
        ((active_key(10), active_key(20)), (on(1, 10), on(2, 20)), (True, True)),
        # switched off and on again before the report: its date is later than the creation
        ((active_key(10), key()), (on(1, 400),), (True, False)),
        ((active_key(10), active_key(20)), (on(1, 400), on(2, 300)), (True, True)),
        # switched off since
        ((active_key(10), key()), (off(1, 10),), (False, False)),
        ((active_key(10), key()), (off(1, 400),), (False, False)),
        ((active_key(10), active_key(20)), (off(1, 10), on(2, 20)), (False, True)),
        ((active_key(10), active_key(20)), (on(1, 10), off(2, 20)), (True, False)),
        ((active_key(10), active_key(20)), (off(1, 10), off(2, 20)), (False, False)),
        ((active_key(10), active_key(20)), (off(1, 10), on(2, 400)), (False, True)),
        # an expired one is none that is active
        ((active_key(10), key()), (listed_key("bot", 10, status="Expired"),), (False, False)),
        # deleted since
        ((active_key(10), active_key(20)), (on(2, 20),), (False, True)),
        ((active_key(10), active_key(20)), (off(2, 20),), (False, False)),
        # an inactive key beside it is not meant
        ((active_key(10), key()), (on(1, 400), off(2, 300)), (True, False)),
        ((active_key(10), key()), (off(2, 300), on(1, 400)), (True, False)),
        ((active_key(10), key()), (on(1, 10), off(2, 300)), (True, False)),
        # a key that is younger than the slot's date stands in no slot
        ((active_key(10), active_key(300)), (on(1, 200), off(2, 400)), (True, False)),
        ((active_key(300), active_key(10)), (off(2, 400), on(1, 200)), (False, True)),
        # a slot without a date takes any key
        ((active_key(10, last_rotated=NA), key()), (off(1, 400),), (False, False)),
        ((active_key(10, last_rotated=NA), active_key(20)), (off(1, 5), on(2, 20)), (False, True)),
    ],
)
def test_a_slot_stands_as_its_key_does_now(keys, listed, expected):
    assert active(keys, *listed) == expected


@pytest.mark.parametrize(
    ("keys", "listed", "expected"),
    [
        # both were switched off and on before the report, and one of them is off or gone since
        ((active_key(10), active_key(20)), (on(1, 400), off(2, 300)), (untold(1), untold(2))),
        ((active_key(10), active_key(20)), (on(1, 400),), (untold(1), untold(2))),
        # two of one date
        ((active_key(10), active_key(10)), (on(1, 10), off(2, 10)), (untold(1), untold(2))),
        # an active key that the report knows nothing of: made, or switched on, since
        ((active_key(10), key()), (on(3, 0),), (untold(1), False)),
        ((active_key(10), key()), (off(1, 10), on(2, 300)), (untold(1), False)),
        ((active_key(10), active_key(20)), (on(1, 10), on(3, 0)), (True, untold(2))),
    ],
)
def test_where_the_list_does_not_tell_which_slot_is_meant_it_is_unknown(keys, listed, expected):
    assert active(keys, *listed) == expected


@pytest.mark.parametrize("listed", [NOT_COLLECTED, denied("iam:ListAccessKeys"), (), (listed_key("ann", 10),)])
def test_without_keys_of_the_user_in_a_list_the_slots_are_the_report_s(listed):
    row = user_row("bot", keys=(active_key(10), key()))

    assert slots(account(access_keys=listed), row) == row.keys


@pytest.mark.parametrize("keys", [(key(), key()), (ODD, key()), (key(last_rotated=NA), ODD)])
def test_a_slot_that_the_report_does_not_call_active_stays_as_it_is(keys):
    row = user_row("bot", keys=keys)

    assert slots(account(access_keys=(on(1, 10),)), row) == keys


def test_all_else_of_a_slot_is_the_report_s():
    row = user_row("bot", keys=(active_key(10, used=3), ODD))
    first, second = slots(account(access_keys=(off(1, 10),)), row)

    assert (first.active, first.last_rotated, first.last_used) == (False, ago(10), ago(3))
    assert second is row.keys[1]


def test_the_keys_of_a_user_are_those_of_its_name():
    listed = (on(1, 10), listed_key("ann", 5), off(2, 20))

    assert KeySlots(account(access_keys=listed)).listed_of("bot") == (on(1, 10), off(2, 20))
    assert KeySlots(account(access_keys=listed)).listed_of("cat") == ()
