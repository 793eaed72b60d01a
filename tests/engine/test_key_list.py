"""Which access keys there are, by what was read: the lists of AWS, or the credential report alone."""

from __future__ import annotations

import msgspec
import pytest

from rootward.engine.device_list import Person
from rootward.engine.key_list import key_list
from rootward.model.credential_report import ROOT_ROW
from rootward.model.key_list import LastUse
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    ROOT,
    account,
    active_key,
    ago,
    allow,
    arn,
    denied,
    identities,
    inline,
    key_leak,
    leaked_key,
    listed_key,
    of_root,
    policy,
    report,
    root_key,
    root_row,
    summary,
    user,
    user_row,
)

ANN, BOB = Person("ann", arn("user", "ann")), Person("bob", arn("user", "bob"))
ADMIN = inline("all", policy(allow("*")))
NOBODY_ASKED = Unknown("not_collected")


def listed(of, *users, root=False, **more):
    return key_list(of, "0.1.0", users=users, root=root, **more)


def people(**facts):
    users = (user("ann", inline_policies=(ADMIN,)), user("bob"))
    return account(**{"identities": identities(users=users), **facts})


def test_live_facts_say_all_of_a_key():
    (key,) = listed(
        people(access_keys=(listed_key("ann", 100, status="Inactive"),)),
        ANN,
        uses={"key-of-ann": LastUse(at=ago(3), service="s3", region="eu-west-1")},
        places={"key-of-ann": ("profile ci (~/.aws/credentials:4)",)},
        leaks=NOBODY_ASKED,
    ).keys

    assert (key.key_id, key.user, key.arn, key.status) == ("key-of-ann", "ann", arn("user", "ann"), "Inactive")
    assert (key.age_days, key.administrator, key.leaked) == (100, True, "not_scanned")
    assert key.last_use == LastUse(at=ago(3), service="s3", region="eu-west-1")
    assert key.places == ("profile ci (~/.aws/credentials:4)",)


def leaked(of, *users, **more):
    return [key.leaked for key in listed(of, *users, **more).keys]


def test_what_joined_scans_found_is_told_and_where_nobody_looked_that_is_no_no():
    both = people(access_keys=(listed_key("ann", 2), listed_key("bob", 1)))
    found = people(access_keys=both.access_keys, leaked_keys=(leaked_key("ann"),))
    id_alone = people(access_keys=both.access_keys, leaked_keys=(leaked_key("ann", leak={"with_secret": False}),))
    lost = Unknown("failed", detail="the file is damaged")

    assert leaked(people(access_keys=both.access_keys, leaked_keys=NOBODY_ASKED), ANN, BOB) == ["not_scanned"] * 2
    assert leaked(both, ANN, BOB) == ["not_found", "not_found"]
    assert leaked(found, ANN, BOB) == ["leaked", "not_found"]
    assert leaked(id_alone, ANN, BOB) == ["id_found", "not_found"]
    assert leaked(both, ANN, BOB, leaks={"key-of-bob": key_leak("bob")}) == ["not_found", "leaked"]
    assert leaked(both, ANN, BOB, leaks=lost) == ["unknown", "unknown"]
    assert listed(both, ANN, leaks=lost).unread == ("leaked keys: the file is damaged",)
    assert listed(both, ANN, leaks=NOBODY_ASKED).unread == ()


def test_of_a_key_without_an_id_nobody_knows_whether_it_leaked():
    of = people(credential_report=report(user_row("ann", keys=(active_key(50), active_key(2, active=False)))))
    of = msgspec.structs.replace(of, access_keys=NOBODY_ASKED)

    assert leaked(of, ANN) == ["unknown"]


def test_a_key_that_lies_nowhere_here_is_told_from_one_of_which_nobody_knows():
    of = people(access_keys=(listed_key("ann", 1),))

    assert [one.places for one in listed(of, ANN, places={}).keys] == [()]
    assert [one.places for one in listed(of, ANN).keys] == [None]


