"""Events that monitoring must hear: made up, in the shape in which CloudTrail records them.

An alarm is judged by what it catches, not by how its pattern is written: every pattern in an account is tried on
these. Record fields: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html

Where events come up decides where a rule must stand: root signs in in us-east-1, an IAM user in any region
(https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html),
IAM and Organizations are called in the partition's own one region, everything else where it was called.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from rootward.model.account import Account
from rootward.model.partition import HOME_REGIONS

ORGANIZATIONS_REGIONS = {**HOME_REGIONS, "aws-cn": "cn-northwest-1"}

API_CALL = "AWS API Call via CloudTrail"
# AWS's user guide writes "Signin", the events themselves "Sign In".
SIGN_IN = "AWS Console Sign In via CloudTrail"

# CIS 4.4 (7.0: 5.4)
IAM_POLICY_CHANGES = (
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
# CIS 4.5 (7.0: 5.5)
CLOUDTRAIL_CHANGES = ("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging")
# CIS 4.15 (7.0: 5.15)
ORGANIZATIONS_CHANGES = (
    "AcceptHandshake",
    "AttachPolicy",
    "CreateAccount",
    "CreateOrganizationalUnit",
    "CreatePolicy",
    "DeclineHandshake",
    "DeleteOrganization",
    "DeleteOrganizationalUnit",
    "DeletePolicy",
    "DetachPolicy",
    "DisablePolicyType",
    "EnablePolicyType",
    "InviteAccountToOrganization",
    "LeaveOrganization",
    "MoveAccount",
    "RemoveAccountFromOrganization",
    "UpdateOrganizationalUnit",
    "UpdatePolicy",
)


class SampleEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event: CloudTrail's record of it, and the words for it in a report."""

    what: str
    """As `console sign-ins`, `CreatePolicy`."""
    detail_type: str
    record: dict[str, Any]

    @property
    def region(self) -> str:
        """Where it comes up."""
        return str(self.record["awsRegion"])

    @property
    def source(self) -> str:
        """The service, as `iam.amazonaws.com`."""
        return str(self.record["eventSource"])

    @property
    def read_only(self) -> bool:
        """Whether it changes nothing."""
        return bool(self.record["readOnly"])

    @property
    def bus_event(self) -> dict[str, Any]:
        """The event as it lies on the default event bus. A forwarded one keeps its source, account and region.

        https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
        """
        return {
            "version": "0",
            "id": self.record["eventID"],
            "detail-type": self.detail_type,
            "source": "aws." + self.source.removesuffix(".amazonaws.com"),
            "account": self.record["recipientAccountId"],
            "time": self.record["eventTime"],
            "region": self.region,
            "resources": [],
            "detail": self.record,
        }


def root_use(account: Account, regions: tuple[str, ...], home: str) -> Iterator[SampleEvent]:
    """Root at work in each of `regions`: by console session and by access key, reading and changing things."""
    key = {"type": "Root", "principalId": account.id, "arn": account.root_arn, "accountId": account.id}
    session = {**key, "sessionContext": {"attributes": {"mfaAuthenticated": "true", "creationDate": _TIME}}}
    if account.partition == "aws":
        # GovCloud's root has no console, China's no credentials.
        yield _sign_in(account, home, key, "console sign-ins", {"additionalEventData": _signed_in_with("Yes")})
    for region in regions:
        for identity in (session, key):
            yield _call(account, region, identity, "ec2:DescribeInstances", "read-only API calls", read_only=True)
            yield _call(account, region, identity, "s3:ListBuckets", "read-only API calls", read_only=True)
            yield _call(account, region, identity, "ec2:RunInstances", "API calls that change something")
            yield _call(account, region, identity, "cloudtrail:StopLogging", "API calls that change something")
    for identity in (session, key):
        yield _call(account, home, identity, "iam:ListUsers", "read-only API calls", read_only=True)
        yield _call(account, home, identity, "iam:CreateAccessKey", "API calls that change something")


def sign_in_without_mfa(account: Account, regions: tuple[str, ...], home: str) -> Iterator[SampleEvent]:
    """An IAM user's sign-in by password alone, in each region: regional sign-in endpoints record their own."""
    for region in _with(home, regions):
        extra = {"responseElements": {"ConsoleLogin": "Success"}, "additionalEventData": _signed_in_with("No")}
        yield _sign_in(account, region, _user(account), "sign-ins", extra)


