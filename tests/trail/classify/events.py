"""CloudTrail records as literal as AWS's own samples, to be changed by the tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from rootward.trail.record import Record, parse_record

ACCOUNT = "111122223333"
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
SESSION_KEY = "ASIA" + "S" * 16
ROOT_KEY = "AKIA" + "R" * 16
CENTRAL_KEY = "ASIA" + "C" * 16


def at(minutes: float = 0, seconds: float = 0) -> str:
    """So long after noon, as CloudTrail writes it."""
    return f"{NOON + timedelta(minutes=minutes, seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"


def root(**members: Any) -> dict[str, Any]:
    """The userIdentity of root, as in AWS's samples of sign-in events."""
    identity = {
        "type": "Root",
        "principalId": ACCOUNT,
        "arn": f"arn:aws:iam::{ACCOUNT}:root",
        "accountId": ACCOUNT,
        "accessKeyId": "",
    }
    return {**identity, **members}


def in_console(key: str = SESSION_KEY, begun: str | None = None, mfa: str = "true") -> dict[str, Any]:
    """The userIdentity of root in a console session."""
    attributes = {"creationDate": begun or at(), "mfaAuthenticated": mfa}
    context = {"sessionIssuer": {}, "webIdFederationData": {}, "attributes": attributes}
    return root(accessKeyId=key, sessionContext=context)


def by_key(key: str = ROOT_KEY) -> dict[str, Any]:
    """The userIdentity of root with a long-term key: it has no sessionContext."""
    return root(accessKeyId=key)


def central(key: str = CENTRAL_KEY) -> dict[str, Any]:
    """The userIdentity inside an AssumeRoot session."""
    attributes = {"creationDate": at(), "mfaAuthenticated": "false"}
    return root(accessKeyId=key, sessionContext={"attributes": attributes, "assumedRoot": "true"})


def raw(source: str, name: str, **members: Any) -> dict[str, Any]:
    """One record: `raw("iam", "CreateUser", requestParameters={"userName": "alice"})`. By default root's by console."""
    record: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": in_console(),
        "eventTime": at(1),
        "eventSource": f"{source}.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.10",
        "userAgent": BROWSER,
        "requestParameters": None,
        "responseElements": None,
        "eventID": f"{source}-{name}",
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
    }
    return {**record, **members}


def event(source: str, name: str, **members: Any) -> Record:
    """`raw`, parsed."""
    return parse_record(raw(source, name, **members))


def sign_in(minutes: float = 0, mfa: str = "Yes", **members: Any) -> Record:
    """A ConsoleLogin of root that succeeded."""
    found = {
        "userIdentity": root(),
        "eventTime": at(minutes),
        "responseElements": {"ConsoleLogin": "Success"},
        "additionalEventData": {"MobileVersion": "No", "MFAUsed": mfa},
        "eventType": "AwsConsoleSignIn",
    }
    return event("signin", "ConsoleLogin", **{**found, **members})


def failed_sign_in(minutes: float = 0, **members: Any) -> Record:
    """A ConsoleLogin of root that failed: it has an errorMessage and no errorCode."""
    found = {"errorMessage": "Failed authentication", "responseElements": {"ConsoleLogin": "Failure"}}
    return sign_in(minutes, mfa="No", **{**found, "eventID": "failed", **members})


def assume_root(policy: str = "S3UnlockBucketPolicy", key: str = CENTRAL_KEY, **members: Any) -> Record:
    """An AssumeRoot call; as in AWS's sample its caller carries assumedRoot, though it is a role."""
    attributes = {"creationDate": at(-5), "mfaAuthenticated": "false"}
    issuer = {"type": "Role", "arn": "arn:aws:iam::999988887777:role/John", "accountId": "999988887777"}
    caller = {
        "type": "AssumedRole",
        "principalId": "AROAEXAMPLE:JohnRole1",
        "arn": "arn:aws:sts::999988887777:assumed-role/John/JohnRole1",
        "accountId": "999988887777",
        "accessKeyId": "ASIA" + "J" * 16,
        "sessionContext": {"sessionIssuer": issuer, "attributes": attributes, "assumedRoot": "true"},
    }
    found = {
        "userIdentity": caller,
        "eventTime": at(),
        "requestParameters": {
            "targetPrincipal": ACCOUNT,
            "taskPolicyArn": {"arn": f"arn:aws:iam::aws:policy/root-task/{policy}"},
        },
        "responseElements": {"credentials": {"accessKeyId": key, "sessionToken": "not to be shown"}},
        "recipientAccountId": "999988887777",
    }
    return event("sts", "AssumeRoot", **{**found, **members})
