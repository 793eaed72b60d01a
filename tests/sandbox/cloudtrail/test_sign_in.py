"""Sign-ins to the console."""

from __future__ import annotations

from rootward.sandbox.cloudtrail.sign_in import sign_in_event
from tests.sandbox.cloudtrail.literals import ACCOUNT, ALICE, AT, ROOT


def test_root_signs_in_with_mfa_in_capitals():
    serial = f"arn:aws:iam::{ACCOUNT}:mfa/root-account-mfa-device"
    event = sign_in_event(ROOT, mfa_used=True, at=AT, success=True, region="eu-west-1", mfa_serial=serial)
    record = event.record
    assert event.at == AT
    assert (record["eventName"], record["eventType"]) == ("ConsoleLogin", "AwsConsoleSignIn")
    assert (record["awsRegion"], record["eventTime"]) == ("us-east-1", "2026-03-01T13:04:05Z")
    assert record["userIdentity"] == {
        "type": "Root",
        "principalId": ACCOUNT,
        "arn": f"arn:aws:iam::{ACCOUNT}:root",
        "accountId": ACCOUNT,
        "accessKeyId": "",
    }
    assert (record["additionalEventData"]["MFAUsed"], record["additionalEventData"]["MFAIdentifier"]) == ("YES", serial)
    assert record["responseElements"] == {"ConsoleLogin": "Success"}
    assert "errorMessage" not in record


def test_a_user_signs_in_to_a_region_without_mfa():
    record = sign_in_event(ALICE, mfa_used=False, at=AT, success=True, region="eu-west-1").record
    assert (record["awsRegion"], record["additionalEventData"]["MFAUsed"]) == ("eu-west-1", "No")
    assert record["userIdentity"]["userName"] == "alice"


def test_a_failed_sign_in_of_a_user_shows_no_arn():
    record = sign_in_event(ALICE, mfa_used=True, at=AT, success=False).record
    assert record["errorMessage"] == "Failed authentication"
    assert record["responseElements"] == {"ConsoleLogin": "Failure"}
    assert "arn" not in record["userIdentity"]
    assert record["additionalEventData"]["MFAUsed"] == "Yes"
