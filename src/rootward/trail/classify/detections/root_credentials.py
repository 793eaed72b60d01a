"""Root's own credentials: access keys, password, e-mail address, MFA devices, certificates and CloudFront keys."""

from __future__ import annotations

from rootward.trail.classify.detections.choosing import done, tried
from rootward.trail.classify.detections.need import Need, called
from rootward.trail.classify.detections.rule import Rule
from rootward.trail.classify.detections.who import is_human_root, is_roots_own
from rootward.trail.record import Record

_KEYS_PAGE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user_manage_add-key.html"
_RECOVERY_PAGE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reset-root-password.html"
_MFA_PAGE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html"
_ROOTS_DEVICE = ":mfa/root-account-mfa-device"
"""How the serial number of the virtual device ends that the console once made for root; now root chooses the name."""


def _by_key(record: Record) -> bool:
    return is_human_root(record) and record.identity.credential == "access-key"


def _happened(record: Record) -> bool:
    """A sign-in service's event tells how it ended under its own name: `{"PasswordUpdated": "Success"}`."""
    return record.response.get(record.name) != "Failure"


def _roots_device(record: Record) -> bool:
    """The event names no user, only the device."""
    serial = record.request.get("serialNumber")
    return is_roots_own(record) or (isinstance(serial, str) and serial.endswith(_ROOTS_DEVICE))


