"""Root's own credentials."""

from __future__ import annotations

from tests.trail.classify.detections.events import (
    ACCOUNT,
    MEMBER,
    Case,
    Raw,
    call,
    central,
    denied,
    for_root,
    key_id,
    role,
    root,
    root_by_key,
    sign_in_event,
    user,
)

_KEY = {"accessKeyId": key_id("AKIA", 2)}
_DEVICE = {"serialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/root-account-mfa-device"}
_ROOTS = {**_DEVICE, "userName": "AWS ROOT USER"}
_ALICES = {"serialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/alice", "userName": "alice"}
_MADE: Raw = {"accessKey": {**_KEY, "status": "Active", "createDate": "Nov 27, 2026 12:00:00 PM"}}
_KEY_OFF = {**_KEY, "status": "Inactive"}
_CERTIFICATE = {"certificateId": "TA7SMP42TDN5Z26OBPJE7EXAMPLE", "status": "Inactive"}

CASES = (
    Case(
        "root-key-used",
        "critical",
        fires=[
            call("s3:ListBuckets", root_by_key(), read_only=True),
            denied("ec2:DescribeInstances", root_by_key(), {"instancesSet": {}}, read_only=True),
            call("s3:ListBuckets", {**root_by_key(), "invokedBy": "cloudformation.amazonaws.com"}, read_only=True),
        ],
        near={
            "it is a console session": [call("s3:ListBuckets", root(), read_only=True)],
            "it is a session of AssumeRoot": [call("iam:ListAccessKeys", central(), read_only=True)],
            "it is a user's key": [call("s3:ListBuckets", user(), read_only=True)],
            "a service acts for root": [call("s3:ListBuckets", for_root("config.amazonaws.com"), read_only=True)],
        },
    ),
    Case(
        "root-key-created",
        "critical",
        fires=[call("iam:CreateAccessKey", root(), None, response=_MADE)],
        near={
            "it is for a user": [call("iam:CreateAccessKey", root(), {"userName": "alice"}, response=_MADE)],
            "a user makes its own": [call("iam:CreateAccessKey", user(), None, response=_MADE)],
            "there are two already": [call("iam:CreateAccessKey", root(), None, error="LimitExceededException")],
            "a policy denied it": [denied("iam:CreateAccessKey", central())],
        },
    ),
    Case(
        "root-key-updated",
        "high",
        fires=[call("iam:UpdateAccessKey", root(), _KEY_OFF)],
        near={
            "it is a user's key": [call("iam:UpdateAccessKey", root(), {**_KEY_OFF, "userName": "alice"})],
            "a user does it": [call("iam:UpdateAccessKey", user(), _KEY_OFF)],
            "there is no such key": [call("iam:UpdateAccessKey", root(), _KEY_OFF, error="NoSuchEntityException")],
        },
    ),
    Case(
        "root-key-deleted",
        "high",
        fires=[call("iam:DeleteAccessKey", root(), _KEY)],
        near={
            "it is a user's key": [call("iam:DeleteAccessKey", root(), {**_KEY, "userName": "alice"})],
            "a user does it": [call("iam:DeleteAccessKey", user(), _KEY)],
            "it failed": [denied("iam:DeleteAccessKey", central(), _KEY)],
        },
    ),
    Case("root-key-deleted", "medium", fires=[call("iam:DeleteAccessKey", central(), _KEY)], near={}),
    Case(
        "root-password-updated",
        "critical",
        fires=[sign_in_event("PasswordUpdated", root())],
        near={
            "it failed": [
                {**sign_in_event("PasswordUpdated", root()), "responseElements": {"PasswordUpdated": "Failure"}}
            ],
            "a user changes its own": [call("iam:ChangePassword", user())],
        },
    ),
    Case(
        "root-password-recovery-requested",
        "high",
        fires=[
            sign_in_event("PasswordRecoveryRequested", root()),
            {
                **sign_in_event("PasswordRecoveryRequested", root()),
                "responseElements": {"PasswordRecoveryRequested": "Failure"},
            },
        ],
        near={"it was completed": [sign_in_event("PasswordRecoveryCompleted", root())]},
    ),
    Case(
        "root-password-recovery-completed",
        "critical",
        fires=[sign_in_event("PasswordRecoveryCompleted", root())],
        near={
            "it failed": [
                {
                    **sign_in_event("PasswordRecoveryCompleted", root()),
                    "responseElements": {"PasswordRecoveryCompleted": "Failure"},
                }
            ],
            "it was only asked for": [sign_in_event("PasswordRecoveryRequested", root())],
        },
    ),
    Case(
        "root-password-created",
        "critical",
        fires=[call("iam:CreateLoginProfile", central(), None, response={"loginProfile": {"userName": "root"}})],
        near={
            "it is a user's": [call("iam:CreateLoginProfile", root(), {"userName": "alice"})],
            "its session is for another task": [denied("iam:CreateLoginProfile", central())],
            "it only looks": [call("iam:GetLoginProfile", central(), read_only=True)],
        },
    ),
    Case(
        "root-email-changed",
        "critical",
        fires=[
            sign_in_event("EmailUpdated", root()),
            call("account:StartPrimaryEmailUpdate", root(), {"accountId": MEMBER}, response={"status": "PENDING"}),
            call("account:AcceptPrimaryEmailUpdate", root(), {"accountId": MEMBER}, response={"status": "ACCEPTED"}),
        ],
        near={
            "it was denied": [denied("account:StartPrimaryEmailUpdate", user(), {"accountId": MEMBER})],
            "it only looks": [call("account:GetPrimaryEmail", role(), {"accountId": MEMBER}, read_only=True)],
        },
    ),
    Case(
        "root-mfa-enabled",
        "high",
        fires=[call("iam:EnableMFADevice", root(), _ROOTS)],
        near={
            "root does it for a user": [call("iam:EnableMFADevice", root(), _ALICES)],
            "a user does it": [call("iam:EnableMFADevice", user(), _ALICES)],
            "the code was wrong": [call("iam:EnableMFADevice", root(), _ROOTS, error="InvalidAuthenticationCode")],
        },
    ),
    Case(
        "root-mfa-deactivated",
        "critical",
        fires=[call("iam:DeactivateMFADevice", root(), _ROOTS)],
        near={
            "root does it for a user": [call("iam:DeactivateMFADevice", root(), _ALICES)],
            "a user does it": [call("iam:DeactivateMFADevice", user(), _ALICES)],
            "it failed": [denied("iam:DeactivateMFADevice", root(), _ROOTS)],
        },
    ),
    Case("root-mfa-deactivated", "critical", fires=[call("iam:DeactivateMFADevice", central(), _DEVICE)], near={}),
    Case(
        "root-mfa-resynced",
        "high",
        fires=[call("iam:ResyncMFADevice", root(), _ROOTS)],
        near={
            "root does it for a user": [call("iam:ResyncMFADevice", root(), _ALICES)],
            "the codes were wrong": [call("iam:ResyncMFADevice", root(), _ROOTS, error="InvalidAuthenticationCode")],
        },
    ),
    Case(
        "root-mfa-deleted",
        "high",
        fires=[call("iam:DeleteVirtualMFADevice", root(), _DEVICE)],
        near={
            "it is a user's": [call("iam:DeleteVirtualMFADevice", user(), {"serialNumber": _ALICES["serialNumber"]})],
            "it is still in use": [call("iam:DeleteVirtualMFADevice", root(), _DEVICE, error="DeleteConflict")],
        },
    ),
    Case("root-mfa-deleted", "high", fires=[call("iam:DeleteVirtualMFADevice", user(), _DEVICE)], near={}),
    Case(
        "signing-certificate-changed",
        "high",
        fires=[
            call("iam:UploadSigningCertificate", root(), {"certificateBody": "…"}),
            call("iam:UpdateSigningCertificate", root(), _CERTIFICATE),
            call("iam:DeleteSigningCertificate", root(), _CERTIFICATE),
        ],
        near={
            "it only looks": [call("iam:ListSigningCertificates", root(), read_only=True)],
            "it failed": [denied("iam:UploadSigningCertificate", user(), {"userName": "alice"})],
            "it is a server's": [call("iam:UploadServerCertificate", root(), {"serverCertificateName": "www"})],
        },
    ),
    Case(
        "signing-certificate-changed",
        "medium",
        fires=[call("iam:UploadSigningCertificate", user(), {"userName": "alice"})],
        near={},
    ),
    Case(
        "cloudfront-key-changed",
        "high",
        fires=[
            call("iam:UploadCloudFrontPublicKey", root()),
            call("iam:UpdateCloudFrontPublicKey", root()),
            call("iam:DeleteCloudFrontPublicKey", root()),
        ],
        near={
            "a key group's key is nobody's credential": [call("cloudfront:CreatePublicKey", root())],
            "it only looks": [call("iam:ListCloudFrontPublicKeys", root(), read_only=True)],
            "it failed": [denied("iam:UploadCloudFrontPublicKey", for_root())],
        },
    ),
)
