"""Log files as CloudTrail delivers them, to be damaged by the tests."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from tests.trail.classify.events import ACCOUNT, CENTRAL_KEY, at, raw, root

NAME = f"{ACCOUNT}_CloudTrail_us-east-1_20260504T1205Z_x.json.gz"


def needless(number: int = 1, **members: Any) -> dict[str, Any]:
    """Root makes a bucket in the console, at a time of its own."""
    found = {
        "eventID": f"bucket-{number}",
        "eventTime": at(number),
        "requestParameters": {"bucketName": f"acme-{number}"},
    }
    return raw("s3", "CreateBucket", **{**found, **members})


def required(number: int = 1, **members: Any) -> dict[str, Any]:
    """Root deletes its own key."""
    found = {"eventID": f"key-{number}", "eventTime": at(number), "requestParameters": {"accessKeyId": "AKIA-old"}}
    return raw("iam", "DeleteAccessKey", **{**found, **members})


def by_user(number: int = 1, **members: Any) -> dict[str, Any]:
    """A user lists buckets."""
    arn = f"arn:aws:iam::{ACCOUNT}:user/anna"
    identity = {"type": "IAMUser", "arn": arn, "accountId": ACCOUNT, "userName": "anna"}
    found = {"eventID": f"user-{number}", "eventTime": at(number), "userIdentity": identity, "readOnly": True}
    return raw("s3", "ListBuckets", **{**found, **members})


def signed_in(number: int = 0, *, mfa: str = "Yes", **members: Any) -> dict[str, Any]:
    """Root signs in."""
    found = {
        "eventID": f"sign-in-{number}",
        "userIdentity": root(),
        "eventTime": at(number),
        "responseElements": {"ConsoleLogin": "Success"},
        "additionalEventData": {"MobileVersion": "No", "MFAUsed": mfa},
        "eventType": "AwsConsoleSignIn",
    }
    return raw("signin", "ConsoleLogin", **{**found, **members})


def text(*records: dict[str, Any]) -> bytes:
    """What a log file holds."""
    return json.dumps({"Records": records}, separators=(",", ":")).encode()


def log(*records: dict[str, Any]) -> bytes:
    """A log file."""
    return gzip.compress(text(*records), mtime=0)


def delivered(
    folder: Path, day: str, *records: dict[str, Any], region: str = "us-east-1", account: str = ACCOUNT
) -> Path:
    """A log file of a day, `2026-05-04`, where CloudTrail puts it."""
    place = folder / "AWSLogs" / account / "CloudTrail" / region / day.replace("-", "/")
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{account}_CloudTrail_{region}_{day.replace('-', '')}T1205Z_{len(list(place.iterdir()))}.json.gz"
    path.write_bytes(log(*records))
    return path


def assume_root() -> dict[str, Any]:
    """Somebody of the management account opens a session as root of the account."""
    arn = "arn:aws:sts::999988887777:assumed-role/security/anna"
    identity = {"type": "AssumedRole", "arn": arn, "accountId": "999988887777"}
    return raw(
        "sts",
        "AssumeRoot",
        userIdentity=identity,
        eventTime=at(),
        requestParameters={
            "targetPrincipal": ACCOUNT,
            "taskPolicyArn": {"arn": "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"},
        },
        responseElements={"credentials": {"accessKeyId": CENTRAL_KEY}},
        recipientAccountId="999988887777",
    )
