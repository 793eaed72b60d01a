from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from rootward.aws.looks import objection
from rootward.model.change import MembershipChange
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import KEY, xml
from tests.aws.practice import iam_of, reading_of, session_of
from tests.checks.facts import arn

GROUP = "mfa-enforced"


def bound(
    name: str, *, needs_mfa: bool = True, last_used: datetime | None = None, by_session: bool = False
) -> MembershipChange:
    return MembershipChange(
        user=name,
        user_arn=arn("user", name),
        group=GROUP,
        group_arn=arn("group", GROUP),
        before=False,
        after=True,
        needs_mfa=needs_mfa,
        keys_last_used=last_used,
        keys_by_session=by_session,
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


# ---- programs at work in the user's name


def test_a_key_made_and_used_since_the_report_holds_its_user_back(practice):
    iam = iam_of(practice)
    key = iam.create_access_key(UserName="anna.kowalska")["AccessKey"]
    assert against(practice, bound("anna.kowalska")) is None  # never used

    practice.advance_clock(60)
    mine: Any = session_of(practice, (key["AccessKeyId"], key["SecretAccessKey"])).client("sts")
    mine.get_caller_identity()
    found = against(practice, bound("anna.kowalska", last_used=AT))

    assert isinstance(found, str)
    assert found.startswith(f"the access key {shown(key['AccessKeyId'])} of anna.kowalska was used at 20")
    assert found.endswith(" UTC, and would do nothing without MFA in the group mfa-enforced")


def test_an_active_ssh_key_holds_its_user_back_and_an_inactive_one_does_not(practice):
    iam, name = iam_of(practice), "anna.kowalska"
    form = serialization.PublicFormat.OpenSSH
    public = rsa.generate_private_key(65537, 2048).public_key()
    body = public.public_bytes(serialization.Encoding.OpenSSH, form).decode()
    made = iam.upload_ssh_public_key(UserName=name, SSHPublicKeyBody=body)["SSHPublicKey"]["SSHPublicKeyId"]

    assert against(practice, bound(name)) == (
        f"the SSH key {made} of anna.kowalska for CodeCommit is active, and would do nothing without MFA in the group "
        "mfa-enforced"
    )
    iam.update_ssh_public_key(UserName=name, SSHPublicKeyId=made, Status="Inactive")
    assert against(practice, bound(name)) is None


AT = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
DEVICE = "<member><UserName>ann</UserName><SerialNumber>s</SerialNumber><EnableDate>2025-01-01T00:00:00Z</EnableDate>"
BEFORE, LATER = "2026-01-01T12:00:00Z", "2026-01-01T12:00:01Z"


def shown(key_id: str) -> str:
    """As messages show ids of keys."""
    return f"{key_id[:4]}...{key_id[-4:]}"


def listed(status: str, key_id: str = KEY) -> str:
    return (
        f"<member><UserName>ann</UserName><AccessKeyId>{key_id}</AccessKeyId><Status>{status}</Status>"
        "<CreateDate>2025-01-01T00:00:00Z</CreateDate></member>"
    )


def last_use(at: str) -> tuple[int, str, str]:
    date = f"<LastUsedDate>{at}</LastUsedDate>" if at else ""
    return xml(
        "GetAccessKeyLastUsed",
        f"<UserName>ann</UserName><AccessKeyLastUsed>{date}<ServiceName>s3</ServiceName><Region>N/A</Region>"
        "</AccessKeyLastUsed>",
    )


def said(
    aws, keys: str, used: str | dict[str, str], last_used: datetime | None = AT, *, by_session: bool = False
) -> object:
    aws.answers["ListMFADevices"] = xml("ListMFADevices", f"<MFADevices>{DEVICE}</member></MFADevices>")
    aws.answers["ListAccessKeys"] = xml("ListAccessKeys", f"<AccessKeyMetadata>{keys}</AccessKeyMetadata>")
    aws.answers["ListSSHPublicKeys"] = xml("ListSSHPublicKeys", "<SSHPublicKeys></SSHPublicKeys>")
    aws.answers["GetAccessKeyLastUsed"] = lambda asked, _: last_use(
        used if isinstance(used, str) else used[asked["AccessKeyId"]]
    )
    with aws.reading() as reading:
        return objection(reading, bound("ann", last_used=last_used, by_session=by_session))


@pytest.mark.parametrize(
    ("status", "used", "last_used", "holds_back"),
    [
        ("Active", LATER, AT, True),
        ("Active", BEFORE, AT, False),
        ("Active", "2026-01-01T12:00:00.731Z", AT, False),
        ("Active", "", AT, False),
        ("Inactive", LATER, AT, False),
        ("Active", BEFORE, None, True),
        ("Active", "", None, False),
    ],
)
def test_an_active_key_used_since_the_plan_holds_its_user_back(aws, status, used, last_used, holds_back):
    assert (said(aws, listed(status), used, last_used) is not None) is holds_back


def test_every_active_key_of_the_user_is_asked_and_the_one_in_use_is_named(aws):
    found = said(aws, listed("Active", "k" * 16) + listed("Active"), {"k" * 16: BEFORE, KEY: LATER})

    assert found == (
        f"the access key {shown(KEY)} of ann was used at 2026-01-01 12:00:01 UTC, and would do nothing without MFA in "
        "the group mfa-enforced"
    )


def test_keys_that_serve_sessions_alone_hold_nobody_back_when_one_was_just_asked_for(aws):
    assert said(aws, listed("Active"), LATER) is not None
    assert said(aws, listed("Active"), LATER, by_session=True) is None


@pytest.mark.parametrize("action", ["iam:ListMFADevices", "iam:ListSSHPublicKeys"])
def test_of_whoever_works_by_sessions_devices_and_ssh_keys_are_asked_for_all_the_same(practice, action):
    practice.deny(action)

    found = against(practice, bound("anna.kowalska", by_session=True))

    assert isinstance(found, Unknown)
    assert (found.reason, found.action) == ("denied", action)


@pytest.mark.parametrize("action", ["iam:ListAccessKeys", "iam:ListSSHPublicKeys"])
def test_where_keys_may_not_be_listed_it_is_not_known(practice, action):
    practice.deny(action)

    found = against(practice, bound("anna.kowalska"))

    assert isinstance(found, Unknown)
    assert (found.reason, found.action) == ("denied", action)
