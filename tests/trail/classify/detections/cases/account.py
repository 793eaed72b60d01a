"""The account itself."""

from __future__ import annotations

from tests.trail.classify.detections.events import MEMBER, Case, call, denied, role, root, user

_SECURITY = {"alternateContactType": "SECURITY"}

CASES = (
    Case(
        "contact-changed",
        "medium",
        fires=[
            call("account:PutContactInformation", role(), {"contactInformation": "HIDDEN_DUE_TO_SECURITY_REASONS"}),
            call("account:PutAlternateContact", role(), _SECURITY),
            call("account:DeleteAlternateContact", role(), _SECURITY),
            call("billingconsole:SetContactAddress", role()),
            call("billingconsole:SetAdditionalContacts", role()),
        ],
        near={
            "it only looks": [call("account:GetAlternateContact", role(), _SECURITY, read_only=True)],
            "it was denied": [denied("account:PutAlternateContact", user(), _SECURITY)],
            "it is where the bill goes": [call("billingconsole:SetBillingAddress", role())],
        },
    ),
    Case("contact-changed", "high", fires=[call("account:PutAlternateContact", root(), _SECURITY)], near={}),
    Case(
        "account-closed",
        "critical",
        fires=[
            call("organizations:CloseAccount", role(), {"accountId": MEMBER}),
            call("account:CloseAccount", role()),
            call("billingconsole:CloseAccount", role()),
        ],
        near={
            "too many were closed already": [
                call("organizations:CloseAccount", role(), {"accountId": MEMBER}, error="ConstraintViolationException")
            ],
            "one was made": [call("organizations:CreateAccount", role(), {"accountName": "sandbox"})],
        },
    ),
    Case("account-closed", "high", fires=[denied("account:CloseAccount", user())], near={}),
    Case(
        "organisation-left",
        "critical",
        fires=[
            call("organizations:LeaveOrganization", role()),
            call("organizations:RemoveAccountFromOrganization", role(), {"accountId": MEMBER}),
        ],
        near={
            "it cannot stand alone yet": [
                call("organizations:LeaveOrganization", role(), error="ConstraintViolationException")
            ],
            "it only looks": [call("organizations:DescribeOrganization", role(), read_only=True)],
        },
    ),
    Case("organisation-left", "high", fires=[denied("organizations:LeaveOrganization", role())], near={}),
    Case(
        "region-enabled",
        "medium",
        fires=[call("account:EnableRegion", role(), {"regionName": "af-south-1"})],
        near={
            "it is switched off": [call("account:DisableRegion", role(), {"regionName": "af-south-1"})],
            "it was denied": [denied("account:EnableRegion", user(), {"regionName": "af-south-1"})],
        },
    ),
    Case("region-enabled", "high", fires=[call("account:EnableRegion", root(), {"regionName": "af-south-1"})], near={}),
)
