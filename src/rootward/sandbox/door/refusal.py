"""How AWS says no: the error answers of its protocols, and their words.

Protocols: https://smithy.io/2.0/aws/protocols/index.html
Words of a denial: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple
from uuid import uuid4
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from rootward.sandbox.door.call import Call, Protocol

Layer = Literal["identity", "boundary", "session", "resource", "scp", "rcp"]
"""Kinds of policies, as rootward.iam_policy calls them."""

_FORBIDDEN = {"json": 400}
"""The HTTP status of a denial: 403 but for the JSON protocols."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error answer: AWS's code, its message, the HTTP status."""

    code: str
    message: str
    status: int

    def answer(self, protocol: Protocol, request_id: str | None = None) -> Response:
        """Put the refusal into the words of a protocol. A request that is in no history gets an id of its own."""
        request_id = request_id or str(uuid4())
        if protocol in ("json", "rest-json"):
            body = json.dumps({"__type": self.code, "message": self.message})
            media_type = "application/x-amz-json-1.1" if protocol == "json" else "application/json"
        else:
            body = _XML[protocol].format(
                type="Sender" if self.status < 500 else "Receiver",  # noqa: PLR2004 - HTTP's
                code=escape(self.code),
                message=escape(self.message),
                request_id=request_id,
            )
            media_type = "text/xml"
        headers = {"x-amzn-ErrorType": self.code, "x-amzn-RequestId": request_id}
        return Response(body, self.status, headers, content_type=media_type)


_XML = {
    "query": (
        "<ErrorResponse><Error><Type>{type}</Type><Code>{code}</Code><Message>{message}</Message></Error>"
        "<RequestId>{request_id}</RequestId></ErrorResponse>"
    ),
    "ec2": (
        "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
        "<RequestID>{request_id}</RequestID></Response>"
    ),
    "rest-xml": "<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{request_id}</RequestId></Error>",
}


_KINDS: dict[str, tuple[str, str]] = {
    "boundary": ("a", "permissions boundary"),
    "identity": ("an", "identity-based policy"),
    "rcp": ("a", "resource control policy"),
    "resource": ("a", "resource-based policy"),
    "scp": ("a", "service control policy"),
    "session": ("a", "session policy"),
}
"""Layer of policies → what AWS calls such a policy, with its article."""


class Reason(NamedTuple):
    """Why a call is denied: a policy of some layer says no, or none says yes."""

    layer: Layer
    explicit: bool

    def words(self, action: str) -> str:
        """What AWS names as the reason.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
        """
        article, kind = _KINDS[self.layer]
        return (
            f"with an explicit deny in {article} {kind}"
            if self.explicit
            else f"because no {kind} allows the {action} action"
        )


_REASONS = {
    "identity-policy": Reason("identity", explicit=False),
    "root-task": Reason("session", explicit=True),
    "permissions-boundary": Reason("boundary", explicit=False),
    "service-control-policy": Reason("scp", explicit=True),
    "session-policy": Reason("session", explicit=False),
}
"""The reason that each fault gives."""


def denied(call: Call, protocol: Protocol, caller_arn: str, resource: str, by: str = "identity-policy") -> Refusal:
    """The caller is not allowed to make the call, by the kind of policy that `by` names."""
    return denied_because(call, protocol, caller_arn, (call.action, resource), _REASONS[by])


def denied_because(
    call: Call, protocol: Protocol, caller_arn: str, permission: tuple[str, str], reason: Reason
) -> Refusal:
    """The caller lacks a permission that the call needs: an action, and a resource as AWS calls it."""
    action = _spoken(permission[0])
    # S3 puts the resource into quotation marks, and names none where there is none.
    about = f" on resource: {permission[1]}"
    if call.service == "s3":
        about = "" if permission[1] == "*" else f' on resource: "{permission[1]}"'
    message = f"User: {caller_arn} is not authorized to perform: {action}{about} {reason.words(action)}"
    if protocol == "ec2":
        return Refusal("UnauthorizedOperation", f"You are not authorized to perform this operation. {message}", 403)
    if call.service == "sns":
        return Refusal("AuthorizationError", message, 403)
    code = "AccessDeniedException" if protocol in ("json", "rest-json") else "AccessDenied"
    return Refusal(code, message, _FORBIDDEN.get(protocol, 403))


