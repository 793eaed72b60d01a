"""What is said of a joined scan besides its findings."""

from __future__ import annotations

from typing import Any

from rootward.model.access import AskedAccount
from rootward.model.joined_scan import JoinedScan, OwnKey
from rootward.model.leak import LeakOwner
from rootward.reports.scan.joined import lines
from tests.workflows.scanning.findings import scan_of


def own(key_id, *, with_secret=True, **cells):
    owner: dict[str, Any] = {"account": "123456789012", "user": "ann", "arn": None, "root": False, "status": "Active"}
    return OwnKey(
        key_id=key_id,
        owner=LeakOwner(**{**owner, "last_use": None, "administrator": False, **cells}),
        with_secret=with_secret,
    )


def said(**parts):
    account = AskedAccount(id="123456789012", alias=None, partition="aws")
    return lines(JoinedScan(scan=scan_of(), account=account, **parts))


def test_keys_that_work_are_told_with_their_owners():
    assert said(
        own=(
            own("R", root=True, user="<root_account>", administrator=True, status="unknown"),
            own("A", administrator=True),
            own("B"),
            own("C", status="Inactive"),
            own("D", with_secret=False),
        )
    ) == (
        (
            "of account 123456789012, and switched on: R (the root user, as far as AWS tells), "
            "A (ann, an administrator), B (ann)"
        ),
    )


def test_that_no_key_works_is_said_too():
    assert said() == ("no key of account 123456789012 was found",)
    assert said(unread=("whose A is: denied",)) == ()
    assert said(own=(own("C", status="Inactive"),)) == (
        "no key of account 123456789012 was found that is switched on and stands with its secret",
    )


def test_ids_that_lead_elsewhere_are_told_with_where():
    assert said(
        missing=("M",),
        unlisted=("N",),
        sessions=("S", "T"),
        foreign=(("F", "210987654321"), ("G", "333333333333"), ("H", "210987654321")),
        unplaced=tuple("abcdefg"),
    )[1:] == (
        "by their ids of account 123456789012, which has no such key (any more): M",
        "by their ids of account 123456789012, and switched off or deleted by its facts: N",
        "keys of 2 sessions of account 123456789012, which end by themselves: S, T",
        "by their ids of account 210987654321, not of this one: F, H",
        "by their ids of account 333333333333, not of this one: G",
        "no keys of account 123456789012, and their ids tell none: a, b, c, d, e and 2 more",
    )


def test_a_name_stays_text():
    (line,) = said(own=(own("A", user="\x1b]0;owned\x07\nb"),))

    assert "\x1b" not in line
    assert "\n" not in line
