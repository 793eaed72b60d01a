"""Whether an answer, as it came over the wire, is one that AWS's own model of the operation allows.

botocore's parser is lenient: it passes over what it does not know and what is missing. This is not.
Protocols: https://smithy.io/2.0/aws/protocols/index.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from botocore.model import OperationModel, StructureShape

from tests.sandbox.answers import json_shape, xml_shape
from tests.sandbox.answers.error_document import error_faults
from tests.sandbox.answers.values import text_faults
from tests.sandbox.answers.xml_shape import local_name, namespace

REST_XML_NAMESPACES = {
    "cloudfront": "http://cloudfront.amazonaws.com/doc/2020-05-31/",
    "s3": "http://s3.amazonaws.com/doc/2006-03-01/",
}
MEDIA_TYPES = {
    "query": ("text/xml",),
    "ec2": ("text/xml",),
    "rest-xml": ("application/xml",),
    "rest-json": ("application/json",),
}
NO_CONTENT = 204
REDIRECTED = 300


@dataclass(frozen=True)
class Answer:
    """An HTTP answer to one operation."""

    operation: OperationModel
    protocol: str
    status: int
    headers: Mapping[str, str]
    """By names in lower case."""
    body: bytes | None
    """None: a stream, which is left alone."""


def faults(answer: Answer) -> list[str]:
    """What is wrong, as plain sentences; none: the answer is of AWS's shape."""
    try:
        document = _document(answer)
    except ValueError as error:
        return [f"the body cannot be read: {error}"]
    return [*_media_type_faults(answer), *_request_id_faults(answer), *_document_faults(answer, document)]


def _document_faults(answer: Answer, document: object) -> Iterator[str]:
    if answer.status >= REDIRECTED:
        yield from error_faults(answer.operation, answer.protocol, answer.status, answer.headers, document)
        return
    right = answer.operation.http.get("responseCode", 200) if answer.protocol.startswith("rest") else 200
    if answer.status != right:
        yield f"the HTTP status {answer.status}, not {right}"
    yield from _SUCCESS[answer.protocol](answer, document)


def _document(answer: Answer) -> object:
    """The body: an Element, what JSON gives, or None for an empty body, a stream, and a text of the client's own."""
    if not answer.body or (answer.status < REDIRECTED and _is_own_text(answer.operation)):
        return None
    try:
        if answer.protocol in ("json", "rest-json"):
            return json.loads(answer.body)
        return ET.fromstring(answer.body)  # noqa: S314 - it comes from this process
    except ET.ParseError as error:
        raise ValueError(str(error)) from error


def _media_type_faults(answer: Answer) -> Iterator[str]:
    if not answer.body:
        return
    version = answer.operation.service_model.metadata.get("jsonVersion", "1.0")
    right = MEDIA_TYPES.get(answer.protocol, (f"application/x-amz-json-{version}",))
    found = answer.headers.get("content-type", "").partition(";")[0].strip()
    if answer.status < REDIRECTED and _is_own_text(answer.operation):
        return
    if found not in right:
        yield f"the media type {found!r}, not {' or '.join(right)}"


def _request_id_faults(answer: Answer) -> Iterator[str]:
    names = ("x-amz-request-id",) if answer.protocol == "rest-xml" else ("x-amzn-requestid",)
    if answer.protocol != "ec2" and not any(answer.headers.get(name) for name in names):
        yield f"no {names[0]} in the headers"


def _query(answer: Answer, document: object) -> Iterator[str]:
    """`<XResponse><XResult>…</XResult><ResponseMetadata><RequestId>`."""
    operation = answer.operation
    if not isinstance(document, ET.Element):
        yield "no body"
        return
    yield from _namespace_faults(document, str(operation.service_model.metadata["xmlNamespace"]))
    if local_name(document) != f"{operation.name}Response":
        yield f"the answer is a {local_name(document)}, not a {operation.name}Response"
    shape = operation.output_shape
    wrapper = str(shape.serialization.get("resultWrapper", "")) if shape else ""
    expected = [*([wrapper] if wrapper else []), "ResponseMetadata"]
    if sorted(local_name(child) for child in document) != sorted(expected):
        yield f"{local_name(document)} holds {[local_name(child) for child in document]}, not {expected}"
    for child in document:
        if local_name(child) == "ResponseMetadata":
            if [local_name(inner) for inner in child] != ["RequestId"] or not (child[0].text or "").strip():
                yield "ResponseMetadata without a RequestId"
        elif local_name(child) == wrapper and isinstance(shape, StructureShape):
            yield from xml_shape.structure_faults("", shape, child)


