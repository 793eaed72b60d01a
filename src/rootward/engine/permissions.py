"""The operations that changes make, and those that take each of them back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rootward.checks.check import Check
from rootward.model.iam_action import actions_of

_EVENT_RULE = ("events:PutRule", "events:PutTargets", "events:RemoveTargets", "events:DeleteRule")
_PASSWORD_POLICY = ("UpdateAccountPasswordPolicy", "DeleteAccountPasswordPolicy")

UNDONE_BY: Mapping[str, tuple[str, ...]] = {
    "UpdateAccountPasswordPolicy": _PASSWORD_POLICY,
    "DeleteAccountPasswordPolicy": _PASSWORD_POLICY[:1],
    "UpdateAccessKey": ("UpdateAccessKey",),
    "DeleteAccessKey": (),
    "CreateGroup": ("DeleteGroup",),
    "DeleteGroup": ("CreateGroup",),
    "AddUserToGroup": ("RemoveUserFromGroup",),
    "RemoveUserFromGroup": ("AddUserToGroup",),
    "CreateUser": ("DeleteUser",),
    "DeleteUser": ("CreateUser",),
    "CreateRole": ("DeleteRole",),
    "DeleteRole": ("CreateRole",),
    "CreateLoginProfile": ("DeleteLoginProfile",),
    "DeleteLoginProfile": (),
    "UpdateServiceSpecificCredential": ("UpdateServiceSpecificCredential",),
    "UpdateSigningCertificate": ("UpdateSigningCertificate",),
    "UpdateSSHPublicKey": ("UpdateSSHPublicKey",),
    "DeleteSigningCertificate": (),
    "DeleteVirtualMFADevice": (),
    "DeleteServerCertificate": (),
    "accessanalyzer:CreateAnalyzer": ("accessanalyzer:DeleteAnalyzer",),
    "accessanalyzer:DeleteAnalyzer": ("accessanalyzer:CreateAnalyzer",),
    "account:PutAlternateContact": ("account:DeleteAlternateContact",),
    "account:DeleteAlternateContact": ("account:PutAlternateContact",),
    "s3:CreateBucket": (),
    "s3:PutBucketPolicy": ("s3:DeleteBucketPolicy",),
    "s3:DeleteBucketPolicy": ("s3:PutBucketPolicy",),
    "cloudtrail:CreateTrail": ("cloudtrail:DeleteTrail",),
    "cloudtrail:UpdateTrail": ("cloudtrail:UpdateTrail",),
    "cloudtrail:DeleteTrail": ("cloudtrail:CreateTrail",),
    "cloudtrail:StartLogging": ("cloudtrail:StopLogging",),
    "cloudtrail:StopLogging": ("cloudtrail:StartLogging",),
    **dict.fromkeys(("sns:CreateTopic", "sns:Subscribe"), ("sns:DeleteTopic",)),
    "sns:DeleteTopic": ("sns:CreateTopic", "sns:Subscribe"),
    **dict.fromkeys(("events:PutRule", "events:PutTargets"), _EVENT_RULE),
    **dict.fromkeys(("events:RemoveTargets", "events:DeleteRule"), _EVENT_RULE[:2]),
    **{f"Attach{kind}Policy": (f"Detach{kind}Policy",) for kind in ("User", "Group", "Role")},
    **{f"Detach{kind}Policy": (f"Attach{kind}Policy",) for kind in ("User", "Group", "Role")},
    **{f"Put{kind}Policy": (f"Delete{kind}Policy",) for kind in ("User", "Group", "Role")},
    **{f"Delete{kind}Policy": (f"Put{kind}Policy",) for kind in ("User", "Group", "Role")},
}
"""Every operation that remedies make, by `ApiCall.name`, and those that take it back: what was before decides which.

An inline policy that was written is deleted, for no remedy writes one over another: a test holds them to it.
"""


def operations(checks: Iterable[Check]) -> tuple[str, ...]:
    """The operations that the remedies of these checks make, sorted."""
    return tuple(sorted({one for check in checks if check.remedy for one in check.remedy.operations}))


def undoing(made: Iterable[str]) -> tuple[str, ...]:
    """The operations that take these back, sorted. Nothing takes back what is deleted for good."""
    return tuple(sorted({inverse for operation in made for inverse in UNDONE_BY[operation]}))


def actions(made: Iterable[str]) -> tuple[str, ...]:
    """The IAM actions of the operations, each once, in their order."""
    return tuple(dict.fromkeys(action for operation in made for action in actions_of(operation)))