RULES = (
    Rule(
        id="root-key-used",
        severity="critical",
        title="An access key of root was used",
        fires="Root calls anything with an access key (AKIA…); what was denied counts as well.",
        source="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html",
        needs=(Need(by_root=True),),
        chooses=tried(_by_key),
        did="used an access key",
        on=lambda record: record.identity.key_id,
    ),
    Rule(
        id="root-key-created",
        severity="critical",
        title="An access key was created for root",
        fires="Root, or a session of AssumeRoot, calls CreateAccessKey and names no user.",
        source=_KEYS_PAGE,
        needs=(called("iam", "CreateAccessKey", by_root=True),),
        chooses=done(is_roots_own),
        did="created an access key for itself",
    ),
    Rule(
        id="root-key-updated",
        severity="high",
        title="An access key of root was switched on or off",
        fires="Root, or a session of AssumeRoot, calls UpdateAccessKey and names no user.",
        source=_KEYS_PAGE,
        needs=(called("iam", "UpdateAccessKey", by_root=True),),
        chooses=done(is_roots_own),
        did="switched an access key of its own on or off",
    ),
    Rule(
        id="root-key-deleted",
        severity="medium",
        by_root="high",
        title="An access key of root was deleted",
        fires="Root, or a session of AssumeRoot, calls DeleteAccessKey and names no user.",
        source=_KEYS_PAGE,
        needs=(called("iam", "DeleteAccessKey", by_root=True),),
        chooses=done(is_roots_own),
        did="deleted an access key of its own",
    ),
    Rule(
        id="root-password-updated",
        severity="critical",
        title="Root's password was changed",
        fires="The sign-in service records PasswordUpdated, which only root's password is.",
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-password.html",
        needs=(called("signin", "PasswordUpdated"),),
        chooses=done(_happened),
        did="changed root's password",
    ),
    Rule(
        id="root-password-recovery-requested",
        severity="high",
        title="A recovery of root's password was asked for",
        fires="The sign-in service records PasswordRecoveryRequested; whoever knows the e-mail address can ask, so it "
        "counts however it ended.",
        source=_RECOVERY_PAGE,
        needs=(called("signin", "PasswordRecoveryRequested"),),
        chooses=tried(),
        did="asked for a recovery of root's password",
    ),
    Rule(
        id="root-password-recovery-completed",
        severity="critical",
        title="Root's password was recovered",
        fires="The sign-in service records PasswordRecoveryCompleted.",
        source=_RECOVERY_PAGE,
        needs=(called("signin", "PasswordRecoveryCompleted"),),
        chooses=done(_happened),
        did="set a new password for root by a link that was mailed",
    ),
    Rule(
        id="root-password-created",
        severity="critical",
        title="A password was created for root",
        fires="Root, mostly in a session of AssumeRoot, calls CreateLoginProfile and names no user.",
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html",
        needs=(called("iam", "CreateLoginProfile", by_root=True),),
        chooses=done(is_roots_own),
        did="created a password for itself",
    ),
    Rule(
        id="root-email-changed",
        severity="critical",
        title="Root's e-mail address was changed",
        fires="EmailUpdated of the sign-in service, or StartPrimaryEmailUpdate or AcceptPrimaryEmailUpdate of Account "
        "Management, succeeds.",
        source="https://docs.aws.amazon.com/accounts/latest/reference/API_StartPrimaryEmailUpdate.html",
        needs=(
            called("signin", "EmailUpdated"),
            called("account", "StartPrimaryEmailUpdate", "AcceptPrimaryEmailUpdate"),
        ),
        chooses=done(_happened),
        did="changed root's e-mail address, or began to",
    ),
    Rule(
        id="root-mfa-enabled",
        severity="high",
        title="An MFA device was enabled for root",
        fires='Root, or a session of AssumeRoot, calls EnableMFADevice and names no user, or "AWS ROOT USER".',
        source=_MFA_PAGE,
        needs=(called("iam", "EnableMFADevice", by_root=True),),
        chooses=done(is_roots_own),
        did="enabled an MFA device of its own",
    ),
    Rule(
        id="root-mfa-deactivated",
        severity="critical",
        title="An MFA device of root was deactivated",
        fires='Root, or a session of AssumeRoot, calls DeactivateMFADevice and names no user, or "AWS ROOT USER".',
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_disable.html",
        needs=(called("iam", "DeactivateMFADevice", by_root=True),),
        chooses=done(is_roots_own),
        did="deactivated an MFA device of its own",
    ),
    Rule(
        id="root-mfa-resynced",
        severity="high",
        title="An MFA device of root was resynchronised",
        fires='Root, or a session of AssumeRoot, calls ResyncMFADevice and names no user, or "AWS ROOT USER".',
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_sync.html",
        needs=(called("iam", "ResyncMFADevice", by_root=True),),
        chooses=done(is_roots_own),
        did="resynchronised an MFA device of its own",
    ),
    Rule(
        id="root-mfa-deleted",
        severity="high",
        title="A virtual MFA device of root was deleted",
        fires="Root, or a session of AssumeRoot, calls DeleteVirtualMFADevice, or anybody deletes the device "
        "root-account-mfa-device; the event names no user, so that one of a user may be meant.",
        source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html",
        needs=(called("iam", "DeleteVirtualMFADevice"),),
        chooses=done(_roots_device),
        did="deleted a virtual MFA device",
    ),
    Rule(
        id="signing-certificate-changed",
        severity="medium",
        by_root="high",
        title="A signing certificate was uploaded, changed or deleted",
        fires="UploadSigningCertificate, UpdateSigningCertificate or DeleteSigningCertificate succeeds.",
        source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSigningCertificate.html",
        needs=(called("iam", "UploadSigningCertificate", "UpdateSigningCertificate", "DeleteSigningCertificate"),),
        chooses=done(),
        did="changed a signing certificate",
    ),
    Rule(
        id="cloudfront-key-changed",
        severity="high",
        title="A CloudFront key of root was uploaded, changed or deleted",
        fires="UploadCloudFrontPublicKey, UpdateCloudFrontPublicKey or DeleteCloudFrontPublicKey of IAM succeeds; only "
        "root has such keys.",
        source="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html",
        needs=(called("iam", "UploadCloudFrontPublicKey", "UpdateCloudFrontPublicKey", "DeleteCloudFrontPublicKey"),),
        chooses=done(),
        did="changed a CloudFront key",
    ),
)
