"""Listing MFA devices reads what it says, and says what it cannot do without it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rootward.checks.mfa import admin_mfa_phishable, user_mfa_missing
from rootward.checks.registry import CHECKS
from rootward.errors import IncompleteError, SnapshotError, UsageError
from rootward.local.snapshot import write_snapshot
from rootward.model.account import NOT_COLLECTED
from rootward.model.baseline import Baseline
from rootward.model.credential_report import ROOT_ROW
from rootward.model.mfa_device import MfaDevice, UserDevices
from rootward.model.unknown import Unknown
from rootward.sandbox import serve
from rootward.sandbox.console import RegisterDevice
from rootward.workflows.collect import collect_account
from rootward.workflows.mfa_list import DEVICES_OF_USERS, FACTS, list_account, list_source
from rootward.workflows.permissions import policy_for_listing_devices
from rootward.workflows.snapshot import collect_to_file
from rootward.workflows.source import Collecting, Downloads, Live, Practice, Snapshot
from tests.aws.practice import allow, person, session_of
from tests.checks.facts import account, arn, denied, identities, user
from tests.reports.mfa_list.people import people


def silent(_line):
    """Progress of a quiet run."""


def listed(source, user=None, **collecting):
    return list_source(source, user, collecting=Collecting(**collecting), progress=silent, announce=silent)


@pytest.fixture
def at(monkeypatch):
    """Sit down at a served account; a session signs as somebody else."""

    def sit(sandbox, key=None):
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        if key is not None:
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", key[0])
            monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key[1])
        sandbox.calls.clear()

    return sit


def asked(sandbox):
    """How often somebody's own devices were asked for."""
    return sum(call.operation == "ListMFADevices" for call in sandbox.calls)


@pytest.mark.parametrize("user", [None, "eve", "root"])
def test_a_snapshot_gives_the_same_list_as_its_account(user, tmp_path):
    write_snapshot(people(), tmp_path / "account.json")

    assert listed(Snapshot(path=tmp_path / "account.json"), user) == list_account(people(), user)


@pytest.mark.parametrize("named", ["eve", "user/eve", arn("user", "eve")])
def test_a_user_is_named_by_name_or_arn(named):
    found = list_account(people(), named)

    assert (found.user, found.root, [one.user for one in found.users]) == ("eve", None, ["eve"])


@pytest.mark.parametrize("named", ["root", "<root_account>", "arn:aws:iam::123456789012:root"])
def test_root_is_named_by_its_own_words(named):
    found = list_account(people(), named)

    assert found.root is not None
    assert (found.user, found.users) == (ROOT_ROW, ())


def test_a_user_called_root_is_a_user():
    of = account(identities=identities(users=(user("root"),)))

    assert [one.user for one in list_account(of, "root").users] == ["root"]
    assert list_account(of, ROOT_ROW).root is not None


@pytest.mark.parametrize(("named", "near"), [("evee", "near it: eve"), ("ann", "near it: Ann"), ("x", "shows them")])
def test_a_user_who_is_not_there_is_one_line_with_names_near_it(named, near):
    with pytest.raises(UsageError, match=f"the account has no user '{named}'") as raised:
        list_account(people(), named)

    assert near in raised.value.advice


def test_without_users_and_report_a_denied_read_names_the_action():
    of = account(identities=denied("iam:GetAccountAuthorizationDetails"), credential_report=NOT_COLLECTED)

    with pytest.raises(IncompleteError, match="could not be listed: access denied") as raised:
        list_account(of)

    assert "allow iam:GetAccountAuthorizationDetails" in raised.value.advice


def test_a_read_that_failed_is_worth_another_try():
    of = account(identities=Unknown("failed", None, "the connection was cut"), credential_report=NOT_COLLECTED)

    with pytest.raises(IncompleteError, match="the connection was cut") as raised:
        list_account(of, "eve")

    assert "try again" in raised.value.advice


def test_a_file_that_tells_of_nobody_cannot_be_listed():
    with pytest.raises(SnapshotError, match="the facts hold no users"):
        list_account(account(identities=NOT_COLLECTED, credential_report=NOT_COLLECTED))


def test_a_credential_report_alone_tells_who_has_a_device(tmp_path):
    with serve("hardened") as sandbox:
        iam: Any = session_of(sandbox).client("iam")
        while iam.generate_credential_report()["State"] != "COMPLETE":
            sandbox.advance_clock(5)
        (tmp_path / "report.csv").write_bytes(iam.get_credential_report()["Content"])

    found = listed(Downloads(credential_report=tmp_path / "report.csv"))

    assert [(one.user, one.enough, one.unseen) for one in found.users] == [
        ("maya.chen", "yes", "some"),
        ("priya.raman", "yes", "some"),
    ]


@pytest.mark.parametrize("scenario", ["startup", "hardened"])
def test_of_a_live_account_it_asks_what_it_declares_and_those_of_whom_something_is_open(scenario, at):
    with serve(scenario) as sandbox:
        at(sandbox)
        found = listed(Live())
        made = {call.action for call in sandbox.calls}
        times = asked(sandbox)

    (statement,) = json.loads(policy_for_listing_devices())["Statement"]
    assert made <= {"sts:GetCallerIdentity", *statement["Action"]}
    assert times == len([one.user for one in found.users if one.enough in {"yes", "no"}])
    assert {one.unseen for one in found.users} == {"none"}


