"""Users, their passwords and keys, their groups, and identity providers."""

from __future__ import annotations

from tests.trail.classify.detections.events import ACCOUNT, Case, call, central, denied, key_id, role, root, user

_BOB = {"userName": "bob"}
_SAML = {"sAMLProviderArn": f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"}
_OIDC = {"openIDConnectProviderArn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.example.com"}
_MADE = {"accessKey": {"accessKeyId": key_id("AKIA", 9), "status": "Active", "userName": "bob"}}

CASES = (
    Case(
        "login-profile-changed",
        "medium",
        fires=[
            call("iam:CreateLoginProfile", role(), {**_BOB, "passwordResetRequired": True}),
            call("iam:UpdateLoginProfile", role(), _BOB),
        ],
        near={
            "it is deleted": [call("iam:DeleteLoginProfile", role(), _BOB)],
            "it is there already": [call("iam:CreateLoginProfile", role(), _BOB, error="EntityAlreadyExistsException")],
            "it is root's": [call("iam:CreateLoginProfile", central())],
        },
    ),
    Case("login-profile-changed", "high", fires=[call("iam:UpdateLoginProfile", root(), _BOB)], near={}),
    Case(
        "access-key-created-for-another",
        "medium",
        fires=[call("iam:CreateAccessKey", user("alice"), _BOB, response=_MADE)],
        near={
            "it is for the caller, who names nobody": [call("iam:CreateAccessKey", user("bob"), None, response=_MADE)],
            "it is for the caller": [call("iam:CreateAccessKey", user("bob"), _BOB, response=_MADE)],
            "the caller's name stands in its ARN alone": [
                call("iam:CreateAccessKey", {**user("bob"), "userName": None}, _BOB, response=_MADE)
            ],
            "it was denied": [denied("iam:CreateAccessKey", user("alice"), _BOB)],
            "it is root's own": [call("iam:CreateAccessKey", root(), None, response=_MADE)],
        },
    ),
    Case(
        "access-key-created-for-another",
        "medium",
        fires=[call("iam:CreateAccessKey", role("bob"), _BOB, response=_MADE)],
        near={},
    ),
    Case("access-key-created-for-another", "high", fires=[call("iam:CreateAccessKey", root(), _BOB)], near={}),
    Case(
        "user-created",
        "low",
        fires=[call("iam:CreateUser", role(), _BOB, response={"user": _BOB})],
        near={
            "it is there already": [call("iam:CreateUser", role(), _BOB, error="EntityAlreadyExistsException")],
            "it is no user of IAM": [call("transfer:CreateUser", role(), _BOB)],
        },
    ),
    Case("user-created", "high", fires=[call("iam:CreateUser", root(), _BOB)], near={}),
    Case(
        "user-added-to-group",
        "low",
        fires=[call("iam:AddUserToGroup", role(), {**_BOB, "groupName": "admins"})],
        near={
            "it is removed": [call("iam:RemoveUserFromGroup", role(), {**_BOB, "groupName": "admins"})],
            "it was denied": [denied("iam:AddUserToGroup", user(), {**_BOB, "groupName": "admins"})],
        },
    ),
    Case(
        "identity-provider-changed",
        "medium",
        fires=[
            call("iam:CreateSAMLProvider", role(), {"name": "corp"}),
            call("iam:UpdateSAMLProvider", role(), _SAML),
            call("iam:DeleteSAMLProvider", role(), _SAML),
            call("iam:CreateOpenIDConnectProvider", role(), {"url": "https://token.actions.example.com"}),
            call("iam:AddClientIDToOpenIDConnectProvider", role(), {**_OIDC, "clientID": "sts"}),
            call("iam:RemoveClientIDFromOpenIDConnectProvider", role(), {**_OIDC, "clientID": "sts"}),
            call("iam:UpdateOpenIDConnectProviderThumbprint", role(), _OIDC),
            call("iam:DeleteOpenIDConnectProvider", role(), _OIDC),
        ],
        near={
            "it is used": [call("sts:AssumeRoleWithSAML", role(), {"principalArn": _SAML["sAMLProviderArn"]})],
            "it was denied": [denied("iam:UpdateSAMLProvider", user(), _SAML)],
        },
    ),
)
