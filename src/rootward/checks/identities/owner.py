"""Who owns a role that the account's own people did not make, and must change it in its own place.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html (paths that AWS keeps for itself)
"""

from __future__ import annotations

from rootward.model.identity import SERVICE_LINKED, Role

IDENTITY_CENTER = "/aws-reserved/sso.amazonaws.com/"

_BY_NAME = (
    ("AWSReservedSSO_", "IAM Identity Center"),
    ("AWSControlTowerExecution", "AWS Control Tower"),
    ("aws-controltower-", "AWS Control Tower"),
    ("OrganizationAccountAccessRole", "AWS Organizations"),
    ("stacksets-exec-", "CloudFormation StackSets"),
    ("cdk-", "the CDK bootstrap"),
)
"""Names, or their beginnings, and the platform that makes such roles."""


def is_service_linked(role: Role) -> bool:
    """Whether an AWS service owns the role: nobody else can assume it, or change its trust policy."""
    return role.path.startswith(SERVICE_LINKED)


def is_permission_set(role: Role) -> bool:
    """Whether IAM Identity Center made the role for a permission set: people sign in to it."""
    return role.path.startswith(IDENTITY_CENTER)


def platform_of(role: Role) -> str | None:
    """The platform that made the role and keeps it; None for a role of the account's own."""
    if is_permission_set(role):
        return "IAM Identity Center"
    return next((platform for start, platform in _BY_NAME if role.name.startswith(start)), None)
