"""Eventual consistency: reads that do not know of the newest writes yet."""

from __future__ import annotations

import pytest

from rootward.sandbox.faults import Stale


def names(iam):
    return {user["UserName"] for user in iam.list_users()["Users"]}


@pytest.fixture
def stale(fresh, client):
    fresh.fault(Stale(seconds=10))
    return fresh, client(fresh, "iam")


def test_a_write_is_seen_only_after_a_while(stale):
    sandbox, iam = stale
    iam.create_user(UserName="newcomer")
    assert "newcomer" not in names(iam)
    sandbox.advance_clock(9)
    assert "newcomer" not in names(iam)
    sandbox.advance_clock(2)
    assert "newcomer" in names(iam)


def test_a_read_sees_the_writes_that_are_old_enough_and_no_later_ones(stale):
    sandbox, iam = stale
    iam.create_user(UserName="first")
    sandbox.advance_clock(6)
    iam.create_user(UserName="second")
    sandbox.advance_clock(6)
    assert {"first", "second"} & names(iam) == {"first"}


def test_writes_themselves_see_what_is(stale):
    _, iam = stale
    iam.create_user(UserName="newcomer")
    iam.create_group(GroupName="crew")
    iam.add_user_to_group(GroupName="crew", UserName="newcomer")
    with pytest.raises(iam.exceptions.EntityAlreadyExistsException):
        iam.create_user(UserName="newcomer")


def test_a_stale_read_changes_nothing(stale):
    sandbox, iam = stale
    iam.create_user(UserName="newcomer")
    names(iam)
    sandbox.no_faults()
    assert "newcomer" in names(iam)


def test_only_the_actions_that_the_fault_names_are_stale(fresh, client):
    fresh.fault(Stale(actions=("iam:ListUsers",), seconds=10))
    iam = client(fresh, "iam")
    iam.create_user(UserName="newcomer")
    assert iam.get_user(UserName="newcomer")["User"]["UserName"] == "newcomer"
    assert "newcomer" not in names(iam)
