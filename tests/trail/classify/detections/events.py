"""CloudTrail records, in AWS's shapes: sign-ins, and API calls by this and that identity.

Shapes: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html
"""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

Raw = dict[str, Any]

ACCOUNT = "111122223333"
MEMBER = "444455556666"
HOME = "192.0.2.10"
ELSEWHERE = "198.51.100.77"
NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
_CONSOLE = "https://console.aws.amazon.com/console/home?state=hashArgs%23&isauthcode=true"
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


_numbers = itertools.count(1)


def _id() -> str:
    return str(uuid.UUID(int=next(_numbers)))


class Case(NamedTuple):
    """A rule with records that fire it, and with others that all but do."""

    rule: str
    severity: str
    fires: list[Raw]
    near: dict[str, list[Raw]]
    """Why they do not, and the records."""


def key_id(kind: str, number: int = 0) -> str:
    """`AKIA…` or `ASIA…`, made here so that nothing in the tree looks like one."""
    return kind + "".join(_ALPHABET[(number * 7 + place * 5) % 32] for place in range(16))


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def root(account: str = ACCOUNT, **more: Any) -> Raw:
    """Root in a console session with MFA."""
    attributes = {"creationDate": "2026-11-27T11:58:00Z", "mfaAuthenticated": "true"}
    return {
        "type": "Root",
        "principalId": account,
        "arn": f"arn:aws:iam::{account}:root",
        "accountId": account,
        "accessKeyId": key_id("ASIA", 1),
        "sessionContext": {"sessionIssuer": {}, "webIdFederationData": {}, "attributes": attributes},
        **more,
    }


def root_by_key(account: str = ACCOUNT) -> Raw:
    identity = root(account, accessKeyId=key_id("AKIA", 2))
    del identity["sessionContext"]
    return identity


def central(account: str = MEMBER, *, key: int = 3) -> Raw:
    """A session of AssumeRoot at work in a member."""
    attributes = {"creationDate": "2026-11-27T11:59:00Z", "mfaAuthenticated": "false"}
    context = {"sessionIssuer": {}, "webIdFederationData": {}, "attributes": attributes, "assumedRoot": "true"}
    return root(account, accessKeyId=key_id("ASIA", key), sessionContext=context)


def for_root(service: str = "cloudformation.amazonaws.com") -> Raw:
    """A service that acts for root."""
    return root(invokedBy=service)


def user(name: str = "alice", account: str = ACCOUNT) -> Raw:
    return {
        "type": "IAMUser",
        "principalId": "AIDACKCEVSQ6C2EXAMPLE",
        "arn": f"arn:aws:iam::{account}:user/{name}",
        "accountId": account,
        "accessKeyId": key_id("AKIA", 4),
        "userName": name,
    }


def role(name: str = "deploy", account: str = ACCOUNT, *, session: str = "ci-4711", **more: Any) -> Raw:
    issuer = {
        "type": "Role",
        "principalId": "AROAIDPPEZS35WEXAMPLE",
        "arn": f"arn:aws:iam::{account}:role/{name}",
        "accountId": account,
        "userName": name,
    }
    attributes = {"creationDate": "2026-11-27T11:30:00Z", "mfaAuthenticated": "false"}
    return {
        "type": "AssumedRole",
        "principalId": f"AROAIDPPEZS35WEXAMPLE:{session}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
        "accountId": account,
        "accessKeyId": key_id("ASIA", 5),
        "sessionContext": {"sessionIssuer": issuer, "webIdFederationData": {}, "attributes": attributes},
        **more,
    }


def call(
    action: str,
    identity: Raw,
    request: Raw | None = None,
    *,
    response: Raw | None = None,
    error: str | None = None,
    when: datetime = NOON,
    address: str = HOME,
    account: str | None = None,
    read_only: bool = False,
    **more: Any,
) -> Raw:
    """An API call, `iam:CreateUser`."""
    service, name = action.split(":")
    failure = {"errorCode": error, "errorMessage": f"not authorized to perform: {action}"} if error else {}
    return {
        "eventVersion": "1.11",
        "userIdentity": identity,
        "eventTime": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1",
        "sourceIPAddress": address,
        "userAgent": "aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux#6.1",
        **failure,
        "requestParameters": request,
        "responseElements": None if error else response,
        "requestID": _id(),
        "eventID": _id(),
        "readOnly": read_only,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account or identity.get("accountId", ACCOUNT),
        "eventCategory": "Management",
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": f"{service}.amazonaws.com",
        },
        **more,
    }


