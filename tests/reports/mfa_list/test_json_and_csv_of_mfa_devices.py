"""The JSON and CSV of MFA devices: their keys and columns stand."""

from __future__ import annotations

import csv
import io
import json

import pytest

from rootward import __version__
from rootward.reports.mfa_list import csv as csv_text
from rootward.reports.mfa_list import json as json_text
from rootward.workflows.mfa_list import list_account
from tests.checks.facts import ROOT, account, arn, denied, identities, user
from tests.reports.mfa_list.people import people

KEYS = ["schema", "rootward", "taken_at", "account", "user", "reported_at", "root", "users", "unassigned", "unread"]


def decoded(of, user=None):
    report = json.loads(json_text.render(list_account(of, user)))
    assert list(report) == KEYS
    return report


def rows(of, user=None):
    return list(csv.DictReader(io.StringIO(csv_text.render(list_account(of, user)))))


def test_the_head_says_what_was_read_and_when():
    report = decoded(people())

    assert (report["schema"], report["rootward"], report["taken_at"]) == (1, __version__, "2026-01-31T12:00:00Z")
    assert report["account"] == {"id": "123456789012", "alias": "acme", "partition": "aws"}
    assert (report["user"], report["reported_at"]) == (None, "2026-01-31T11:00:00Z")
    assert report["unassigned"] == [arn("mfa", "left"), arn("mfa", "over")]
    assert report["unread"] == []


def test_a_user():
    (dora,) = [one for one in decoded(people())["users"] if one["user"] == "dora"]

    assert dora == {
        "user": "dora",
        "arn": arn("user", "dora"),
        "root": False,
        "password": True,
        "active_keys": 0,
        "administrator": True,
        "devices": [{"serial": arn("mfa", "dora"), "kind": "virtual", "since": "2025-04-06T12:00:00Z"}],
        "unseen": "none",
        "enough": "yes",
        "remarks": ["phishable", "single"],
        "why": "has an MFA device",
    }


def test_root_is_told_apart_from_users():
    report = decoded(people())

    assert report["root"] == {
        "user": "<root_account>",
        "arn": ROOT,
        "root": True,
        "password": True,
        "active_keys": 0,
        "administrator": True,
        "devices": [],
        "unseen": "none",
        "enough": "no",
        "remarks": [],
        "why": "root has no MFA device: its password alone opens the account",
    }
    assert "<root_account>" not in {one["user"] for one in report["users"]}


def test_one_user_alone():
    report = decoded(people(), "eve")

    assert (report["user"], report["root"], report["unassigned"]) == ("eve", None, [])
    assert [one["user"] for one in report["users"]] == ["eve"]


def test_root_alone():
    report = decoded(people(), "root")

    assert (report["user"], report["users"], report["root"]["enough"]) == ("<root_account>", [], "no")


def test_what_was_not_read_is_told():
    report = decoded(account(identities=identities(users=(user("ann"),)), summary=denied("iam:GetAccountSummary")))

    assert report["unread"] == ["summary: iam:GetAccountSummary was denied"]


def test_a_row_for_each_device_one_for_whoever_has_none_and_nobody_s_last():
    found = rows(people())

    assert [(row["user"], row["kind"]) for row in found if row["user"] in {"fred", "bob", ""}] == [
        ("bob", ""),
        ("fred", "hardware"),
        ("fred", "passkey"),
        ("", "virtual"),
        ("", "virtual"),
    ]
    assert found[0]["user"] == "<root_account>"
    assert found[-1]["serial"] == arn("mfa", "over")


def test_a_row_says_all_that_the_json_says():
    (dora,) = [row for row in rows(people()) if row["user"] == "dora"]

    assert dora == {
        "account": "123456789012",
        "taken_at": "2026-01-31T12:00:00Z",
        "user": "dora",
        "arn": arn("user", "dora"),
        "kind": "virtual",
        "serial": arn("mfa", "dora"),
        "since": "2025-04-06T12:00:00Z",
        "enough": "yes",
        "remarks": "phishable; single",
        "why": "has an MFA device",
        "unseen": "none",
        "password": "true",
        "active_keys": "0",
        "administrator": "true",
    }


def test_what_is_not_known_is_null_in_json_and_empty_in_csv():
    (listed,) = [one for one in decoded(people())["users"] if one["user"] == "new"]
    (row,) = [one for one in rows(people()) if one["user"] == "new"]

    assert (listed["password"], listed["active_keys"]) == (None, None)
    assert (row["password"], row["active_keys"], row["since"]) == ("", "", "")


@pytest.mark.parametrize("options", [{"width": 40}, {"color": True}])
def test_neither_width_nor_colour_changes_them(options):
    for render in (json_text.render, csv_text.render):
        assert render(list_account(people()), **options) == render(list_account(people()))
