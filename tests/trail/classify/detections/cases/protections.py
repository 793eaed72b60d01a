"""Trails, MFA delete, and refusals."""

from __future__ import annotations

from datetime import datetime

from tests.trail.classify.detections.events import ACCOUNT, Case, Raw, at, call, denied, role, root, root_by_key, user

_OF_KMS = (
    "Decrypt",
    "Encrypt",
    "ListKeys",
    "ListAliases",
    "DescribeKey",
    "GetKeyPolicy",
    "ListGrants",
    "ListKeyPolicies",
    "Sign",
    "Verify",
)
_TRAIL = {"name": f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/all"}
_STORE = {"eventDataStore": f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:eventdatastore/0a1b2c3d"}
_SELECTORS = {"trailName": "all", "eventSelectors": [{"readWriteType": "ReadOnly", "includeManagementEvents": False}]}


def _versioning(**more: str) -> Raw:
    xmlns = "http://s3.amazonaws.com/doc/2006-03-01/"
    configuration = {"xmlns": xmlns, "Status": "Enabled", **more}
    return {"bucketName": "acme-logs", "versioning": "", "VersioningConfiguration": configuration}


def _refusals(minutes: list[float], *, of: int = 99, **more: str) -> list[Raw]:
    """`of`: so many different calls, over and over."""
    by = {**user("eve"), **more}
    return [_no_password_data(by, number % of, at(minute)) for number, minute in enumerate(minutes)]


def _no_password_data(by: Raw, instance: int, when: datetime) -> Raw:
    """As EC2 denies: the end of the message is another each time."""
    refused = call(
        "ec2:GetPasswordData",
        by,
        {"instanceId": f"i-0a1b2c3d{instance:02}"},
        error="Client.UnauthorizedOperation",
        when=when,
        read_only=True,
    )
    end = f"Encoded authorization failure message: {refused['eventID']}"
    return {**refused, "errorMessage": f"You are not authorized to perform this operation. {end}"}


def _no_role(by: Raw, name: str, minute: float) -> Raw:
    """As STS denies: the request is not shown, and the message tells the role."""
    resource = f"sts:AssumeRole on resource: arn:aws:iam::{ACCOUNT}:role/{name}"
    refused = denied("sts:AssumeRole", by, None, when=at(minute), read_only=True)
    return {**refused, "errorMessage": f"User: {by['arn']} is not authorized to perform: {resource}"}


CASES = (
    Case(
        "trail-stopped",
        "high",
        fires=[
            call("cloudtrail:StopLogging", role(), _TRAIL),
            call("cloudtrail:StopEventDataStoreIngestion", role(), _STORE),
        ],
        near={
            "there is no such trail": [call("cloudtrail:StopLogging", user(), _TRAIL, error="TrailNotFoundException")],
            "it is started": [call("cloudtrail:StartLogging", role(), _TRAIL)],
        },
    ),
    Case("trail-stopped", "medium", fires=[denied("cloudtrail:StopLogging", user(), _TRAIL)], near={}),
    Case("trail-stopped", "critical", fires=[call("cloudtrail:StopLogging", root(), _TRAIL)], near={}),
    Case(
        "trail-deleted",
        "high",
        fires=[call("cloudtrail:DeleteTrail", role(), _TRAIL), call("cloudtrail:DeleteEventDataStore", role(), _STORE)],
        near={
            "there is no such trail": [call("cloudtrail:DeleteTrail", user(), _TRAIL, error="TrailNotFoundException")],
            "it is made": [call("cloudtrail:CreateTrail", role(), {"name": "all", "s3BucketName": "acme-logs"})],
        },
    ),
    Case("trail-deleted", "medium", fires=[denied("cloudtrail:DeleteTrail", user(), _TRAIL)], near={}),
    Case(
        "trail-changed",
        "medium",
        fires=[
            call("cloudtrail:UpdateTrail", role(), {**_TRAIL, "isMultiRegionTrail": False}),
            call("cloudtrail:PutEventSelectors", role(), _SELECTORS),
            call("cloudtrail:UpdateEventDataStore", role(), _STORE),
        ],
        near={
            "it only looks": [call("cloudtrail:GetEventSelectors", role(), {"trailName": "all"}, read_only=True)],
            "it is not its own": [
                call("cloudtrail:PutEventSelectors", user(), _SELECTORS, error="TrailNotFoundException")
            ],
        },
    ),
    Case("trail-changed", "medium", fires=[denied("cloudtrail:PutEventSelectors", user(), _SELECTORS)], near={}),
    Case(
        "mfa-delete-disabled",
        "high",
        fires=[
            call("s3:PutBucketVersioning", root_by_key(), _versioning(MfaDelete="Disabled")),
            call("s3:PutBucketVersioning", root_by_key(), _versioning(MFADelete="Disabled")),
        ],
        near={
            "it is switched on": [call("s3:PutBucketVersioning", root_by_key(), _versioning(MfaDelete="Enabled"))],
            "it is not spoken of": [call("s3:PutBucketVersioning", root_by_key(), _versioning())],
            "it was never on, or a user could not": [
                call("s3:PutBucketVersioning", user(), _versioning(MfaDelete="Disabled"))
            ],
            "the code was wrong": [
                call("s3:PutBucketVersioning", root_by_key(), _versioning(MfaDelete="Disabled"), error="InvalidRequest")
            ],
        },
    ),
    Case(
        "mfa-delete-disabled",
        "medium",
        fires=[denied("s3:PutBucketVersioning", user(), _versioning(MfaDelete="Disabled"))],
        near={},
    ),
    Case(
        "access-denied-burst",
        "medium",
        fires=_refusals([0, 1, 2, 3, 4, 5, 6, 7, 14, 15]),
        near={
            "there are nine": _refusals([0, 1, 2, 3, 4, 5, 6, 7, 15]),
            "they lie in sixteen minutes": _refusals([0, 1, 2, 3, 4, 5, 6, 7, 8, 16]),
            "it is the same again and again": _refusals([0, 0, 0, 0, 1, 1, 1, 2, 3, 4, 5, 6], of=1),
            "a new role is not everywhere yet": [_no_role(user(), "new", minute / 60) for minute in range(12)],
            "a service tried": _refusals(list(range(10)), invokedBy="config.amazonaws.com"),
            "they are of ten": [
                denied("s3:GetBucketPolicy", user(name), {"bucketName": "acme-logs"}, read_only=True)
                for name in "abcdefghij"
            ],
            "they failed for another reason": [
                call("s3:GetBucketPolicy", user(), {"bucketName": "acme-logs"}, error="NoSuchBucketPolicy")
                for _ in range(10)
            ],
        },
    ),
    Case(
        "access-denied-burst",
        "high",
        fires=[denied("iam:CreateUser", root(), {"userName": f"u{n}"}, when=at(n)) for n in range(10)],
        near={},
    ),
    Case(
        "access-denied-burst",
        "medium",
        fires=[
            call(f"kms:{name}", role(session=f"run-{number}"), error="AccessDeniedException", read_only=True)
            for number, name in enumerate(_OF_KMS)
        ],
        near={"they are ten sessions": [_no_role(role(session=f"run-{n}"), "new", n) for n in range(10)]},
    ),
    Case(
        "access-denied-burst",
        "medium",
        fires=[call("sns:Publish", user(), {"topicArn": f"t{n}"}, error="AuthorizationError") for n in range(10)],
        near={},
    ),
    Case(
        "access-denied-burst",
        "medium",
        fires=[_no_role(user(), f"role-{number}", number) for number in range(10)],
        near={},
    ),
)
