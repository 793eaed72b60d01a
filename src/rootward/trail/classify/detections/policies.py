"""Who may do what: policies, boundaries, trust, and the quarantine that AWS puts on a leaked key's user."""

from __future__ import annotations

from rootward.trail.classify.detections.choosing import done, done_or_refused
from rootward.trail.classify.detections.need import called
from rootward.trail.classify.detections.rule import Rule
from rootward.trail.record import Record

POLICY_CHANGES = (
    "AttachGroupPolicy",
    "AttachRolePolicy",
    "AttachUserPolicy",
    "CreatePolicy",
    "CreatePolicyVersion",
    "DeleteGroupPolicy",
    "DeletePolicy",
    "DeletePolicyVersion",
    "DeleteRolePolicy",
    "DeleteUserPolicy",
    "DetachGroupPolicy",
    "DetachRolePolicy",
    "DetachUserPolicy",
    "PutGroupPolicy",
    "PutRolePolicy",
    "PutUserPolicy",
)
"""The sixteen of CIS 4.4 (7.0: 5.4)."""
_ATTACH = called("iam", "AttachGroupPolicy", "AttachRolePolicy", "AttachUserPolicy")


def _aws_policy(record: Record) -> str:
    """The name of the AWS managed policy that the call names, with the partition left out; empty: none."""
    arn = record.request.get("policyArn")
    owner, _slash, name = arn.rpartition("/") if isinstance(arn, str) else ("", "", "")
    return name if owner.endswith(":iam::aws:policy") else ""


def _administrators(record: Record) -> bool:
    return _aws_policy(record) == "AdministratorAccess"


def _quarantine(record: Record) -> bool:
    """`AWSCompromisedKeyQuarantine`, and its V2 and V3."""
    return _aws_policy(record).startswith("AWSCompromisedKeyQuarantine")


RULES = (
    Rule(
        id="administrator-access-attached",
        severity="high",
        refused="medium",
        title="AdministratorAccess was attached",
        fires="AdministratorAccess is attached to a user, a group or a role; what was denied counts apart.",
        source="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html",
        needs=(_ATTACH,),
        chooses=done_or_refused(_administrators),
        did="attached AdministratorAccess",
    ),
    Rule(
        id="compromised-key-quarantined",
        severity="critical",
        title="AWS found a leaked access key",
        fires="AWSCompromisedKeyQuarantine, V2 or V3 is attached to a user, as AWS does when it finds a key in public.",
        source="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html",
        needs=(called("iam", "AttachUserPolicy"),),
        chooses=done(_quarantine),
        did="attached the quarantine of a leaked key",
    ),
    Rule(
        id="iam-policy-changed",
        severity="low",
        by_root="high",
        title="IAM policies were changed",
        fires="One of the sixteen calls of CIS's filter, which make, change, attach or delete a policy, succeeds.",
        source="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-4",
        needs=(called("iam", *POLICY_CHANGES),),
        chooses=done(),
        did="changed policies",
        on=lambda record: record.name,
    ),
    Rule(
        id="trust-policy-updated",
        severity="medium",
        by_root="high",
        title="A role's trust policy was changed",
        fires="UpdateAssumeRolePolicy succeeds.",
        source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html",
        needs=(called("iam", "UpdateAssumeRolePolicy"),),
        chooses=done(),
        did="changed who may assume a role",
    ),
    Rule(
        id="permissions-boundary-put",
        severity="low",
        by_root="high",
        title="A permissions boundary was put",
        fires="PutUserPermissionsBoundary or PutRolePermissionsBoundary succeeds.",
        source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html",
        needs=(called("iam", "PutUserPermissionsBoundary", "PutRolePermissionsBoundary"),),
        chooses=done(),
        did="put a permissions boundary",
    ),
    Rule(
        id="permissions-boundary-removed",
        severity="medium",
        by_root="high",
        title="A permissions boundary was removed",
        fires="DeleteUserPermissionsBoundary or DeleteRolePermissionsBoundary succeeds.",
        source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPermissionsBoundary.html",
        needs=(called("iam", "DeleteUserPermissionsBoundary", "DeleteRolePermissionsBoundary"),),
        chooses=done(),
        did="removed a permissions boundary",
    ),
    Rule(
        id="password-policy-deleted",
        severity="medium",
        by_root="high",
        title="The password policy was deleted",
        fires="DeleteAccountPasswordPolicy succeeds.",
        source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountPasswordPolicy.html",
        needs=(called("iam", "DeleteAccountPasswordPolicy"),),
        chooses=done(),
        did="deleted the account's password policy",
    ),
)
