"""Policies, boundaries, trust, quarantine."""

from __future__ import annotations

from tests.trail.classify.detections.events import ACCOUNT, Case, call, denied, for_root, role, root, user

_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
_READER = "arn:aws:iam::aws:policy/ReadOnlyAccess"
_BOUNDARY = {"roleName": "app", "permissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/boundary"}
_TRUST = {"roleName": "app", "policyDocument": '{"Version": "2012-10-17", "Statement": []}'}
_SIXTEEN = (
    "DeleteGroupPolicy",
    "DeleteRolePolicy",
    "DeleteUserPolicy",
    "PutGroupPolicy",
    "PutRolePolicy",
    "PutUserPolicy",
    "CreatePolicy",
    "DeletePolicy",
    "CreatePolicyVersion",
    "DeletePolicyVersion",
    "AttachRolePolicy",
    "DetachRolePolicy",
    "AttachUserPolicy",
    "DetachUserPolicy",
    "AttachGroupPolicy",
    "DetachGroupPolicy",
)
"""As CIS lists them."""


def _quarantine(version: str) -> str:
    return f"arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine{version}"


CASES = (
    Case(
        "administrator-access-attached",
        "high",
        fires=[
            call("iam:AttachUserPolicy", role(), {"userName": "eve", "policyArn": _ADMINISTRATOR}),
            call("iam:AttachRolePolicy", role(), {"roleName": "ops", "policyArn": _ADMINISTRATOR}),
            call("iam:AttachGroupPolicy", role(), {"groupName": "ops", "policyArn": _ADMINISTRATOR}),
            call(
                "iam:AttachRolePolicy",
                role(),
                {"roleName": "ops", "policyArn": "arn:aws-us-gov:iam::aws:policy/AdministratorAccess"},
            ),
        ],
        near={
            "it is another policy": [call("iam:AttachUserPolicy", role(), {"userName": "eve", "policyArn": _READER})],
            "it is of that name, and the account's own": [
                call(
                    "iam:AttachUserPolicy",
                    role(),
                    {"userName": "eve", "policyArn": f"arn:aws:iam::{ACCOUNT}:policy/AdministratorAccess"},
                )
            ],
            "it is detached": [call("iam:DetachUserPolicy", role(), {"userName": "eve", "policyArn": _ADMINISTRATOR})],
            "there is no such user": [
                call(
                    "iam:AttachUserPolicy",
                    role(),
                    {"userName": "eve", "policyArn": _ADMINISTRATOR},
                    error="NoSuchEntityException",
                )
            ],
        },
    ),
    Case(
        "administrator-access-attached",
        "medium",
        fires=[denied("iam:AttachUserPolicy", user(), {"userName": "alice", "policyArn": _ADMINISTRATOR})],
        near={},
    ),
    Case(
        "compromised-key-quarantined",
        "critical",
        fires=[
            call("iam:AttachUserPolicy", user(), {"userName": "alice", "policyArn": _quarantine(version)})
            for version in ("", "V2", "V3")
        ],
        near={
            "it is another policy": [call("iam:AttachUserPolicy", user(), {"userName": "alice", "policyArn": _READER})],
            "it is lifted": [
                call("iam:DetachUserPolicy", user(), {"userName": "alice", "policyArn": _quarantine("V3")})
            ],
        },
    ),
    Case(
        "iam-policy-changed",
        "low",
        fires=[call(f"iam:{name}", role(), {"roleName": "app", "policyArn": _READER}) for name in _SIXTEEN],
        near={
            "the policy is of Organizations": [
                call("organizations:CreatePolicy", role(), {"name": "deny-root"}),
                call("organizations:DeletePolicy", role(), {"policyId": "p-0a1b2c3d"}),
            ],
            "it only looks": [call("iam:GetPolicyVersion", role(), {"policyArn": _READER}, read_only=True)],
            "it was denied": [denied("iam:PutRolePolicy", role(), {"roleName": "app", "policyName": "all"})],
        },
    ),
    Case(
        "iam-policy-changed",
        "high",
        fires=[call("iam:PutUserPolicy", root(), {"userName": "alice", "policyName": "all"})],
        near={},
    ),
    Case(
        "iam-policy-changed",
        "low",
        fires=[call("iam:PutRolePolicy", for_root(), {"roleName": "stack", "policyName": "all"})],
        near={},
    ),
    Case(
        "trust-policy-updated",
        "medium",
        fires=[call("iam:UpdateAssumeRolePolicy", role(), _TRUST)],
        near={
            "it is new": [call("iam:CreateRole", role(), {"roleName": "app"})],
            "it was denied": [denied("iam:UpdateAssumeRolePolicy", user(), _TRUST)],
        },
    ),
    Case(
        "permissions-boundary-put",
        "low",
        fires=[
            call("iam:PutRolePermissionsBoundary", role(), _BOUNDARY),
            call("iam:PutUserPermissionsBoundary", role(), {**_BOUNDARY, "userName": "alice"}),
        ],
        near={
            "it comes with the role": [call("iam:CreateRole", role(), _BOUNDARY)],
            "it was denied": [denied("iam:PutRolePermissionsBoundary", role(), _BOUNDARY)],
        },
    ),
    Case(
        "permissions-boundary-removed",
        "medium",
        fires=[
            call("iam:DeleteRolePermissionsBoundary", role(), {"roleName": "app"}),
            call("iam:DeleteUserPermissionsBoundary", role(), {"userName": "alice"}),
        ],
        near={
            "it was denied": [denied("iam:DeleteRolePermissionsBoundary", role(), {"roleName": "app"})],
            "it was put": [call("iam:PutRolePermissionsBoundary", role(), _BOUNDARY)],
        },
    ),
    Case(
        "password-policy-deleted",
        "medium",
        fires=[call("iam:DeleteAccountPasswordPolicy", role())],
        near={
            "there is none": [call("iam:DeleteAccountPasswordPolicy", role(), error="NoSuchEntityException")],
            "it is changed": [call("iam:UpdateAccountPasswordPolicy", role(), {"minimumPasswordLength": 14})],
        },
    ),
    Case("password-policy-deleted", "high", fires=[call("iam:DeleteAccountPasswordPolicy", root())], near={}),
)
