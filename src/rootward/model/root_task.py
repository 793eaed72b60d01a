"""The five root tasks: AWS's policies that a session of AssumeRoot is held to.

Each policy denies whatever it does not list; what it lists is allowed, because the session is root's.
https://docs.aws.amazon.com/IAM/latest/UserGuide/security-iam-awsmanpol.html and, for the policies' text,
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""

from __future__ import annotations

import re
from typing import Literal

ARN_PREFIX = "arn:aws:iam::aws:policy/root-task/"
_ARN = re.compile(r"arn:aws(?:-[a-z]+)*:iam::aws:policy/root-task/(\w+)", re.ASCII)
"""In whichever partition."""

Feature = Literal["RootCredentialsManagement", "RootSessions"]
"""Of central root access; an organisation has each, or not.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
"""

_LOOK = (
    "iam:GetAccessKeyLastUsed",
    "iam:GetLoginProfile",
    "iam:GetUser",
    "iam:ListAccessKeys",
    "iam:ListMFADevices",
    "iam:ListSigningCertificates",
)

_ACTIONS: dict[str, frozenset[str]] = {
    "IAMAuditRootUserCredentials": frozenset({*_LOOK, "iam:GetAccountSummary"}),
    "IAMCreateRootUserPassword": frozenset({"iam:CreateLoginProfile", "iam:GetLoginProfile"}),
    "IAMDeleteRootUserCredentials": frozenset(
        {
            *_LOOK,
            "iam:DeactivateMFADevice",
            "iam:DeleteAccessKey",
            "iam:DeleteLoginProfile",
            "iam:DeleteSigningCertificate",
            "iam:DeleteVirtualMFADevice",
        }
    ),
    "S3UnlockBucketPolicy": frozenset(
        {
            "s3:DeleteBucketPolicy",
            "s3:GetBucketPolicy",
            "s3:ListAllMyBuckets",
            "s3:PutBucketPolicy",
        }
    ),
    "SQSUnlockQueuePolicy": frozenset(
        {
            "sqs:GetQueueAttributes",
            "sqs:GetQueueUrl",
            "sqs:ListQueues",
            "sqs:SetQueueAttributes",
        }
    ),
}

_FEATURES: dict[str, Feature] = {
    "IAMAuditRootUserCredentials": "RootCredentialsManagement",
    "IAMCreateRootUserPassword": "RootCredentialsManagement",
    "IAMDeleteRootUserCredentials": "RootCredentialsManagement",
    "S3UnlockBucketPolicy": "RootSessions",
    "SQSUnlockQueuePolicy": "RootSessions",
}

TASKS = tuple(_ACTIONS)
"""The names of the task policies."""


def task_of(policy_arn: str) -> str | None:
    """The name of the task policy with that ARN, or None if it is none of the five."""
    found = _ARN.fullmatch(policy_arn)
    return found[1] if found is not None and found[1] in _ACTIONS else None


def feature_for(task: str) -> Feature:
    """The feature that an organisation must have enabled for the task.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
    """
    return _FEATURES[task]


def task_allows(task: str, action: str, user_name: str | None = None) -> bool:
    """Whether a session with the task may make a call. `action`: as `iam:ListAccessKeys`.

    `user_name`: the UserName that the call gives. The three policies of IAM deny what they list on any other resource
    than root, so a call that names a user is refused.
    """
    return action in _ACTIONS[task] and not (user_name and task.startswith("IAM"))
