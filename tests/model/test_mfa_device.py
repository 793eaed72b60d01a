"""What kind of device has which serial number, and what of it survives a redaction."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.model.credential_report import ROOT_ROW
from rootward.model.mfa_device import MfaDevice, UserDevices, kind_of
from rootward.model.redaction import redact
from rootward.model.unknown import Unknown
from tests.checks.facts import account, ago, arn, identities, user

SERIALS = {
    # AWS's own example of a user with several: docs.aws.amazon.com/cli/latest/reference/iam/list-mfa-devices.html
    "arn:aws:iam::123456789012:mfa/Bob": "virtual",
    "GAKT12345678": "hardware",
    "arn:aws:iam::123456789012:u2f/user/Bob/fidosecuritykey1-7XNL7NFNLZ123456789EXAMPLE": "passkey",
    "arn:aws:iam::123456789012:mfa/division_abc/Bob": "virtual",
    "arn:aws:iam::123456789012:mfa/root-account-mfa-device": "virtual",
    "arn:aws:iam::123456789012:u2f/root-account/safe": "passkey",
    "arn:aws-us-gov:iam::123456789012:mfa/Bob": "virtual",
    "arn:aws:iam::123456789012:sms-mfa/Bob": "sms",
    "arn:aws:iam::123456789012:mfa/u2f": "virtual",
    "arn:aws:iam::123456789012:retina/Bob": "other",
    "arn:aws:iam": "other",
    "mfa/Bob": "hardware",
}


@pytest.mark.parametrize(("serial", "kind"), SERIALS.items())
def test_the_serial_number_tells_the_kind(serial, kind):
    assert kind_of(serial) == kind
    assert MfaDevice(serial=serial).kind == kind


def test_redaction_hides_whose_they_are_and_leaves_their_kinds_and_dates():
    serials = [serial for serial, kind in SERIALS.items() if kind != "other"]
    held = tuple(MfaDevice(serial=serial, enabled_at=ago(3)) for serial in serials)
    of = account(
        identities=identities(users=(user("Bob"),)),
        mfa_devices=(
            UserDevices(user="Bob", devices=held),
            UserDevices(user=ROOT_ROW, devices=()),
            UserDevices(user="Ann", devices=Unknown("failed", "iam:ListMFADevices", f"no {arn('user', 'Bob')}")),
        ),
    )

    redacted: Any = redact(of)

    of_bob, of_root, _ = redacted.mfa_devices
    assert [one.kind for one in of_bob.devices] == [one.kind for one in held]
    assert {one.enabled_at for one in of_bob.devices} == {ago(3)}
    assert of_bob.user == redacted.identities.users[0].name
    assert of_root == UserDevices(user=ROOT_ROW, devices=())
    for told in ("Bob", "Ann", "GAKT", "7XNL7", "123456789012", "division"):
        assert told not in repr(redacted)
