"""What moto leaves off the wire: the headers that AWS sends with every answer, and JSON without empty members.

Protocols: https://smithy.io/2.0/aws/protocols/index.html
S3's headers: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING
from uuid import uuid4

from rootward.sandbox.door.service_model import service_model

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from rootward.sandbox.door.call import SignedCall

_MEDIA_TYPES = {
    "query": "text/xml",
    "ec2": "text/xml;charset=UTF-8",
    "rest-json": "application/json",
    "rest-xml": "application/xml",
}
_JSON = "application/x-amz-json-1."
_STREAMS = frozenset({"GetObject", "GetObjectTorrent", "SelectObjectContent"})
"""Operations of S3 whose body is the client's own."""

_ERROR = 300
"""From this HTTP status on, an answer is an error."""


def as_aws_sends(response: Response, signed: SignedCall, requested_type: str) -> Response:
    """The answer, changed in place: media type, request id, no null in JSON, a message as the service spells it.

    The JSON protocols answer in the version that was asked in: `requested_type` is the request's Content-Type.
    """
    protocol, operation = signed.protocol, signed.call.operation
    if protocol == "rest-xml":
        response.headers.setdefault("x-amz-request-id", uuid4().hex[:16].upper())
        response.headers.setdefault("x-amz-id-2", uuid4().hex)
    elif protocol != "ec2":
        response.headers.setdefault("x-amzn-RequestId", str(uuid4()))
    if response.status_code < _ERROR and operation in _STREAMS:
        return response
    if protocol == "rest-xml" and response.get_data() == b"True":  # moto's PutBucketPolicy
        response.set_data(b"")
    if response.status_code < _ERROR and operation == "GetBucketPolicy":
        response.content_type = "application/json"
    elif protocol == "json":
        response.content_type = requested_type if requested_type.startswith(_JSON) else f"{_JSON}1"
    elif response.get_data():
        response.content_type = _MEDIA_TYPES[protocol]
    if protocol in ("json", "rest-json"):
        _mend_json(response, signed.call.service)
    return response


def _mend_json(response: Response, service: str) -> None:
    body = response.get_data()
    is_error = response.status_code >= _ERROR
    if not body or not (is_error or b"null" in body):
        return
    try:
        document = json.loads(body)
    except ValueError:
        return
    if isinstance(document, dict):
        document = _without_null(document)
        response.set_data(json.dumps(_spelt(document, service) if is_error else document))


def _without_null(value: object) -> object:
    if isinstance(value, dict):
        return {name: _without_null(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_null(inner) for inner in value]
    return value


def _spelt(error: object, service: str) -> object:
    """The error with one message, called as the service's model calls it: `message` or `Message`."""
    if not isinstance(error, dict):
        return error
    message = error.get("message", error.get("Message"))
    code = str(error.get("__type", "")).rpartition("#")[2]
    others = {name: value for name, value in error.items() if name not in ("message", "Message")}
    return others if message is None else {**others, _messages(service).get(code, "message"): message}


@cache
def _messages(service: str) -> dict[str, str]:
    """The name of the message's member, by the modelled errors of the service."""
    model = service_model(service)
    if model is None:
        return {}
    members = {shape.name: shape.members for shape in model.error_shapes}  # type: ignore[attr-defined] # errors are structures
    return {
        code: str(inner.serialization.get("name", name))
        for code, those in members.items()
        for name, inner in those.items()
        if name.lower() == "message"
    }
