"""The policy that binds a user to MFA, and lets it look after its own credentials.

It is AWS's own example, with four differences, each for a reason:

- Users with a path are taken in too: AWS's `user/${aws:username}` is the ARN of none of them. Names are unique in an
  account whatever their paths, so `user/*/${aws:username}` is nobody else.
- `iam:ChangePassword` and `iam:GetAccountPasswordPolicy` may be used without MFA. AWS leaves them out, and then whoever
  must change the password at the sign-in, after a reset or when it expired, cannot: with passwords made to expire, all
  administrators at once. It takes the old password, and gives nobody a second factor.
- `iam:GetMFADevice` is allowed, as in AWS's shorter examples.
- A second denial: with a stolen password or key alone nobody registers a device of their own. AWS's example must leave
  that open, for it is given to users without a device; this one is given to those who have one.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_MANAGED = {
    "AllowManageOwnPasswords": ("ChangePassword", "GetUser"),
    "AllowManageOwnAccessKeys": (
        "CreateAccessKey",
        "DeleteAccessKey",
        "GetAccessKeyLastUsed",
        "ListAccessKeys",
        "UpdateAccessKey",
    ),
    "AllowManageOwnSigningCertificates": (
        "DeleteSigningCertificate",
        "ListSigningCertificates",
        "UpdateSigningCertificate",
        "UploadSigningCertificate",
    ),
    "AllowManageOwnSSHPublicKeys": (
        "DeleteSSHPublicKey",
        "GetSSHPublicKey",
        "ListSSHPublicKeys",
        "UpdateSSHPublicKey",
        "UploadSSHPublicKey",
    ),
    "AllowManageOwnGitCredentials": (
        "CreateServiceSpecificCredential",
        "DeleteServiceSpecificCredential",
        "ListServiceSpecificCredentials",
        "ResetServiceSpecificCredential",
        "UpdateServiceSpecificCredential",
    ),
    "AllowManageOwnUserMFA": (
        "DeactivateMFADevice",
        "EnableMFADevice",
        "GetMFADevice",
        "ListMFADevices",
        "ResyncMFADevice",
    ),
}
"""What a user may do with its own user."""

_SPARED = (
    "iam:ChangePassword",
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:GetAccountPasswordPolicy",
    "iam:GetUser",
    "iam:ListMFADevices",
    "iam:ListVirtualMFADevices",
    "iam:ResyncMFADevice",
    "sts:GetSessionToken",
)
_NEW_DEVICE = ("iam:CreateVirtualMFADevice", "iam:EnableMFADevice")

_WITHOUT_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
"""`IfExists`: requests of long-lived access keys lack the key."""


def require_mfa(partition: str) -> str:
    """The policy as JSON text, for an account of that partition."""
    iam = f"arn:{partition}:iam::*:"
    own = [f"{iam}user/${{aws:username}}", f"{iam}user/*/${{aws:username}}"]
    statements = [
        _allowed("AllowViewAccountInfo", ("GetAccountPasswordPolicy", "ListVirtualMFADevices"), "*"),
        *(_allowed(sid, actions, own) for sid, actions in _MANAGED.items()),
        _allowed("AllowManageOwnVirtualMFADevice", ("CreateVirtualMFADevice",), f"{iam}mfa/*"),
        _denied("DenyAllExceptListedIfNoMFA", NotAction=_SPARED),
        _denied("DenyNewMFADeviceIfNoMFA", Action=_NEW_DEVICE),
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _allowed(sid: str, actions: tuple[str, ...], resource: str | list[str]) -> Mapping[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": [f"iam:{action}" for action in actions], "Resource": resource}


def _denied(sid: str, **actions: tuple[str, ...]) -> Mapping[str, Any]:
    return {"Sid": sid, "Effect": "Deny", **actions, "Resource": "*", "Condition": _WITHOUT_MFA}
