"""Sessions of root."""

from __future__ import annotations

from tests.trail.classify.detections.events import (
    MEMBER,
    Case,
    Raw,
    assume_root,
    at,
    call,
    central,
    denied,
    role,
    root,
    root_by_key,
    sign_in_event,
    user,
)

_OTHER = "777788889999"


def _opened(task: str, *calls: Raw) -> list[Raw]:
    return [assume_root(task=task), *calls]


CASES = (
    Case(
        "root-session-made",
        "critical",
        fires=[
            call("sts:GetSessionToken", root_by_key(), {"durationSeconds": 3600}),
            call("sts:GetFederationToken", root_by_key(), {"name": "bob", "durationSeconds": 3600}),
            sign_in_event("GetSigninToken", root(), eventType="AwsApiCall"),
        ],
        near={
            "a user does it": [call("sts:GetSessionToken", user()), call("sts:GetFederationToken", user())],
            "a role does it": [sign_in_event("GetSigninToken", role(), eventType="AwsApiCall")],
            "it was denied": [denied("sts:GetFederationToken", central(), {"name": "bob"})],
            "root asks who it is": [call("sts:GetCallerIdentity", root_by_key(), read_only=True)],
        },
    ),
    Case(
        "assume-root-new-pair",
        "medium",
        fires=[assume_root()],
        near={
            "the call is no permission": [assume_root(error="RegionDisabledException")],
            "it is a role": [call("sts:AssumeRole", user(), {"roleArn": f"arn:aws:iam::{MEMBER}:role/RootAdmin"})],
        },
    ),
    Case("assume-root-new-pair", "medium", fires=[assume_root(error="AccessDenied")], near={}),
    Case(
        "assume-root-outside-task",
        "high",
        fires=[
            denied("iam:CreateUser", central(), {"userName": "eve"}),
            denied("s3:GetObject", central(), {"bucketName": "acme-logs", "key": "a"}, read_only=True),
            denied("iam:ListAccessKeys", central(), {"userName": "bob"}, read_only=True),
        ],
        near={
            "its task lists it": _opened(
                "IAMDeleteRootUserCredentials",
                call("iam:DeactivateMFADevice", central()),
                call("iam:ListAccessKeys", central(), read_only=True),
            ),
            "its event has another name than its action": _opened(
                "S3UnlockBucketPolicy", call("s3:ListBuckets", central(), read_only=True)
            ),
            "it signs in, which is no action": [sign_in_event("ConsoleLogin", central())],
            "everybody may ask": [call("sts:GetCallerIdentity", central(), read_only=True)],
            "its task was not read, and some task lists it": [call("sqs:SetQueueAttributes", central())],
            "root itself does it": [call("iam:CreateUser", root(), {"userName": "eve"})],
            "a service does it for the session": [
                denied("kms:Decrypt", {**central(), "invokedBy": "s3.amazonaws.com"}, read_only=True)
            ],
        },
    ),
    Case(
        "central-root-changed",
        "high",
        fires=[
            call("iam:EnableOrganizationsRootCredentialsManagement", role()),
            call("iam:DisableOrganizationsRootCredentialsManagement", role()),
            call("iam:EnableOrganizationsRootSessions", role()),
            call("iam:DisableOrganizationsRootSessions", role()),
        ],
        near={
            "it only looks": [call("iam:ListOrganizationsFeatures", role(), read_only=True)],
            "the organisation is not ready": [
                call("iam:EnableOrganizationsRootSessions", role(), error="ServiceAccessNotEnabledException")
            ],
        },
    ),
    Case(
        "central-root-changed",
        "medium",
        fires=[denied("iam:DisableOrganizationsRootSessions", user(), when=at(3))],
        near={},
    ),
)
