"""Which IAM action a call needs: mostly that of its own name, and where not, a table says so.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Mapping

_PREFIXES: Mapping[str, str] = {
    "accessanalyzer": "access-analyzer",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
}
"""botocore's name of a service to the prefix of its actions, where they differ."""

_NAMES: Mapping[tuple[str, str], str] = {
    ("s3", "GetBucketEncryption"): "GetEncryptionConfiguration",
    ("s3", "GetPublicAccessBlock"): "GetBucketPublicAccessBlock",
    ("s3", "ListBuckets"): "ListAllMyBuckets",
    ("s3", "ListObjectsV2"): "ListBucket",
}
"""Operations whose action has another name.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

ALSO: Mapping[str, tuple[str, ...]] = {
    "accessanalyzer:CreateAnalyzer": ("iam:CreateServiceLinkedRole",),
    "events:PutTargets": ("iam:PassRole",),
}
"""Actions that an operation takes besides its own, by `operation_name`.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-permissions.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html
"""


def action_of(service: str, operation: str) -> str:
    """The IAM action, as `iam:UpdateAccessKey`. `service`: botocore's name."""
    return f"{_PREFIXES.get(service, service)}:{_NAMES.get((service, operation), operation)}"


def operation_name(service: str, operation: str) -> str:
    """An operation by one name: IAM's by its own alone, as `CreateGroup`; others as `events:PutRule`."""
    return operation if service == "iam" else f"{service}:{operation}"


def actions_of(name: str) -> tuple[str, ...]:
    """The IAM actions of the operation of that name, its own first."""
    service, _, operation = name.rpartition(":")
    return (action_of(service or "iam", operation), *ALSO.get(name, ()))
