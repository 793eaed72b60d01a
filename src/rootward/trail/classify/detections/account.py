"""The account itself: whom AWS writes to, whether it stays, where it may run."""

from __future__ import annotations

from rootward.trail.classify.detections.choosing import done, done_or_refused
from rootward.trail.classify.detections.need import called
from rootward.trail.classify.detections.rule import Rule

RULES = (
    Rule(
        id="contact-changed",
        severity="medium",
        by_root="high",
        title="Contact information was changed",
        fires="PutContactInformation, PutAlternateContact or DeleteAlternateContact, or SetContactAddress or "
        "SetAdditionalContacts of the Billing console, succeeds.",
        source="https://docs.aws.amazon.com/accounts/latest/reference/monitoring-cloudtrail.html",
        needs=(
            called("account", "PutContactInformation", "PutAlternateContact", "DeleteAlternateContact"),
            called("billingconsole", "SetContactAddress", "SetAdditionalContacts"),
        ),
        chooses=done(),
        did="changed contact information of the account",
    ),
    Rule(
        id="account-closed",
        severity="critical",
        refused="high",
        title="An account was closed",
        fires="CloseAccount is called, of the Billing console, of Account Management or of Organizations; what was "
        "denied counts apart.",
        source="https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/logging-using-cloudtrail.html",
        needs=(
            called("billingconsole", "CloseAccount"),
            called("account", "CloseAccount"),
            called("organizations", "CloseAccount"),
        ),
        chooses=done_or_refused(),
        did="closed an account",
    ),
    Rule(
        id="organisation-left",
        severity="critical",
        refused="high",
        title="An account left its organisation",
        fires="LeaveOrganization or RemoveAccountFromOrganization is called; what was denied counts apart.",
        source="https://docs.aws.amazon.com/organizations/latest/APIReference/API_LeaveOrganization.html",
        needs=(called("organizations", "LeaveOrganization", "RemoveAccountFromOrganization"),),
        chooses=done_or_refused(),
        did="took an account out of its organisation",
    ),
    Rule(
        id="region-enabled",
        severity="medium",
        by_root="high",
        title="A region was enabled",
        fires="EnableRegion succeeds.",
        source="https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html",
        needs=(called("account", "EnableRegion"),),
        chooses=done(),
        did="enabled a region",
    ),
)
