"""What people do in the console, and what is seen of it by the API."""

from __future__ import annotations

import csv
import io
import json

import pytest

from rootward.sandbox.console import ConsoleError, RegisterDevice, RemoveDevice, SignIn


def report_row(sandbox, iam, user):
    sandbox.advance_clock(4 * 3600 + 1)
    while iam.generate_credential_report()["State"] != "COMPLETE":
        pass
    rows = csv.DictReader(io.StringIO(iam.get_credential_report()["Content"].decode()))
    return next(row for row in rows if row["user"] == user)


def test_root_signs_in_and_its_password_was_used(fresh, client):
    fresh.do(SignIn())
    signed_in = f"{fresh.now:%Y-%m-%dT%H:%M}"
    row = report_row(fresh, client(fresh, "iam"), "<root_account>")
    assert row["password_last_used"].startswith(signed_in)


def test_a_wrong_password_uses_none(fresh, client):
    fresh.do(SignIn(user="kenji.sato", success=False))
    assert report_row(fresh, client(fresh, "iam"), "kenji.sato")["password_last_used"] == "no_information"  # noqa: S105 - a cell


def test_root_registers_a_passkey_and_the_summary_shows_it(fresh, client):
    iam = client(fresh, "iam")
    assert iam.get_account_summary()["SummaryMap"]["AccountMFAEnabled"] == 0
    fresh.do(RegisterDevice(name="safe"))
    assert iam.get_account_summary()["SummaryMap"]["AccountMFAEnabled"] == 1
    fresh.do(RemoveDevice(name="safe"))
    assert iam.get_account_summary()["SummaryMap"]["AccountMFAEnabled"] == 0


def test_a_users_passkey_is_listed_with_its_owner_and_nowhere_else(fresh, client):
    fresh.do(RegisterDevice(user="tomas.novak", name="blue-key"))
    iam = client(fresh, "iam")
    serials = [device["SerialNumber"] for device in iam.list_mfa_devices(UserName="tomas.novak")["MFADevices"]]
    assert serials == ["arn:aws:iam::123456789012:u2f/user/tomas.novak/blue-key"]
    assert serials[0] not in {device["SerialNumber"] for device in iam.list_virtual_mfa_devices()["VirtualMFADevices"]}


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        (SignIn(user="nobody"), "there is no user nobody"),
        (SignIn(account="210987654321"), "there is no account 210987654321"),
        (SignIn(user="ci-deploy"), "has no console password"),
        (RemoveDevice(name="lost"), "has no device lost"),
        (RegisterDevice(name="phone", device="phone"), "a device is a passkey or hardware, not phone"),
    ],
)
def test_what_the_console_would_not_let_happen(fresh, deed, reason):
    with pytest.raises(ConsoleError, match=reason):
        fresh.do(deed)


def test_eight_devices_are_the_most(fresh):
    for number in range(8):
        fresh.do(RegisterDevice(name=f"key-{number}"))
    with pytest.raises(ConsoleError, match="eight devices"):
        fresh.do(RegisterDevice(name="key-8"))


def test_a_virtual_device_that_is_removed_belongs_to_nobody(fresh, client):
    fresh.do(RemoveDevice(user="maya.chen", name="maya.chen"))
    devices = client(fresh, "iam").list_virtual_mfa_devices(AssignmentStatus="Unassigned")["VirtualMFADevices"]
    assert "arn:aws:iam::123456789012:mfa/maya.chen" in {device["SerialNumber"] for device in devices}


def test_a_hardware_token_goes_by_its_makers_number(fresh, client):
    token = RegisterDevice(user="tomas.novak", name="GAHT12345678", device="hardware")
    fresh.do(token)
    iam = client(fresh, "iam")
    (device,) = iam.list_mfa_devices(UserName="tomas.novak")["MFADevices"]
    assert device["SerialNumber"] == "GAHT12345678"
    assert report_row(fresh, iam, "tomas.novak")["mfa_active"] == "true"
    with pytest.raises(ConsoleError, match="in use already"):
        fresh.do(RegisterDevice(name="GAHT12345678", device="hardware"))


@pytest.mark.parametrize(("kind", "name"), [("passkey", "a/../b"), ("passkey", ""), ("hardware", "GAHT1234")])
def test_a_device_has_a_name_as_iam_takes_it(fresh, kind, name):
    with pytest.raises(ConsoleError, match="is no name of a device"):
        fresh.do(RegisterDevice(name=name, device=kind))


@pytest.mark.parametrize(
    ("user", "name", "kind"), [("root", "AWS ROOT USER", "Root"), ("tomas.novak", "tomas.novak", "IAMUser")]
)
def test_what_happens_to_a_device_is_recorded(fresh, client, user, name, kind):
    fresh.do(RegisterDevice(user=user, name="blue-key"))
    fresh.do(RemoveDevice(user=user, name="blue-key"))
    events = client(fresh, "cloudtrail").lookup_events()["Events"]
    records = [json.loads(event["CloudTrailEvent"]) for event in events]
    assert [record["eventName"] for record in records] == ["DeactivateMFADevice", "EnableMFADevice"]
    for record in records:
        assert record["userIdentity"]["type"] == kind
        assert record["requestParameters"]["userName"] == name
        assert record["requestParameters"]["serialNumber"].endswith("/blue-key")
