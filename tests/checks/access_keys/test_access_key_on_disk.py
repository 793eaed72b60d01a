from __future__ import annotations

import pytest

from rootward.model.account import NOT_COLLECTED
from rootward.model.credential import RootCredentials
from rootward.model.unknown import Unknown
from tests.checks.asking import only, verdicts
from tests.checks.facts import (
    account,
    allow,
    denied,
    identities,
    inline,
    listed_key,
    machine_key,
    of_root,
    policy,
    root_key,
    user,
)

CHECK = "access-key-on-disk"
UNREAD = Unknown("failed", detail="the AWS configuration file of this machine: Permission denied")
EVERYTHING = (inline("all", policy(allow("*"))),)


def asked(*keys, **facts):
    return only(CHECK, account(machine_keys=keys, **facts))


@pytest.mark.parametrize(
    ("keys", "status"),
    [
        ((), "pass"),
        ((machine_key(),), "fail"),
        (UNREAD, "unknown"),
        (NOT_COLLECTED, "not_applicable"),
    ],
)
def test_no_key_may_lie_in_the_files_of_the_machine(keys, status):
    assert only(CHECK, account(machine_keys=keys)).status == status


def test_a_key_is_named_with_its_place():
    verdict = asked(machine_key())

    assert verdict.message == "access key key-of-ann lies in /home/ann/.aws/credentials, line 2, profile default"
    assert verdict.severity is None
    assert [(one.fact, one.value) for one in verdict.evidence] == [("key-of-ann", "/home/ann/.aws/credentials:2")]


def test_a_key_before_every_section_has_no_profile():
    assert asked(machine_key(profile=None)).message.endswith("/credentials, line 2")


def test_each_place_counts_and_a_file_that_was_not_read_stays_open_beside_it():
    facts = account(machine_keys=(machine_key(), machine_key(line=9, profile="work"), UNREAD))

    assert [(one.status, one.unknowns) for one in verdicts(CHECK, facts)] == [
        ("fail", ()),
        ("fail", ()),
        ("unknown", (UNREAD,)),
    ]


@pytest.mark.parametrize(
    ("readable_by", "mode", "told"),
    [
        ("others", "0644", ", which others can read (0644): rootward keys find --fix-permissions"),
        ("others", None, ", which others can read: rootward keys find --fix-permissions"),
        ("owner", "0600", "profile default"),
        ("unknown", None, "profile default"),
    ],
)
def test_what_others_can_read_is_told_with_the_command_that_ends_it(readable_by, mode, told):
    assert asked(machine_key(readable_by=readable_by, mode=mode)).message.endswith(told)


def test_a_key_whose_id_tells_no_account_is_told_as_such():
    assert " (whose account its id does not tell) lies in " in asked(machine_key(is_of_this_account=False)).message


def test_a_key_of_root_is_critical():
    verdict = asked(machine_key(id="root-access-key-1"), root_credentials=of_root(root_key()))

    assert (verdict.severity, verdict.message.partition(" lies")[0]) == (
        "critical",
        "access key root-access-key-1 of root",
    )


@pytest.mark.parametrize("own", [RootCredentials(), Unknown("not_observable", detail="for root alone")])
def test_what_root_is_not_shown_as_its_own_is_not_called_root_s(own):
    assert asked(machine_key(), root_credentials=own).severity is None


@pytest.mark.parametrize(
    ("owner", "told"),
    [
        (user("ann", inline_policies=EVERYTHING), "of ann, an administrator, lies in"),
        (user("ann"), "of ann, no administrator, lies in"),
        (user("ann", inline_policies=(inline("odd", "{"),)), "of ann lies in"),
        (user("bob"), "of ann lies in"),
    ],
)
def test_the_list_of_keys_tells_the_owner_and_the_policies_whether_it_is_an_administrator(owner, told):
    listed = (listed_key("bob", 1), listed_key("ann", 1))
    verdict = asked(machine_key(), access_keys=listed, identities=identities(users=(owner,)))

    assert told in verdict.message
    assert verdict.severity is None


def test_where_the_identities_were_denied_nothing_is_said_of_power():
    verdict = asked(machine_key(), access_keys=(listed_key("ann", 1),), identities=denied("iam:X"))

    assert "of ann lies in" in verdict.message


def test_a_key_that_is_switched_off_weighs_little():
    verdict = asked(machine_key(), access_keys=(listed_key("ann", 1, status="Inactive"),))

    assert (verdict.status, verdict.severity) == ("fail", "low")
    assert "of ann, which is switched off, lies in" in verdict.message


def test_a_key_that_no_user_has_is_nobody_s_by_name():
    assert asked(machine_key(), access_keys=(listed_key("bob", 1),)).message.startswith("access key key-of-ann lies")
