"""What somebody did in the console, as CloudTrail records it: the console calls the service with a session of its own.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rootward.sandbox.cloudtrail.event import VERSION
from rootward.sandbox.cloudtrail.identity import event_time
from rootward.sandbox.cloudtrail.recorded import RecordedEvent

if TYPE_CHECKING:
    from datetime import datetime

    from rootward.sandbox.door.principal import Principal


def console_event(
    principal: Principal, service: str, name: str, parameters: dict[str, Any], *, at: datetime
) -> RecordedEvent:
    """A write that root or an IAM user made in the console. Of the session only that there is one is shown."""
    from moto.moto_api._internal import mock_random

    identity: dict[str, Any] = {
        "type": "Root" if principal.kind == "root" else "IAMUser",
        "principalId": principal.user_id,
        "arn": principal.arn,
        "accountId": principal.account_id,
        "sessionContext": {"attributes": {"creationDate": event_time(at), "mfaAuthenticated": "false"}},
    }
    if principal.kind == "user":
        identity["userName"] = principal.user_name
    record = {
        "eventVersion": VERSION,
        "userIdentity": identity,
        "eventTime": event_time(at),
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.10",
        "userAgent": "AWS Internal",
        "requestParameters": parameters,
        "responseElements": None,
        "requestID": str(mock_random.uuid4()),
        "eventID": str(mock_random.uuid4()),
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": principal.account_id,
        "eventCategory": "Management",
        "sessionCredentialFromConsole": "true",
    }
    return RecordedEvent(at, record)
