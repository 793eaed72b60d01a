"""Listing keys reads what it says, and says what it cannot do without it."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from rootward.errors import AwsFileError, IncompleteError, SnapshotError, UsageError
from rootward.local.snapshot import write_snapshot
from rootward.model.unknown import Unknown
from rootward.sandbox import serve
from rootward.sandbox.scenario.tables import Key, KeyUse, User
from rootward.workflows.keys_list import Asked, list_keys
from rootward.workflows.permissions import policy_for_listing_keys
from rootward.workflows.source import Collecting, Live, Snapshot
from tests.aws.practice import allow, person
from tests.checks.facts import account, identities, listed_key, user
from tests.sandbox.people import iam_of
from tests.workflows.four_gaps import FOUR_GAPS, four_gaps

SHOP = four_gaps(
    title="A shop with keys old and new",
    users=(
        *(one for one in FOUR_GAPS.users if one.name in {"ada", "ben"}),
        User(name="off", created=900.0, keys=(Key(created=800.0, active=False),)),
        User(
            name="two",
            created=900.0,
            keys=(Key(created=300.0, used=KeyUse(at=2.0, service="s3", region="eu-west-1")), Key(created=10.0)),
        ),
        User(name="none", created=900.0),
    ),
)


@pytest.fixture(scope="module")
def shop():
    with serve(SHOP, enforce=True) as sandbox:
        yield sandbox


@pytest.fixture
def at(shop, monkeypatch, tmp_path):
    """Sit down at the shop; a session signs as somebody else, and has AWS files of its own."""

    def sit(session=None):
        for name, value in shop.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
        if session is not None:
            pair = session.own_pair()
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", pair.key_id)
            monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", pair.secret.reveal())
        shop.calls.clear()

    return sit


def listed(**asked):
    return list_keys(Live(), Asked(**asked), collecting=Collecting(), progress=_silent, announce=_silent)


def _silent(_line):
    """Progress of a quiet run."""


def key_of(shop, name):
    with iam_of(shop) as iam:
        return iam.get_user(name).access_keys[0].access_key_id


def test_every_key_is_listed_also_of_those_who_have_no_active_one(shop, at):
    at()

    found = listed()

    of = Counter(key.user for key in found.keys if not key.root)
    assert (of["off"], of["two"], of["none"]) == (1, 2, 0)
    assert found.unread == ()
    used = next(key.last_use for key in found.keys if key.key_id == key_of(shop, "two"))
    assert (used.service, used.region) == ("s3", "eu-west-1")
    calls = Counter(call.operation for call in shop.calls)
    assert calls["ListAccessKeys"] == len(SHOP.users)
    assert calls["GetAccessKeyLastUsed"] == len([key for key in found.keys if not key.root])


def test_one_user_costs_one_list(shop, at):
    at()

    assert {key.user for key in listed(user="two").keys} == {"two"}
    assert sum(call.operation == "ListAccessKeys" for call in shop.calls) == 1


def test_where_a_key_lies_on_this_machine_is_said(shop, at, tmp_path):
    at()
    key_id = key_of(shop, "two")
    (tmp_path / "credentials").write_text(f"[ci]\naws_access_key_id = {key_id}\naws_secret_access_key = x\n")

    places = {key.key_id: key.places for key in listed(user="two").keys}

    assert places.pop(key_id) == (f"profile ci ({tmp_path / 'credentials'}:2)",)
    assert set(places.values()) == {()}


def test_the_key_of_the_environment_is_here_too(at):
    at()

    (key,) = listed(user="ada").keys

    assert key.places == ("environment (AWS_ACCESS_KEY_ID)",)


def test_a_file_of_this_machine_that_cannot_be_read_is_told_and_the_list_stands(at, monkeypatch):
    def broken():
        raise AwsFileError("credentials holds [ci] twice: lines 1 and 4")

    at()
    monkeypatch.setattr("rootward.local.aws_files.profiles.read_profiles", broken)

    found = listed(user="two")

    assert [key.places for key in found.keys] == [None, None]
    assert found.unread == ("this machine's AWS files: credentials holds [ci] twice: lines 1 and 4",)


def test_ones_own_keys_need_no_more_than_leave_to_list_them(shop, at):
    at(person(shop, "ken", allow("iam:ListAccessKeys", "iam:GetAccessKeyLastUsed")))

    found = listed(user="ken")

    assert [(key.user, key.administrator) for key in found.keys] == [("ken", None)]
    with pytest.raises(IncompleteError, match="users could not be listed"):
        listed()


def test_a_denied_list_is_told(shop, at):
    at(person(shop, "lea", allow("iam:GetAccountAuthorizationDetails")))

    found = listed(user="two")

    assert found.keys == ()
    assert any(line.startswith("access keys: ") for line in found.unread)


def test_the_permissions_are_enough(shop, at):
    statements = json.loads(policy_for_listing_keys())["Statement"]
    at(person(shop, "mia", *statements))

    assert listed().unread == ()


def test_nobody_of_that_name(at):
    at()

    with pytest.raises(UsageError, match="no user 'twoo'"):
        listed(user="twoo")


def test_a_file_has_the_keys_that_were_collected(tmp_path):
    path = tmp_path / "account.json"
    write_snapshot(account(identities=identities(users=(user("ann"),)), access_keys=(listed_key("ann", 10),)), path)

    found = list_keys(Snapshot(path=path), Asked(), collecting=Collecting(), progress=_silent, announce=_silent)

    assert [key.key_id for key in found.keys] == ["key-of-ann"]


def test_a_file_without_users_cannot_be_listed(tmp_path):
    path = tmp_path / "account.json"
    nothing = Unknown("not_collected")
    write_snapshot(account(identities=nothing, credential_report=nothing), path)

    with pytest.raises(SnapshotError, match="hold no users"):
        list_keys(Snapshot(path=path), Asked(), collecting=Collecting(), progress=_silent, announce=_silent)