def denied(action: str, identity: Raw, request: Raw | None = None, **more: Any) -> Raw:
    return call(action, identity, request, error="AccessDenied", **more)


def sign_in_event(name: str, identity: Raw, **more: Any) -> Raw:
    """What the sign-in service records: no API call, no request."""
    event = call(f"signin:{name}", identity, None, response={name: "Success"}, **more)
    del event["requestID"]
    return {**event, "userAgent": _BROWSER, "eventType": more.get("eventType", "AwsConsoleSignIn")}


def root_signs_in(*, mfa: str = "Yes", ok: bool = True, when: datetime = NOON, address: str = HOME) -> Raw:
    identity = {"type": "Root", "principalId": ACCOUNT, "arn": f"arn:aws:iam::{ACCOUNT}:root", "accountId": ACCOUNT}
    return _signs_in({**identity, "accessKeyId": ""}, mfa=mfa, ok=ok, when=when, address=address)


def user_signs_in(
    name: str = "anaya", *, mfa: str = "Yes", ok: bool = True, when: datetime = NOON, address: str = HOME
) -> Raw:
    """A failure shows no ARN."""
    identity = {"type": "IAMUser", "principalId": "AIDACKCEVSQ6C2EXAMPLE", "accountId": ACCOUNT, "userName": name}
    more = {"arn": f"arn:aws:iam::{ACCOUNT}:user/{name}"} if ok else {"accessKeyId": ""}
    return _signs_in({**identity, **more}, mfa=mfa, ok=ok, when=when, address=address)


def nobody_signs_in(*, when: datetime = NOON, address: str = HOME) -> Raw:
    """A sign-in under a name that no user has."""
    identity = {
        "type": "IAMUser",
        "accountId": ACCOUNT,
        "accessKeyId": "",
        "userName": "HIDDEN_DUE_TO_SECURITY_REASONS",
    }
    event = _signs_in(identity, mfa="No", ok=False, when=when, address=address)
    return {**event, "errorMessage": "No username found in supplied account"}


def federated_signs_in() -> Raw:
    return _signs_in(role("AWSReservedSSO_Admin_0a1b2c3d4e5f6071"), mfa="No", ok=True, when=NOON, address=HOME)


def _signs_in(identity: Raw, *, mfa: str, ok: bool, when: datetime, address: str) -> Raw:
    event = sign_in_event("ConsoleLogin", identity, when=when, address=address)
    if not ok:
        event["errorMessage"] = "Failed authentication"
        event["responseElements"] = {"ConsoleLogin": "Failure"}
    return {**event, "additionalEventData": {"LoginTo": _CONSOLE, "MobileVersion": "No", "MFAUsed": mfa}}


def assume_root(
    member: str = MEMBER,
    task: str = "IAMDeleteRootUserCredentials",
    *,
    by: Raw | None = None,
    key: int = 3,
    when: datetime = NOON,
    error: str | None = None,
) -> Raw:
    """The call that opens a central session; AWS's sample shows assumedRoot on its caller."""
    identity = by or role("RootAdmin")
    context = {**identity.get("sessionContext", {}), "assumedRoot": "true"}
    credentials = {
        "accessKeyId": key_id("ASIA", key),
        "sessionToken": "a session's token",
        "expiration": "Nov 27, 2026, 12:15:00 PM",
    }
    return call(
        "sts:AssumeRoot",
        {**identity, "sessionContext": context},
        {"targetPrincipal": member, "taskPolicyArn": {"arn": f"arn:aws:iam::aws:policy/root-task/{task}"}},
        response={"credentials": credentials},
        error=error,
        when=when,
        read_only=True,
    )
