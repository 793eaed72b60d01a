"""A recorded call as CloudTrail writes it: one record, or two where another account's role was assumed.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
Where the documents leave a form open, real records decided: names of members, dates, which answers are shown, how error
codes are spelt, what a denied call shows.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid5

from rootward.sandbox.cloudtrail import s3_event, wire
from rootward.sandbox.cloudtrail.identity import event_time, foreign_identity, user_identity
from rootward.sandbox.cloudtrail.recorded import RecordedCall, RecordedEvent
from rootward.sandbox.cloudtrail.redaction import without_secrets

if TYPE_CHECKING:
    from rootward.sandbox.cloudtrail.recorded import Recorded

VERSION = "1.11"
"""The current eventVersion."""

Record = dict[str, Any]

_GLOBAL = frozenset({"account", "cloudfront", "iam", "organizations", "route53"})
"""Services whose events come from us-east-1, whatever region signed the call."""

GLOBAL_SOURCES = frozenset({"cloudfront.amazonaws.com", "iam.amazonaws.com", "sts.amazonaws.com"})
"""What CloudTrail calls global services.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
"""

_SOURCES = {"accessanalyzer": "access-analyzer", "cloudwatch": "monitoring", "elb": "elasticloadbalancing",
            "elbv2": "elasticloadbalancing", "identitystore": "identitystore", "sso-admin": "sso",
            "ssoadmin": "sso"}  # fmt: skip
"""Client name → the first part of eventSource, where they differ."""

_READS = re.compile(
    r"(Get|List|Describe|Lookup|Head|Generate|Simulate|BatchGet|Search|Validate|Check|Test|Filter|Preview|AssumeRo)"
)
_WRITES_ALL_THE_SAME = frozenset({"GetFederationToken"})
"""Real records say readOnly true of AssumeRole and false of GetFederationToken."""

_ROOTS_DEVICE = frozenset({"iam:DeactivateMFADevice", "iam:EnableMFADevice", "iam:ResyncMFADevice"})
"""Calls that name root as their user, where root makes them for itself.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
"""

_ALWAYS_ANSWERED = frozenset(
    {
        "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "AssumeRoot", "GetFederationToken",
        "GetSessionToken",
    }
)  # fmt: skip
"""Operations whose answer is shown although they change nothing."""

_DATA_EVENTS = {
    "cloudwatch": frozenset({"GetMetricData", "GetMetricWidgetImage", "PutMetricData"}),
    "events": frozenset({"PutEvents"}),
    "logs": frozenset({"PutLogEvents"}),
    "sns": frozenset({"Publish", "PublishBatch"}),
    "sqs": frozenset(
        {
            "ChangeMessageVisibility", "ChangeMessageVisibilityBatch", "DeleteMessage", "DeleteMessageBatch",
            "ReceiveMessage", "SendMessage", "SendMessageBatch",
        }
    ),
}  # fmt: skip
"""Calls that are no management events: kept by no history, and by trails only where selectors ask; none here does."""

_NOT_RECORDED = frozenset(
    {
        "AuthFailure", "ExpiredToken", "ExpiredTokenException", "IncompleteSignature", "InternalFailure",
        "InvalidAccessKeyId", "InvalidAction", "InvalidClientTokenId", "InvalidSignatureException",
        "InvalidToken", "MissingAuthenticationToken", "NotImplemented", "RequestExpired", "SignatureDoesNotMatch",
        "UnknownOperationException", "UnrecognizedClientException",
    }
)  # fmt: skip
"""Calls that no account made, and calls that are none: they are in nobody's history."""

_REFUSED = frozenset({"AccessDenied", "Throttling", "ThrottlingException", "SlowDown", "AuthorizationError"})
"""Refused before anyone read the parameters: real records of such calls show none, but for EC2's and S3's."""


def events_of(recorded: Recorded, alias: str | None = None) -> list[Record]:
    """The records of a recorded call: none, one, or one for each of two accounts. `alias`: of the caller's account.

    A role that is assumed from another account is recorded in both: with the caller's identity in the caller's account,
    and with type AWSAccount in the role's; `sharedEventID` joins them.
    """
    if isinstance(recorded, RecordedEvent):
        return [recorded.record]
    if not is_management_event(recorded):
        return []
    record = event_of(recorded, alias)
    owner = owner_of_assumed_role(record)
    if owner is None or owner == recorded.principal.account_id:
        return [record]
    shared = str(uuid5(NAMESPACE_OID, f"{recorded.event_id} shared"))
    own = {**record, "sharedEventID": shared}
    theirs = {
        **own,
        "userIdentity": foreign_identity(recorded.principal),
        "eventID": str(uuid5(NAMESPACE_OID, f"{recorded.event_id} {owner}")),
        "recipientAccountId": owner,
    }
    return [own, theirs]


