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


def test_a_restored_account_is_not_seen_as_it_was_in_another_life(stale):
    sandbox, iam = stale
    start = sandbox.save()
    iam.create_user(UserName="first")
    iam.create_user(UserName="second")
    sandbox.restore(start)
    assert not {"first", "second"} & names(iam)


def test_a_clock_that_goes_back_hides_nothing(stale):
    sandbox, iam = stale
    iam.create_user(UserName="newcomer")
    sandbox.advance_clock(-600)
    assert "newcomer" in names(iam)


@pytest.mark.parametrize("service", ["lambda", "ssm"])
def test_reads_can_be_stale_beside_services_that_cannot_be_copied(stale, client, service):
    sandbox, iam = stale
    {"lambda": lambda c: c.list_functions(), "ssm": lambda c: c.put_parameter(Name="p", Value="1", Type="String")}[
        service
    ](client(sandbox, service))
    iam.create_user(UserName="newcomer")
    assert "newcomer" not in names(iam)
