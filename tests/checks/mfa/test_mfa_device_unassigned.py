"""mfa-device-unassigned: a virtual device without a user."""

from __future__ import annotations

from rootward.checks.registry import BY_ID
from tests.checks.asking import only, verdicts
from tests.checks.facts import ROOT, account, arn, denied, virtual_device

CHECK = "mfa-device-unassigned"


def test_a_device_of_nobody_fails():
    verdict = only(CHECK, account(virtual_mfa_devices=(virtual_device(None, serial=arn("mfa", "left-over")),)))

    assert (verdict.status, verdict.resource) == ("fail", arn("mfa", "left-over"))
    assert verdict.message == "virtual MFA device left-over belongs to nobody"


def test_devices_of_users_and_of_root_pass():
    devices = (virtual_device(ROOT), virtual_device(arn("user", "mark")), virtual_device(None))

    assert [one.status for one in verdicts(CHECK, account(virtual_mfa_devices=devices))] == ["pass", "pass", "fail"]


def test_no_devices_pass():
    assert only(CHECK, account()).status == "pass"


def test_a_denied_list_is_unknown():
    no_list = denied("iam:ListVirtualMFADevices")

    assert only(CHECK, account(virtual_mfa_devices=no_list)).unknowns == (no_list,)
    assert only(CHECK, account(virtual_mfa_devices=no_list)).status == "unknown"


def test_what_is_deleted_does_not_come_back():
    assert BY_ID[CHECK].fix == "irreversible"
