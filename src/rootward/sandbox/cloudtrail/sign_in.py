"""A sign-in to the console, as CloudTrail records it: no call makes one here, so a scenario founds it.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rootward.sandbox.cloudtrail.event import VERSION
from rootward.sandbox.cloudtrail.identity import event_time
from rootward.sandbox.cloudtrail.recorded import RecordedEvent

if TYPE_CHECKING:
    from datetime import datetime

    from rootward.sandbox.door.principal import Principal

_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
_CONSOLE = "https://console.aws.amazon.com/console/home?state=hashArgs%23&isauthcode=true"


def sign_in_event(
    principal: Principal, *, mfa_used: bool, at: datetime, success: bool, region: str = "us-east-1",
    mfa_serial: str | None = None, source_ip: str = "192.0.2.10",
) -> RecordedEvent:  # fmt: skip
    """A ConsoleLogin of root or of an IAM user, to be appended to the history.

    AWS writes of root with MFA `"MFAUsed": "YES"`, of a user `"Yes"`; a user's failed sign-in shows no ARN. Root signs
    in to us-east-1.
    """
    from moto.moto_api._internal import mock_random

    root = principal.kind == "root"
    extra = {"LoginTo": _CONSOLE, "MobileVersion": "No"}
    if mfa_used and success and mfa_serial:
        extra["MFAIdentifier"] = mfa_serial
    extra["MFAUsed"] = ("YES" if root else "Yes") if mfa_used else "No"
    record: dict[str, Any] = {
        "eventVersion": VERSION,
        "userIdentity": _identity(principal, success=success),
        "eventTime": event_time(at),
        "eventSource": "signin.amazonaws.com",
        "eventName": "ConsoleLogin",
        "awsRegion": "us-east-1" if root else region,
        "sourceIPAddress": source_ip,
        "userAgent": _BROWSER,
    }
    if not success:
        record["errorMessage"] = "Failed authentication"
    record |= {
        "requestParameters": None,
        "responseElements": {"ConsoleLogin": "Success" if success else "Failure"},
        "additionalEventData": extra,
        "eventID": str(mock_random.uuid4()),
        "readOnly": False,
        "eventType": "AwsConsoleSignIn",
        "managementEvent": True,
        "recipientAccountId": principal.account_id,
        "eventCategory": "Management",
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": "signin.aws.amazon.com",
        },
    }
    return RecordedEvent(at, record)


def _identity(principal: Principal, *, success: bool) -> dict[str, str]:
    if principal.kind == "root":
        return {
            "type": "Root",
            "principalId": principal.user_id,
            "arn": principal.arn,
            "accountId": principal.account_id,
            "accessKeyId": "",
        }
    identity = {"type": "IAMUser", "principalId": principal.user_id}
    identity |= {"arn": principal.arn} if success else {}
    identity["accountId"] = principal.account_id
    identity |= {} if success else {"accessKeyId": ""}
    return {**identity, "userName": principal.user_name or ""}
