"""The JSON of lists: its keys stand, and names are as AWS gave them."""

from __future__ import annotations

import json

from rootward import __version__
from rootward.reports.listing.json import render
from rootward.workflows.list import list_account
from tests.checks.facts import arn
from tests.reports.listing.house import ADMINISTRATOR, FENCE, READ_ONLY, house


def listed(subject, user=None):
    report = json.loads(render(list_account(house(), subject, user)))
    assert list(report)[:5] == ["schema", "rootward", "taken_at", "account", "user"]
    assert (report["schema"], report["rootward"], report["taken_at"]) == (1, __version__, "2026-01-31T12:00:00Z")
    assert report["account"] == {"id": "123456789012", "alias": "acme", "partition": "aws"}
    assert report["user"] == user
    return report


def test_users():
    report = listed("users")

    assert list(report)[5:] == ["users"]
    assert [one["name"] for one in report["users"]] == ["Ann", "mark", "zoe"]
    assert report["users"][1] == {
        "name": "mark",
        "arn": arn("user", "staff/mark"),
        "path": "/staff/",
        "created": "2024-12-27T12:00:00Z",
        "groups": ["Admins", "readers"],
        "attached_policies": [arn("policy", "billing"), READ_ONLY],
        "inline_policies": ["one", "two"],
        "boundary": FENCE,
    }


def test_groups_of_a_user():
    report = listed("groups", "Ann")

    assert report["groups"] == [
        {
            "name": "Admins",
            "arn": arn("group", "Admins"),
            "path": "/",
            "members": ["Ann", "mark"],
            "attached_policies": [ADMINISTRATOR],
            "inline_policies": ["deny"],
        }
    ]


def test_policies():
    report = listed("policies")

    assert list(report)[5:] == ["managed", "inline"]
    assert [one["name"] for one in report["managed"]] == [
        "AdministratorAccess", "billing", "fence", "ReadOnlyAccess", "unused",
    ]  # fmt: skip
    assert report["managed"][3] == {
        "name": "ReadOnlyAccess",
        "arn": READ_ONLY,
        "path": "/",
        "aws_managed": True,
        "attachment_count": 3,
        "users": ["mark"],
        "groups": ["readers"],
        "roles": ["web"],
        "boundary_of": [],
    }
    assert report["managed"][2]["boundary_of"] == ["role/web", "user/mark"]
    assert report["inline"] == [
        {"kind": "user", "holder": "mark", "policies": ["one", "two"]},
        {"kind": "group", "holder": "Admins", "policies": ["deny"]},
    ]


def test_policies_of_a_user():
    report = listed("policies", "mark")

    assert list(report)[5:] == ["policies", "boundary"]
    assert report["boundary"] == FENCE
    assert [(one["policy"], one["group"], one["inline_of"]) for one in report["policies"]] == [
        (arn("policy", "billing"), None, None),
        (READ_ONLY, None, None),
        ("one", None, "user mark"),
        ("two", None, "user mark"),
        (ADMINISTRATOR, "Admins", None),
        ("deny", "Admins", "group Admins"),
        (READ_ONLY, "readers", None),
    ]
