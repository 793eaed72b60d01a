"""Listing reads one fact, and says what it cannot do without it."""

from __future__ import annotations

import pytest

from rootward.errors import IncompleteError, SnapshotError, UsageError
from rootward.local.snapshot import write_snapshot
from rootward.model.account import NOT_COLLECTED
from rootward.model.unknown import Unknown
from rootward.reports.listing.listing import Users
from rootward.workflows.list import list_account, list_source
from rootward.workflows.source import Collecting, Snapshot
from tests.checks.facts import account, arn, denied
from tests.reports.listing.house import house

SUBJECTS = ("users", "groups", "policies")


def silent(_line):
    """Progress of a quiet run."""


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_snapshot_gives_the_same_list_as_its_account(subject, tmp_path):
    write_snapshot(house(), tmp_path / "account.json")
    source = Snapshot(path=tmp_path / "account.json")

    found = list_source(source, subject, "mark", collecting=Collecting(), progress=silent, announce=silent)

    assert found == list_account(house(), subject, "mark")


@pytest.mark.parametrize("named", ["mark", "user/mark", arn("user", "staff/mark")])
def test_a_user_is_named_by_name_or_arn(named):
    listing = list_account(house(), "users", named)

    assert isinstance(listing, Users)
    assert listing.user == "mark"
    assert [one.name for one in listing.users] == ["mark"]


@pytest.mark.parametrize(("named", "near"), [("marc", "near it: mark"), ("ann", "near it: Ann"), ("web", "shows them")])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_user_who_is_not_there_is_one_line_with_names_near_it(subject, named, near):
    with pytest.raises(UsageError, match=f"the account has no user '{named}'") as raised:
        list_account(house(), subject, named)

    assert near in raised.value.advice


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_denied_read_names_the_action(subject):
    of = account(identities=denied("iam:GetAccountAuthorizationDetails"))

    with pytest.raises(IncompleteError, match="could not be read: access denied") as raised:
        list_account(of, subject)

    assert raised.value.exit_code == 3
    assert "iam:GetAccountAuthorizationDetails" in raised.value.advice


def test_a_read_that_failed_is_worth_another_try():
    of = account(identities=Unknown("failed", "iam:GetAccountAuthorizationDetails", "the connection was cut"))

    with pytest.raises(IncompleteError, match="the connection was cut") as raised:
        list_account(of, "users")

    assert "try again" in raised.value.advice


def test_a_file_without_identities_cannot_be_listed():
    with pytest.raises(SnapshotError, match="the facts hold no users"):
        list_account(account(identities=NOT_COLLECTED), "users")
