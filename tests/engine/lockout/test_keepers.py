"""Administrators who have a way in, and how they change with the account."""

from __future__ import annotations

from rootward.engine.lockout.keepers import Keepers
from rootward.model.unknown import Unknown
from tests.checks.facts import active_key, arn, denied, key, listed_key
from tests.engine.lockout.drawn import ALL, FILES, MEMBER
from tests.engine.lockout.house import (
    ADMINS,
    CONSOLE,
    MFA,
    PARTNER,
    VAULT,
    by_role,
    joining,
    leaving,
    of,
    person,
    switching_off,
    unwriting,
    writing,
)

WITH_KEY = {**MFA, "keys": (active_key(10), key())}


def told(keepers):
    """All that is known of each keeper."""
    return {
        each.arn: (each.through, each.told, each.has_mfa, each.is_proved, each.may_hang_on_scps) for each in keepers
    }


def house(**facts):
    people = (
        person("ann", ALL, cells=WITH_KEY),
        by_role("bob", cells=CONSOLE),
        person("cat", ALL, cells={}),
        person("dan", FILES),
    )
    return of(*people, roles=(VAULT, PARTNER), groups=(ADMINS,), **facts)


def test_a_keeper_is_told_by_its_first_way_in():
    assert told(Keepers.of(house())) == {
        arn("user", "ann"): ((), "user ann (a console password)", True, True, True),
        arn("user", "bob"): ((arn("role", "vault"),), "user bob by role vault (a console password)", False, True, True),
        arn("role", "partner"): ((), "role partner (account 999999999999)", False, True, True),
    }


def test_the_power_of_a_keeper_is_its_own_or_that_of_the_roles_it_assumes():
    keepers = Keepers.of(house()).by_arn

    assert keepers[arn("user", "ann")].chain == (arn("user", "ann"),)
    assert keepers[arn("user", "bob")].chain == (arn("user", "bob"), arn("role", "vault"))


def test_a_keeper_has_mfa_if_one_of_its_doors_does():
    passkey = person("ann", ALL, cells=WITH_KEY)
    by_key = person("bob", ALL, cells={"keys": (active_key(10), key()), "mfa_active": True})
    keepers = Keepers.of(of(passkey, by_key)).by_arn

    assert keepers[arn("user", "ann")].has_mfa
    assert not keepers[arn("user", "bob")].has_mfa  # a key takes codes: whether its device gives them is not known


def test_what_was_not_read_leaves_a_keeper_unproved():
    unread = person("eve", ALL, attached_policies=(arn("policy", "unread"),))
    member = told(Keepers.of(house(organization=MEMBER)))
    with_unread = told(Keepers.of(of(unread)))

    assert member[arn("user", "ann")][3:] == (False, True)
    assert with_unread[arn("user", "eve")][3:] == (False, False)


def test_where_nothing_was_read_nobody_is_a_keeper_and_why_is_known():
    unread = denied("iam:GetAccountAuthorizationDetails")
    no_report = denied("iam:GetCredentialReport")

    assert list(Keepers.of(of(identities=unread))) == []
    assert Keepers.of(of(identities=unread)).why_unknown is unread
    assert Keepers.of(of(person("ann", ALL), credential_report=no_report)).why_unknown is no_report


def test_a_broken_evaluator_finds_no_keeper(monkeypatch):
    monkeypatch.setattr("rootward.checks.power.canary", lambda: "the table of actions is empty")
    keepers = Keepers.of(house())

    assert list(keepers) == []
    assert keepers.why_unknown == Unknown("failed", detail="the table of actions is empty")


def test_keepers_move_with_their_account():
    keepers = Keepers.of(house())
    after = leaving("dan", "admins").effect(joining("dan", "admins").effect(house()))

    assert told(keepers.moved(after)) == told(keepers)
    joined = keepers.moved(joining("dan", "admins").effect(house()))
    assert arn("user", "dan") in joined.by_arn
    assert arn("user", "ann") not in joined.moved(unwriting(ALL, "user", "ann").effect(joined.account)).by_arn
    assert list(joined.moved(of(person("zoe", ALL))).by_arn) == [arn("user", "zoe")]


def test_keepers_that_moved_know_who_may_be_others():
    no_list = denied("iam:ListAccessKeys")
    people = (person("ann", ALL, cells={"keys": (active_key(10), key())}), person("bob", FILES))
    keepers = Keepers.of(of(*people, access_keys=no_list))
    moved = keepers.moved(writing(ALL, "user", "bob", FILES).effect(keepers.account))

    assert keepers.why_unknown is no_list
    assert moved.why_unknown is no_list
    assert list(moved.by_arn) == [arn("user", "bob")]
    assert keepers.moved(of(*people, access_keys=no_list)).why_unknown is no_list
    harmless = keepers.moved(writing(FILES, "user", "ann", ALL).effect(keepers.account))
    assert harmless.why_unknown is None


def test_keepers_stand_in_one_order_however_they_came():
    house_of = of(person("zoe", ALL), person("ann", FILES), person("bob", ALL), roles=(PARTNER,))
    moved = Keepers.of(house_of).moved(writing(ALL, "user", "ann", FILES).effect(house_of))

    assert [each.rsplit("/", 1)[-1] for each in moved.by_arn] == ["ann", "bob", "zoe", "partner"]


def test_a_user_who_loses_a_role_s_power_is_none_and_who_gets_it_is_one():
    keepers = Keepers.of(house())
    away = keepers.moved(writing(FILES, "user", "bob", ALL).effect(house()))

    assert arn("user", "bob") not in away.by_arn
    assert told(away.moved(house())) == told(keepers)


def test_a_key_that_is_switched_off_moves_its_user_alone():
    facts = of(
        person("ann", ALL, cells={"keys": (active_key(10), key())}),
        person("bob", ALL),
        access_keys=(listed_key("ann", 10, id="key-1"),),
    )
    moved = Keepers.of(facts).moved(switching_off("key-1").effect(facts))

    assert list(moved.by_arn) == [arn("user", "bob")]