def _ec2(answer: Answer, document: object) -> Iterator[str]:
    """`<XResponse><requestId>…` and the members beside it."""
    operation = answer.operation
    if not isinstance(document, ET.Element):
        yield "no body"
        return
    yield from _namespace_faults(document, str(operation.service_model.metadata["xmlNamespace"]))
    if local_name(document) != f"{operation.name}Response":
        yield f"the answer is a {local_name(document)}, not a {operation.name}Response"
    ids = [child for child in document if local_name(child) == "requestId"]
    if len(ids) != 1 or not ids[0].text:
        yield "no requestId"
    for child in ids:
        document.remove(child)
    if isinstance(operation.output_shape, StructureShape):
        yield from xml_shape.structure_faults("", operation.output_shape, document)


def _json(answer: Answer, document: object) -> Iterator[str]:
    """One object; an operation without a result gives an empty body or an empty object."""
    shape = answer.operation.output_shape
    if isinstance(shape, StructureShape):
        yield from json_shape.structure_faults("", shape, {} if document is None and not shape.members else document)
    elif document not in (None, {}):
        yield f"a body of an operation that gives nothing: {document!r}"


def _rest_json(answer: Answer, document: object) -> Iterator[str]:
    shape = answer.operation.output_shape
    if not isinstance(shape, StructureShape):
        if document not in (None, {}):
            yield f"a body of an operation that gives nothing: {document!r}"
        return
    yield from _header_faults(answer, shape)
    payload = _payload(shape)
    if payload is None:
        in_body = any("location" not in inner.serialization for inner in shape.members.values())
        if document is not None or in_body:
            yield from json_shape.structure_faults("", shape, document)
    elif document is not None and isinstance(payload[1], StructureShape):
        yield from json_shape.shape_faults(payload[0], payload[1], document)


def _rest_xml(answer: Answer, document: object) -> Iterator[str]:
    shape = answer.operation.output_shape
    if not isinstance(shape, StructureShape):
        if document is not None:
            yield "a body of an operation that gives nothing"
        return
    yield from _header_faults(answer, shape)
    payload = _payload(shape)
    body = payload[1] if payload else shape
    if not isinstance(body, StructureShape):
        return
    if not isinstance(document, ET.Element):
        if answer.body is not None and payload is None and xml_shape.member_elements(body):
            yield "no body"
        return
    yield from _namespace_faults(document, REST_XML_NAMESPACES[answer.operation.service_model.service_name])
    if answer.operation.name == "GetBucketLocation":
        # The one answer of S3 that is not wrapped: its root is its member.
        # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
        document.text, inner = "", document.text
        member = ET.SubElement(document, "LocationConstraint")
        member.text = inner
        if not inner:
            document.remove(member)
    yield from xml_shape.structure_faults(payload[0] if payload else "", body, document)


_SUCCESS = {"query": _query, "ec2": _ec2, "json": _json, "rest-json": _rest_json, "rest-xml": _rest_xml}


def _payload(shape: StructureShape | None) -> tuple[str, object] | None:
    name = shape.serialization.get("payload") if shape is not None else None
    return (str(name), shape.members[name]) if shape is not None and name else None


def _is_own_text(operation: OperationModel) -> bool:
    """Whether a success is a text or a blob as it is, as GetBucketPolicy's policy."""
    payload = _payload(operation.output_shape)
    return payload is not None and not isinstance(payload[1], StructureShape)


def _header_faults(answer: Answer, shape: StructureShape) -> Iterator[str]:
    for member, inner in shape.members.items():
        if inner.serialization.get("location") != "header":
            continue
        value = answer.headers.get(str(inner.serialization.get("name", member)).lower())
        if value is not None:
            if inner.type_name != "list":
                yield from text_faults(member, inner, value, "rfc822")
        elif member in shape.required_members:
            yield f"{member}: required by the model of {shape.name}, and missing"


def _namespace_faults(document: ET.Element, right: str) -> Iterator[str]:
    # Some of botocore's names of namespaces lack the last slash that is sent.
    found = {namespace(element) for element in document.iter()}
    if {one.rstrip("/") for one in found} != {right.rstrip("/")}:
        yield f"the namespaces {sorted(found)}, not {right}"