def test_without_policies_nobody_knows_who_is_an_administrator():
    of = account(identities=denied("iam:GetAccountAuthorizationDetails"), access_keys=(listed_key("ann", 1),))

    found = listed(of, ANN)

    assert [key.administrator for key in found.keys] == [None]
    assert found.unread == ("identities: access denied",)


def test_a_last_use_that_was_denied_is_not_known_and_told_once():
    of = people(access_keys=(listed_key("ann", 9), listed_key("bob", 8)))
    refused = denied("iam:GetAccessKeyLastUsed")

    found = listed(of, ANN, BOB, uses={"key-of-ann": refused, "key-of-bob": refused})

    assert [key.last_use for key in found.keys] == [None, None]
    assert found.unread == ("last uses: access denied",)


def test_the_report_tells_the_last_use_of_the_key_of_that_very_date():
    of = people(
        access_keys=(listed_key("ann", 50), listed_key("bob", 60)),
        credential_report=report(
            user_row("ann", keys=(active_key(50, used=7), active_key(2))),
            user_row("bob", keys=(active_key(60, used=1), active_key(60, used=2))),
        ),
    )

    by_user = {key.user: key.last_use for key in listed(of, ANN, BOB).keys}

    assert by_user == {"ann": LastUse(at=ago(7)), "bob": None}


def test_of_a_file_without_ids_the_report_shows_the_active_keys():
    of = people(
        access_keys=NOBODY_ASKED,
        credential_report=report(user_row("ann", keys=(active_key(50), active_key(2, active=False)))),
    )

    (key,) = listed(of, ANN).keys

    assert (key.key_id, key.status, key.age_days, key.last_use) == (None, "Active", 50, LastUse(at=None))


def test_a_user_whose_list_is_empty_has_no_key_whatever_the_older_report_says():
    of = people(access_keys=(), credential_report=report(user_row("ann", keys=(active_key(50), active_key(2)))))

    assert listed(of, ANN).keys == ()


def test_in_a_session_of_its_own_root_is_told_the_ids():
    (key,) = listed(account(root_credentials=of_root(root_key(400, used=5))), root=True).keys

    assert (key.key_id, key.user, key.arn, key.root) == ("root-access-key-1", ROOT_ROW, ROOT, True)
    assert key.last_use == LastUse(at=ago(5), service="s3", region="eu-west-1")


def test_to_others_the_report_shows_roots_active_keys_and_the_summary_that_there_is_one():
    reported = report(root_row(keys=(active_key(300, used=2), active_key(9, active=False))))
    switched_off = report(root_row())
    present = summary(access_keys_present=True)

    (active,) = listed(account(credential_report=reported, summary=present), root=True).keys
    (hidden,) = listed(account(credential_report=switched_off, summary=present), root=True).keys

    assert (active.key_id, active.status, active.age_days) == (None, "Active", 300)
    assert (hidden.key_id, hidden.status, hidden.age_days) == (None, "unknown", None)


def test_the_live_summary_beats_a_report_that_still_shows_roots_key():
    reported = report(root_row(keys=(active_key(300), active_key(9, active=False))))

    assert listed(account(credential_report=reported, summary=summary(access_keys_present=False)), root=True).keys == ()


@pytest.mark.parametrize(("days", "left"), [(89, ["ann"]), (90, []), (None, ["ann", "bob"])])
def test_older_than_leaves_out_keys_of_that_age_and_younger(days, left):
    of = people(access_keys=(listed_key("ann", 90), listed_key("bob", 3)))

    assert [key.user for key in listed(of, ANN, BOB, older_than=days).keys] == left


def test_roots_key_comes_first_then_active_ones_then_the_oldest():
    of = people(
        root_credentials=of_root(root_key(1)),
        access_keys=(
            listed_key("ann", 3),
            listed_key("ann", 9, id="older"),
            listed_key("bob", 99, status="Inactive"),
        ),
    )

    assert [key.key_id for key in listed(of, BOB, ANN, root=True).keys] == [
        "root-access-key-1",
        "older",
        "key-of-ann",
        "key-of-bob",
    ]