def test_of_one_user_that_one_alone_is_asked(at):
    with serve("hardened") as sandbox:
        at(sandbox)
        (found,) = listed(Live(), "maya.chen").users
        times = asked(sandbox)

    assert times == 1
    assert [device.kind for device in found.devices] == ["passkey", "passkey"]


def test_a_device_registered_since_the_report_is_seen(at):
    with serve("startup") as sandbox:
        at(sandbox)
        assert [one.enough for one in listed(Live(), "sofia.rossi").users] == ["no"]
        sandbox.do(RegisterDevice(user="sofia.rossi", name="blue"))
        (found,) = listed(Live(), "sofia.rossi").users
        everybody = listed(Live())

    assert (found.enough, [device.kind for device in found.devices]) == ("yes", ["passkey"])
    assert found in everybody.users


def test_root_s_own_session_shows_root_s_passkey_and_nobody_else_s_does(at):
    with serve("fresh-account") as sandbox:
        sandbox.do(RegisterDevice(name="safe"))
        at(sandbox)
        own = listed(Live()).root
        alone = listed(Live(), "root").root
    with serve("hardened") as sandbox:
        at(sandbox)
        others = listed(Live(), "root")
        times = asked(sandbox)

    assert own is not None
    assert own == alone
    assert ([device.kind for device in own.devices], own.remarks) == (["passkey"], ("single",))
    assert others.root is not None
    assert (others.root.devices, others.root.unseen, others.unread, times) == ((), "some", (), 0)


def test_somebody_who_may_list_nothing_but_their_own_devices_lists_those(at):
    with serve("startup") as sandbox:
        sandbox.enforce = True
        own = allow("iam:ListMFADevices") | {"Resource": "arn:aws:iam::*:user/${aws:username}"}
        session = person(sandbox, "bo", own)
        signing: Any = session._session.get_credentials()
        credentials = signing.get_frozen_credentials()
        sandbox.do(RegisterDevice(user="bo", name="blue"))
        at(sandbox, (credentials.access_key, credentials.secret_key))
        found = listed(Live(), "bo")
        with pytest.raises(IncompleteError, match="could not be listed") as raised:
            listed(Live())

    (bo,) = found.users
    assert (bo.arn, bo.enough, [device.kind for device in bo.devices]) == (arn("user", "bo"), "yes", ["passkey"])
    assert found.unread[0] == "identities: iam:GetAccountAuthorizationDetails was denied"
    assert "rootward mfa list --user NAME" in raised.value.advice


def test_where_the_lists_are_denied_aws_says_of_one_name_that_there_is_no_such_user(at):
    with serve("hardened") as sandbox:
        at(sandbox)
        sandbox.deny("iam:GetAccountAuthorizationDetails", "iam:GenerateCredentialReport", "iam:GetCredentialReport")
        (found,) = listed(Live(), "maya.chen").users
        with pytest.raises(UsageError, match="the account has no user 'nobody'"):
            listed(Live(), "nobody")

    assert (found.arn, found.enough) == (None, "yes")


@pytest.mark.parametrize("action", ["iam:ListMFADevices", "iam:ListVirtualMFADevices", "iam:GetAccountSummary"])
def test_a_denied_read_is_told_and_the_rest_is_listed(action, at):
    with serve("startup") as sandbox:
        at(sandbox)
        sandbox.deny(action)
        found = listed(Live())

    assert [line.rpartition(": ")[2] for line in found.unread] == [f"{action} was denied"]
    assert len(found.users) == 12


def test_it_says_what_the_checks_say_of_two_thousand_users():
    with serve("enterprise") as sandbox:
        of = collect_account(session_of(sandbox), (*FACTS, DEVICES_OF_USERS))
    found = list_account(of)

    missing = {one.resource for one in user_mfa_missing.judge(of, Baseline()) if one.status == "fail"}
    phishable = {one.resource for one in admin_mfa_phishable.judge(of, Baseline()) if one.status == "fail"}
    assert len(found.users) > 1_900
    assert {one.arn for one in found.users if one.enough == "no"} == missing
    assert {one.arn for one in found.users if "phishable" in one.remarks} == phishable
    assert sum(one.unseen == "none" and bool(one.devices) for one in found.users) == 100


def test_collect_deep_keeps_all_devices(tmp_path):
    for deep, kinds in ((False, []), (True, ["passkey"])):
        collect_to_file(
            Practice(scenario="hardened"),
            tmp_path / f"{deep}.json",
            checks=tuple(check for check in CHECKS if check.practice == "mfa"),
            collecting=Collecting(deep=deep),
            progress=silent,
            announce=silent,
        )
        (found,) = listed(Snapshot(path=tmp_path / f"{deep}.json"), "priya.raman").users
        assert [device.kind for device in found.devices] == kinds


def test_a_user_whose_devices_alone_are_known_is_found_by_name():
    of = account(
        identities=denied("iam:X"),
        credential_report=denied("iam:X"),
        mfa_devices=(UserDevices(user="bo", devices=(MfaDevice(serial="GAHT12345678"),)),),
    )

    (by_name,) = list_account(of, "bo").users
    (by_arn,) = list_account(of, arn("user", "staff/bo")).users

    assert (by_name.arn, by_name.enough) == (None, "yes")
    assert by_arn.arn == arn("user", "staff/bo")
    with pytest.raises(IncompleteError):
        list_account(of, "ann")