def failed_sign_in(account: Account, regions: tuple[str, ...], home: str) -> Iterator[SampleEvent]:
    """An IAM user's failed sign-in, in each region."""
    for region in _with(home, regions):
        extra = {
            "responseElements": {"ConsoleLogin": "Failure"},
            "additionalEventData": _signed_in_with("No"),
            "errorMessage": "Failed authentication",
        }
        yield _sign_in(account, region, _user(account), "sign-ins", extra)


def iam_policy_changes(account: Account, _regions: tuple[str, ...], home: str) -> Iterator[SampleEvent]:
    """Each of CIS's sixteen IAM policy changes."""
    yield from _changes(account, (home,), "iam", IAM_POLICY_CHANGES)


def cloudtrail_changes(account: Account, regions: tuple[str, ...], _home: str) -> Iterator[SampleEvent]:
    """Each of CIS's CloudTrail changes, in each region: a trail is changed where it was made."""
    yield from _changes(account, regions, "cloudtrail", CLOUDTRAIL_CHANGES)


def organizations_changes(account: Account, _regions: tuple[str, ...], home: str) -> Iterator[SampleEvent]:
    """Each of CIS's Organizations changes."""
    region = ORGANIZATIONS_REGIONS.get(account.partition, home)
    yield from _changes(account, (region,), "organizations", ORGANIZATIONS_CHANGES)


def _changes(account: Account, regions: tuple[str, ...], service: str, names: tuple[str, ...]) -> Iterator[SampleEvent]:
    for region in regions:
        for name in names:
            for identity in (_user(account), _role(account)):
                yield _call(account, region, identity, f"{service}:{name}", name)


_TIME = "2026-01-31T12:00:00Z"


def _with(home: str, regions: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({home, *regions}))


def _user(account: Account) -> dict[str, Any]:
    arn = f"arn:{account.partition}:iam::{account.id}:user/example"
    return {"type": "IAMUser", "principalId": "example", "arn": arn, "accountId": account.id, "userName": "example"}


def _role(account: Account) -> dict[str, Any]:
    arn = f"arn:{account.partition}:sts::{account.id}:assumed-role/example/session"
    issuer = {
        "type": "Role",
        "principalId": "example",
        "arn": f"arn:{account.partition}:iam::{account.id}:role/example",
        "accountId": account.id,
        "userName": "example",
    }
    context = {"sessionIssuer": issuer, "attributes": {"mfaAuthenticated": "false", "creationDate": _TIME}}
    return {
        "type": "AssumedRole",
        "principalId": "example:session",
        "arn": arn,
        "accountId": account.id,
        "sessionContext": context,
    }


def _signed_in_with(mfa: str) -> dict[str, str]:
    return {"LoginTo": "https://console.aws.amazon.com/console/home", "MobileVersion": "No", "MFAUsed": mfa}


def _sign_in(account: Account, region: str, identity: dict[str, Any], what: str, extra: dict[str, Any]) -> SampleEvent:
    record = _record(account, region, identity, "signin:ConsoleLogin", read_only=False)
    success = {"responseElements": {"ConsoleLogin": "Success"}}
    record = {**record, "eventType": "AwsConsoleSignIn", "requestParameters": None, **success, **extra}
    return SampleEvent(what=what, detail_type=SIGN_IN, record=record)


def _call(
    account: Account,
    region: str,
    identity: dict[str, Any],
    action: str,
    what: str,
    *,
    read_only: bool = False,
) -> SampleEvent:
    record = _record(account, region, identity, action, read_only=read_only)
    return SampleEvent(what=what, detail_type=API_CALL, record=record)


def _record(account: Account, region: str, identity: dict[str, Any], action: str, *, read_only: bool) -> dict[str, Any]:
    service, name = action.split(":")
    return {
        "eventVersion": "1.11",
        "userIdentity": identity,
        "eventTime": _TIME,
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": region,
        "sourceIPAddress": "203.0.113.10",
        "userAgent": "Mozilla/5.0",
        "requestParameters": {"example": "value"},
        "responseElements": None,
        "eventID": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
        "readOnly": read_only,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account.id,
        "eventCategory": "Management",
    }
