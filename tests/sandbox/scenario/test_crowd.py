"""Crowds are drawn, and drawn the same each time."""

from __future__ import annotations

import pytest

from rootward.sandbox.scenario.crowd import Crowd, Devices, Keys, Passwords, People, drawn
from rootward.sandbox.scenario.file import load

PEOPLE = People(first=("ana", "ben", "cleo"), last=("diaz", "evans"))


def crowd(**changes):
    return Crowd(**{"name": "staff", "count": 6, "names": "<first>.<last>", "created": (10.0, 400.0), **changes})


def users(*crowds, seed="acme"):
    return tuple(drawn(crowds, PEOPLE, seed))


def test_the_same_data_give_the_same_users():
    one = crowd(password=Passwords(share=0.5, changed=(1.0, 90.0), used=(0.1, 60.0)))

    assert users(one) == users(one)
    assert users(one) != users(one, seed="another")


def test_every_pair_of_names_is_used_once():
    names = {user.name for user in users(crowd())}

    assert names == {"ana.diaz", "ana.evans", "ben.diaz", "ben.evans", "cleo.diaz", "cleo.evans"}


def test_too_few_names_are_a_mistake():
    with pytest.raises(ValueError, match="crowd staff: 7 users and only 6 names are left"):
        users(crowd(count=7))


def test_machines_are_counted_for_each_thing_that_they_serve():
    made = users(crowd(count=3, names="<of>-ci-<number>", of=("billing", "orders")))

    assert [user.name for user in made] == ["billing-ci-01", "orders-ci-01", "billing-ci-02"]


def test_a_share_of_one_is_everybody_and_of_none_nobody():
    made = users(crowd(groups={"all": 1.0, "none": 0.0}, policies={"ReadOnlyAccess": 1.0}))

    assert {user.groups for user in made} == {("all",)}
    assert {user.policies for user in made} == {("ReadOnlyAccess",)}


def test_only_who_has_a_password_has_a_device():
    with_password = users(crowd(password=Passwords(share=1.0, changed=(1, 9), used=(1, 9)), mfa=Devices(share=1.0)))
    without = users(crowd(mfa=Devices(share=1.0)))

    assert all(user.mfa for user in with_password)
    assert not any(user.mfa for user in without)


def test_nothing_of_a_user_is_older_than_the_user_nor_used_before_it_was_made():
    keys = Keys(share=1.0, created=(1.0, 3000.0), used=(0.1, 3000.0), services=("s3",), second=1.0)
    password = Passwords(share=1.0, changed=(1.0, 3000.0), used=(0.1, 3000.0))

    for user in users(crowd(keys=keys, password=password)):
        assert user.password.changed <= user.created
        assert len(user.keys) == 2
        for key in user.keys:
            assert key.created <= user.created
            assert key.used.at <= key.created


def test_the_enterprise_is_as_large_as_it_says():
    enterprise = load("enterprise")

    assert len(enterprise.users) == 2000
    assert (len(enterprise.groups), len(enterprise.roles), len(enterprise.policies)) == (40, 120, 60)
