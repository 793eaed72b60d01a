"""mfa-device-unassigned: a virtual device without a user."""

from __future__ import annotations

import pytest

from rootward.checks.registry import BY_ID
from rootward.model.change import VirtualDeviceChange
from rootward.model.journal import History, SeenDevice
from tests.checks.asking import only, status, verdicts
from tests.checks.facts import ROOT, account, ago, arn, denied, virtual_device
from tests.checks.proposing import a_finding, applied, later, refusal

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


# --- how it is fixed

LEFTOVER = arn("mfa", "left-over")
OF_NOBODY = account(virtual_mfa_devices=(virtual_device(None, serial=LEFTOVER), virtual_device(ROOT)))


def seen(days, serial=LEFTOVER):
    return History(unassigned_devices=(SeenDevice(serial=serial, since=ago(days)),))


def test_a_device_that_was_seen_unassigned_for_the_first_time_stays():
    refused = refusal(CHECK, OF_NOBODY)

    assert refused.waits
    assert not refused.lacks_facts
    assert refused.reason == (
        "virtual MFA device left-over: no plan of this machine saw it unassigned 24 hours ago or earlier, and somebody "
        "may be enrolling now; a plan in 24 hours deletes it"
    )
    assert later(CHECK, OF_NOBODY, History()) == ()


@pytest.mark.parametrize(("days", "is_deleted"), [(0, False), (0.99, False), (1, True), (30, True)])
def test_a_day_after_it_was_first_seen_so_it_is_deleted(days, is_deleted):
    found = later(CHECK, OF_NOBODY, seen(days))

    assert [made.batches for made in found] == ([((VirtualDeviceChange(serial=LEFTOVER),),)] if is_deleted else [])


def test_the_plan_says_since_when_and_that_nothing_brings_it_back():
    (made,) = later(CHECK, OF_NOBODY, seen(1.5))

    assert made.why == "seen unassigned since 2026-01-30 00:00 UTC, 36 hours: left lying"
    assert made.batches[0][0].risk == "irreversible"
    assert status(CHECK, applied(made, OF_NOBODY)) == "pass"


@pytest.mark.parametrize(
    "devices",
    [
        (),
        (virtual_device(arn("user", "mark"), serial=LEFTOVER),),
        (virtual_device(ROOT, serial=LEFTOVER),),
        (virtual_device(None, serial=arn("mfa", "another")),),
        denied("iam:ListVirtualMFADevices"),
    ],
)
def test_a_device_that_is_somebody_s_by_now_or_gone_or_not_read_is_not_deleted(devices):
    assert later(CHECK, account(virtual_mfa_devices=devices), seen(30)) == ()


@pytest.mark.parametrize(
    ("devices", "lacks_facts"),
    [((virtual_device(ROOT, serial=LEFTOVER),), False), ((), False), (denied("iam:ListVirtualMFADevices"), True)],
)
def test_of_such_a_device_it_is_said_that_it_is_not_of_nobody(devices, lacks_facts):
    refused = refusal(CHECK, account(virtual_mfa_devices=devices), finding=a_finding(CHECK, LEFTOVER))

    assert (refused.lacks_facts, refused.waits) == (lacks_facts, False)