def event_of(recorded: RecordedCall, alias: str | None = None) -> Record:
    """The record as the caller's own account sees it."""
    call = recorded.call
    failure = _failure(recorded)
    refused = failure is not None and failure[0] in _REFUSED and recorded.protocol not in ("ec2", "rest-xml")
    record: Record = {
        "eventVersion": VERSION,
        "userIdentity": user_identity(recorded.principal, alias),
        "eventTime": event_time(recorded.at),
        "eventSource": source_of(recorded),
        "eventName": name_of(recorded),
        "awsRegion": region_of(recorded),
        "sourceIPAddress": recorded.source_ip,
        "userAgent": recorded.user_agent,
    }
    if call.action == "sts:AssumeRoot" and "sessionContext" in record["userIdentity"]:
        # In AWS's sample the session that asks carries it too, though it is not root's own:
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html
        record["userIdentity"]["sessionContext"]["assumedRoot"] = "true"
    if failure is not None:
        record["errorCode"], record["errorMessage"] = failure
    record["requestParameters"] = None if refused else _request_parameters(recorded)
    record["responseElements"] = None if failure else _response_elements(recorded)
    if call.service == "s3":
        record["additionalEventData"] = s3_event.additional_data(recorded)
    record["requestID"] = recorded.request_id
    record["eventID"] = recorded.event_id
    record["readOnly"] = is_read_only(recorded)
    resources = _resources(recorded, record["requestParameters"])
    if resources:
        record["resources"] = resources
    return record | {
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": recorded.principal.account_id,
        "eventCategory": "Management",
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": recorded.headers.get("host") or record["eventSource"],
        },
    }


def is_management_event(recorded: RecordedCall) -> bool:
    """Whether the call is one that CloudTrail's history keeps.

    Denied and throttled calls are; calls whose credentials AWS cannot tell, and calls about objects of S3, are not.
    """
    service, operation, _ = recorded.call
    if not operation or operation in _DATA_EVENTS.get(service, ()):
        return False
    if service == "s3" and operation in s3_event.DATA_EVENTS:
        return False
    failure = wire.error(recorded)
    return failure is None or failure[0] not in _NOT_RECORDED


def source_of(recorded: RecordedCall) -> str:
    """The eventSource."""
    service = recorded.call.service
    return f"{_SOURCES.get(service, service)}.amazonaws.com"


def name_of(recorded: RecordedCall) -> str:
    """The eventName: the operation, or S3's older name for it."""
    operation = recorded.call.operation
    return s3_event.NAMES.get(operation, operation) if recorded.call.service == "s3" else operation


def region_of(recorded: Recorded) -> str:
    """The awsRegion."""
    if isinstance(recorded, RecordedEvent):
        return str(recorded.record["awsRegion"])
    return "us-east-1" if recorded.call.service in _GLOBAL else recorded.call.region


def is_read_only(recorded: RecordedCall) -> bool:
    """Whether the call changes nothing, as CloudTrail sees it."""
    operation = recorded.call.operation
    return operation not in _WRITES_ALL_THE_SAME and _READS.match(operation) is not None


def owner_of_assumed_role(record: Record) -> str | None:
    """The account of the role, if the record is of one that was assumed or asked for."""
    if record["eventSource"] != "sts.amazonaws.com" or record["eventName"] != "AssumeRole":
        return None
    parts = str((record["requestParameters"] or {}).get("roleArn", "")).split(":")
    return parts[4] if len(parts) > 4 and parts[4].isdigit() else None  # noqa: PLR2004 - of an ARN


def _request_parameters(recorded: RecordedCall) -> Record | None:
    if recorded.call.service == "s3":
        return s3_event.request_parameters(recorded)
    found = wire.asked(recorded)
    shown: Record = without_secrets(found) if found else {}
    root, action = recorded.principal.kind == "root", recorded.call.action
    if root and action in _ROOTS_DEVICE and shown.get("userName") in (None, recorded.principal.user_name):
        shown["userName"] = "AWS ROOT USER"
    return shown or None


def _response_elements(recorded: RecordedCall) -> Record | None:
    if recorded.call.service == "s3" or (is_read_only(recorded) and recorded.call.operation not in _ALWAYS_ANSWERED):
        return None
    found = wire.answered(recorded)
    shown = without_secrets(found) if found else None
    return shown or None


def _failure(recorded: RecordedCall) -> tuple[str, str] | None:
    """The errorCode and errorMessage, as CloudTrail spells them."""
    failure = wire.error(recorded)
    if failure is None:
        return None
    code, message = failure
    if recorded.protocol == "ec2":
        return f"Client.{code}" if recorded.status < 500 else f"Server.{code}", message  # noqa: PLR2004
    if code == "AccessDeniedException":
        return "AccessDenied", message
    if recorded.protocol == "query":
        return _exception_names(recorded.call.service).get(code, code), message
    return code, message


@cache
def _exception_names(service: str) -> dict[str, str]:
    """Error code on the wire → the name of the exception, which is what CloudTrail shows of IAM and STS."""
    model = wire.service_model(service)
    return {
        str((shape.metadata.get("error") or {}).get("code", shape.name)): shape.name for shape in model.error_shapes
    }


def _resources(recorded: RecordedCall, parameters: Record | None) -> list[dict[str, str]]:
    asked = parameters or {}
    role = str(asked.get("roleArn", ""))
    if recorded.call.service == "sts" and role.startswith("arn:"):
        return [{"accountId": role.split(":")[4], "type": "AWS::IAM::Role", "ARN": role}]
    if recorded.call.service == "s3" and asked.get("bucketName") and recorded.call.operation != "CreateBucket":
        arn = f"arn:aws:s3:::{asked['bucketName']}"
        return [{"accountId": recorded.principal.account_id, "type": "AWS::S3::Bucket", "ARN": arn}]
    return []
