"""What a scan found and whose the keys are, put together from literal facts."""

from __future__ import annotations

import pytest

from rootward.engine.leak_owners import ids_of, leak_of, owner_of, with_owners
from rootward.model.credential_report import ROOT_ROW
from rootward.model.key_list import LastUse
from rootward.model.leaked_key import MOST_PLACES
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    ACCOUNT,
    NOW,
    ROOT,
    account,
    ago,
    allow,
    arn,
    denied,
    identities,
    inline,
    leaked_key,
    policy,
    user,
)
from tests.local.key_places.planting import key_id
from tests.workflows.scanning.findings import found, pair

OURS = key_id(1, account=ACCOUNT)
OTHER = key_id(2, account="210987654321")
OLDER = "AKIA" + "I" + "BCDEFGHJKLMNOP2"
SESSION = key_id(3, account=ACCOUNT, prefix="ASIA")
ADMIN = (inline("all", policy(allow("*"))),)


def test_ids_are_sorted_by_what_they_tell_by_themselves():
    ids = ids_of((*pair(OURS), *pair(OTHER), found(OLDER), found(SESSION), found(None, kind="account-id")), ACCOUNT)

    assert set(ids.asked) == {OURS, OLDER}
    assert (ids.sessions, ids.foreign) == ((SESSION,), ((OTHER, "210987654321"),))


def test_the_place_of_the_secret_comes_first_and_each_file_once():
    all_found = (found(OURS, path="a.sh"), *pair(OURS), found(OURS), found(OTHER), found(OURS, commit=None))
    leak = leak_of(OURS, "ann", all_found, "/home/ann", NOW)

    assert [(place.root, place.path, place.line, place.commit is None) for place in leak.places] == [
        ("/home/ann", "deploy.sh", 5, False),
        ("/home/ann", "a.sh", 4, False),
        ("/home/ann", "deploy.sh", 4, True),
    ]
    assert (leak.id, leak.user, leak.with_secret, leak.further_places) == (OURS, "ann", True, 0)
    assert leak.first_found == leak.last_found == NOW


def test_an_id_without_its_secret_is_remembered_as_that():
    assert not leak_of(OURS, "ann", (found(OURS), found(OURS, kind="session-token")), "/", NOW).with_secret


def test_of_very_many_places_the_first_are_kept_and_the_others_counted():
    leak = leak_of(OURS, "ann", [found(OURS, path=f"{one}.sh") for one in range(MOST_PLACES + 7)], "/", NOW)

    assert (len(leak.places), leak.further_places) == (MOST_PLACES, 7)


def of_ann(**facts):
    users = (user("ann", arn=arn("user", "staff/ann"), **facts),)
    return account(identities=identities(users=users))


@pytest.mark.parametrize(("held", "administrator"), [(ADMIN, True), ((), False), ((inline("odd", "{"),), None)])
def test_an_owner_is_told_with_what_it_can_do(held, administrator):
    owner = owner_of(of_ann(inline_policies=held), leaked_key("ann", last_used=ago(2), service="s3", region="r"))

    assert (owner.account, owner.user, owner.arn) == (ACCOUNT, "ann", arn("user", "staff/ann"))
    assert (owner.root, owner.status, owner.administrator) == (False, "Active", administrator)
    assert owner.last_use == LastUse(at=ago(2), service="s3", region="r")


def test_without_policies_nobody_knows_what_the_owner_can_do():
    assert owner_of(account(identities=denied("iam:X")), leaked_key("ann")).administrator is None


@pytest.mark.parametrize(
    ("state", "status"),
    [("Inactive", "Inactive"), ("Expired", "Expired"), ("gone", "unknown"), (denied("iam:X"), "unknown")],
)
def test_a_state_that_was_not_read_is_unknown(state, status):
    assert owner_of(of_ann(), leaked_key("ann", state=state)).status == status


def test_root_s_key_is_an_administrator_s_whatever_else_is_known():
    own = Unknown("not_observable", detail="for root alone")
    owner = owner_of(account(identities=denied("iam:X"), root_credentials=own), leaked_key(ROOT_ROW, last_used=own))

    assert (owner.user, owner.arn, owner.root, owner.status) == (ROOT_ROW, ROOT, True, "Active")
    assert (owner.administrator, owner.last_use) == (True, None)


def test_each_finding_of_a_key_has_its_owner():
    owner = owner_of(of_ann(), leaked_key("ann"))

    told = with_owners((*pair(OURS), found(OTHER), found(None, kind="account-id")), {OURS: owner})

    assert [leak.owner for leak in told] == [owner, owner, None, None]