def _spoken(action: str) -> str:
    """SNS spells its own prefix in capitals when it denies."""
    return action.replace("sns:", "SNS:", 1)


def throttled(protocol: Protocol) -> Refusal:
    """Too many calls. Codes that the SDKs know and retry.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
    """
    if protocol == "ec2":
        return Refusal("RequestLimitExceeded", "Request limit exceeded.", 503)
    if protocol == "rest-xml":
        return Refusal("SlowDown", "Please reduce your request rate.", 503)
    if protocol == "query":
        return Refusal("Throttling", "Rate exceeded", 400)
    return Refusal("ThrottlingException", "Rate exceeded", 400 if protocol == "json" else 429)


def unknown_operation(call: Call, protocol: Protocol) -> Refusal:
    """AWS knows no such action, or the practice account does not emulate it."""
    if protocol in ("query", "ec2"):
        return Refusal("InvalidAction", f"The action {call.operation} is not valid for this web service.", 400)
    if protocol == "rest-xml":
        return Refusal("NotImplemented", "A header you provided implies functionality that is not implemented.", 501)
    return Refusal("UnknownOperationException", "", 400 if protocol == "json" else 404)


def unknown_key(call: Call, protocol: Protocol) -> Refusal:
    """The key that signed is unknown, inactive, too new, or came without its session token.

    https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
    https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    """
    if call.service == "s3":
        message = "The AWS Access Key Id you provided does not exist in our records."
        return Refusal("InvalidAccessKeyId", message, 403)
    return region_not_enabled(protocol)


def expired(call: Call, protocol: Protocol) -> Refusal:
    """The session token has expired."""
    if call.service == "s3":
        return Refusal("ExpiredToken", "The provided token has expired.", 400)
    if protocol == "ec2":
        return Refusal("RequestExpired", "Request has expired.", 400)
    code = "ExpiredTokenException" if protocol in ("json", "rest-json") else "ExpiredToken"
    message = "The security token included in the request is expired"
    return Refusal(code, message, _FORBIDDEN.get(protocol, 403))


def failed(status: int, code: str, message: str) -> Refusal:
    """AWS itself failed."""
    return Refusal(code, message, status)


def region_not_enabled(protocol: Protocol) -> Refusal:
    """What a region says to an account that has not enabled it.

    https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
    """
    if protocol == "ec2":
        return Refusal("AuthFailure", "AWS was not able to validate the provided access credentials", 401)
    message = "The security token included in the request is invalid."
    if protocol in ("json", "rest-json"):
        return Refusal("UnrecognizedClientException", message, _FORBIDDEN.get(protocol, 403))
    return Refusal("InvalidClientTokenId", message, 403)


def unsigned() -> Refusal:
    """The request carries no signature."""
    return Refusal("MissingAuthenticationToken", "Missing Authentication Token", 403)


def web_page() -> Refusal:
    """The request comes from a browser's page, or was sent to a name that is not this machine's."""
    return Refusal("AccessDenied", "The practice account takes no requests from web pages or for other hosts.", 403)


def unreadable(protocol: Protocol) -> Refusal:
    """The body is not in the protocol's form.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/CommonErrors.html
    """
    code = "SerializationException" if protocol in ("json", "rest-json") else "ValidationError"
    return Refusal(code, "The request has a parameter that is not of its type.", 400)


def malformed_bucket_policy() -> Refusal:
    """What S3 says of a bucket policy that is no JSON object.

    https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    """
    return Refusal("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'", 400)


def public_bucket_policy(caller_arn: str, bucket_arn: str) -> Refusal:
    """What S3 says of a public policy for a bucket that blocks them. The words are those that users report.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """
    message = (
        f'User: {caller_arn} is not authorized to perform: s3:PutBucketPolicy on resource: "{bucket_arn}" '
        "because public policies are blocked by the BlockPublicPolicy block public access setting."
    )
    return Refusal("AccessDenied", message, 403)


def internal_failure() -> Refusal:
    """The practice account itself failed: a defect of it, or of moto."""
    return Refusal("InternalFailure", "The practice account could not answer this call.", 500)
