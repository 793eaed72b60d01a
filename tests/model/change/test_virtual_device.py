from __future__ import annotations

from typing import Any

from rootward.model.change import ApiCall, Other
from tests.checks.facts import account, arn, denied, virtual_device
from tests.model.change import kinds

FREE, TAKEN = virtual_device(None), virtual_device(arn("user", "ann"))
ACCOUNT = account(virtual_mfa_devices=(FREE, TAKEN))

deleted: Any = kinds.device


def test_it_is_deleted_by_its_serial_number():
    assert deleted().calls() == (
        ApiCall(
            operation="DeleteVirtualMFADevice",
            parameters={"SerialNumber": arn("mfa", "spare")},
            resource=arn("mfa", "spare"),
        ),
    )


def test_nothing_brings_its_seed_back():
    assert (deleted().risk, deleted().inverse(), deleted().stays) == ("irreversible", None, "")


def test_its_state_is_whether_it_is_there_and_belongs_to_nobody():
    assert deleted("unassigned").state(ACCOUNT) is True
    assert deleted("gone").state(ACCOUNT) is False
    assert deleted("ann").state(ACCOUNT) == Other()


def test_a_device_of_somebody_is_neither_before_nor_after_and_stays():
    change = deleted("ann")

    assert not change.agrees(change.state(ACCOUNT), change.before)
    assert not change.agrees(change.state(ACCOUNT), change.after)
    assert change.effect(ACCOUNT) == ACCOUNT


def test_the_others_stay():
    assert deleted("unassigned").effect(ACCOUNT).virtual_mfa_devices == (TAKEN,)


def test_devices_that_were_not_listed_stay_unlisted():
    unread = account(virtual_mfa_devices=denied("iam:ListVirtualMFADevices"))

    assert deleted().state(unread) == denied("iam:ListVirtualMFADevices")
    assert deleted().effect(unread) == unread


def test_its_resource_is_the_device():
    assert (deleted().resource, deleted().makes) == (arn("mfa", "spare"), None)
