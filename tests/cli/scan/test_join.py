"""`rootward scan --join`, `--from` and `--verify`: whose the found keys are, and what becomes of that."""

from __future__ import annotations

import json

import pytest

from rootward.local.snapshot import write_snapshot
from tests.checks.facts import account, identities, listed_key, user
from tests.local.key_places.planting import ACCOUNT, key_id, write
from tests.sandbox.people import iam_of


@pytest.fixture
def shop(office, folder):
    """A folder with a pair of the account that one works on, whose state lies beside it."""
    with iam_of(office.sandbox) as iam:
        own = office.sandbox.environment["AWS_ACCESS_KEY_ID"]
        keys = (one for person in iam.users.values() for one in person.access_keys if one.status == "Active")
        key = next(one for one in keys if one.access_key_id != own)
    write(folder / ".env", f"AWS_ACCESS_KEY_ID={key.access_key_id}\nAWS_SECRET_ACCESS_KEY={key.secret_access_key}\n")
    office.leaked = key
    return office


def test_the_owner_is_told_and_audits_know_from_then_on(shop):
    shown = shop.run("scan", "--join", "--format", "json", "-q")

    owners = {leak["owner"]["user"] for leak in json.loads(shown.out)["findings"]}
    assert (shown.code, owners) == (1, {shop.leaked.user_name})
    assert f"switched on: {shop.leaked.access_key_id} ({shop.leaked.user_name}" in shown.err
    audited = shop.run("audit", "--only", "access-key-leaked", "--format", "json", "-q")
    (finding,) = json.loads(audited.out)["findings"]
    assert (audited.code, finding["status"], finding["severity"]) == (1, "fail", "critical")
    for text in (shown.out, shown.err, audited.out, audited.err):
        assert shop.leaked.secret_access_key not in text


def test_a_plan_that_is_applied_ends_it_and_an_undo_takes_that_back(shop):
    shop.run("scan", "--join", "-q")

    assert shop.run("apply", "--only", "access-key-leaked", "--auto-approve", "-q").code == 0
    assert shop.run("audit", "--only", "access-key-leaked", "-q").code == 0
    assert shop.run("undo", "--auto-approve", "-q").code == 0
    assert shop.run("audit", "--only", "access-key-leaked", "-q").code == 1


def test_verify_asks_the_key_itself_and_says_so_before(shop):
    shown = shop.run("scan", "--verify", "--format", "json")

    states = {leak["proof"]["state"] for leak in json.loads(shown.out)["findings"]}
    assert (shown.code, states) == (1, {"alive"})
    assert "asking AWS about 1 key: each signs a GetCallerIdentity" in shown.err
    assert shop.leaked.secret_access_key not in shown.out + shown.err


def test_a_scan_alone_asks_nobody(shop):
    shop.run("scan", "-q")

    assert shop.sandbox.calls == []


@pytest.mark.parametrize("denied", ["iam:GetAccessKeyLastUsed", "iam:ListAccessKeys"])
def test_what_was_denied_is_told(shop, denied):
    shop.sandbox.deny(denied)

    shown = shop.run("scan", "--join", "-q", "--fail-on", "never")

    assert shown.code == 3
    assert " is, and whether it is on: AccessDenied: because" in shown.err
    assert denied in shown.err


def test_where_nobody_can_be_asked_the_findings_are_told_all_the_same(shop, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x" * 40)

    shown = shop.run("scan", "--join", "-q")

    assert shown.code == 4
    assert shop.leaked.access_key_id in shown.out
    assert "error: AWS does not accept the secret access key" in shown.err


def test_a_snapshot_answers_as_well(leaky, scans):
    users = identities(users=(user("ann"),))
    facts = account(id=ACCOUNT, access_keys=(listed_key("ann", 9, id=key_id(1)),), identities=users)
    write_snapshot(facts, leaky.parent / "account.json")

    shown = scans("--from", leaky.parent / "account.json", "-q")

    assert shown.code == 1
    assert f"user ann of account {ACCOUNT}, active" in shown.out


def test_a_snapshot_without_keys_is_incomplete(leaky, scans):
    write_snapshot(account(id=ACCOUNT), leaky.parent / "account.json")

    shown = scans("--from", leaky.parent / "account.json", "-q", "--fail-on", "never")

    assert shown.code == 3
    assert "incomplete: the access keys of these facts: they hold none: rootward collect --deep" in shown.err


def test_an_account_and_a_file_of_its_facts_are_not_both_asked(leaky, scans):
    write_snapshot(account(id=ACCOUNT), leaky.parent / "account.json")

    shown = scans("--join", "--from", leaky.parent / "account.json")

    assert shown.code == 2
    assert "give one of the two" in shown.err


def test_that_a_file_holds_no_keys_is_told_in_the_report_and_once_beside_it(leaky, scans):
    write_snapshot(account(id=ACCOUNT), leaky.parent / "account.json")

    shown = scans("--from", leaky.parent / "account.json", "--format", "json")

    assert json.loads(shown.out)["unread"] == [
        {"path": "the access keys of these facts", "reason": "they hold none: rootward collect --deep"}
    ]
    assert shown.err.count("they hold none") == 1
