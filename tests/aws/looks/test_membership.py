from __future__ import annotations

import pytest

from rootward.aws.looks import objection
from rootward.model.change import MembershipChange
from rootward.model.unknown import Unknown
from tests.aws.practice import iam_of, reading_of
from tests.checks.facts import arn

GROUP = "mfa-enforced"


def bound(name: str, *, needs_mfa: bool = True) -> MembershipChange:
    return MembershipChange(
        user=name,
        user_arn=arn("user", name),
        group=GROUP,
        group_arn=arn("group", GROUP),
        before=False,
        after=True,
        needs_mfa=needs_mfa,
    )


def against(practice, change):
    with reading_of(practice) as reading:
        return objection(reading, change)


def test_a_user_with_a_device_may_be_bound(practice):
    assert against(practice, bound("anna.kowalska")) is None


def test_a_user_whose_device_was_taken_away_since_the_plan_is_not_bound(practice):
    iam = iam_of(practice)
    (device,) = iam.list_mfa_devices(UserName="anna.kowalska")["MFADevices"]
    iam.deactivate_mfa_device(UserName="anna.kowalska", SerialNumber=device["SerialNumber"])

    assert against(practice, bound("anna.kowalska")) == (
        "the user anna.kowalska has no MFA device any more, and the group mfa-enforced lets nobody act without one"
    )


@pytest.mark.parametrize(
    "change", [bound("sofia.rossi", needs_mfa=False), bound("sofia.rossi").inverse()], ids=["another group", "leaving"]
)
def test_nobody_is_asked_for_a_device_where_none_is_needed(practice, change):
    with reading_of(practice) as reading:
        assert objection(reading, change) is None
        assert practice.calls == []


def test_where_devices_may_not_be_listed_it_is_not_known(practice):
    practice.deny("iam:ListMFADevices")

    found = against(practice, bound("anna.kowalska"))

    assert isinstance(found, Unknown)
    assert (found.reason, found.action) == ("denied", "iam:ListMFADevices")
