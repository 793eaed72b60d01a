"""An error answer: the document of its protocol, its code and its HTTP status."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from botocore.model import OperationModel

from tests.sandbox.answers import json_shape, xml_shape
from tests.sandbox.answers.error_codes import modelled, statuses
from tests.sandbox.answers.xml_shape import local_name, namespace

SERVER_ERROR = 500


class Documented(NamedTuple):
    """What the document says, and what is wrong with its form."""

    code: str
    faults: list[str]


def error_faults(
    operation: OperationModel, protocol: str, status: int, headers: Mapping[str, str], document: object
) -> Iterator[str]:
    """Everything that is wrong with an error answer. The document: an Element, what JSON gave, or None for no body."""
    if document is None:
        if operation.http.get("method") != "HEAD":
            yield "an error without a body"
        return
    code, faults = _READERS[protocol](operation, status, headers, document)
    yield from faults
    if not code:
        return
    right = statuses(operation, protocol, code)
    if not right:
        yield f"the error {code} is neither in the model of the operation nor one of AWS's common errors"
    elif status not in right:
        yield f"the error {code} has the HTTP status {status}, not {' or '.join(map(str, sorted(right)))}"


def _of_query(operation: OperationModel, status: int, _headers: Mapping[str, str], document: object) -> Documented:
    assert isinstance(document, Element)
    faults = _expected_children(document, "ErrorResponse", {"Error", "RequestId"})
    faults += _namespace_faults(document, operation)
    error = _child(document, "Error")
    if error is None:
        return Documented("", faults)
    faults += _expected_children(
        error, "Error", {"Type", "Code", "Message"}, optional={"Detail"} | _members(operation, error)
    )
    kind = _text(error, "Type")
    if kind != ("Receiver" if status >= SERVER_ERROR else "Sender"):
        faults.append(f"an error of the type {kind!r} with the HTTP status {status}")
    return Documented(_text(error, "Code"), faults)


def _of_ec2(operation: OperationModel, _status: int, _headers: Mapping[str, str], document: object) -> Documented:
    assert isinstance(document, Element)
    faults = _expected_children(document, "Response", {"Errors", "RequestID"})
    faults += _namespace_faults(document, operation)
    errors = _child(document, "Errors")
    error = None if errors is None else _child(errors, "Error")
    if error is None:
        return Documented("", [*faults, "no Error in Errors"])
    faults += _expected_children(error, "Error", {"Code", "Message"})
    return Documented(_text(error, "Code"), faults)


def _of_rest_xml(_operation: OperationModel, _status: int, _headers: Mapping[str, str], document: object) -> Documented:
    """S3's: elements of an error's own may follow, as BucketName."""
    assert isinstance(document, Element)
    faults = [f"no {name} in the error" for name in ("Code", "Message", "RequestId") if _child(document, name) is None]
    if local_name(document) != "Error":
        faults.append(f"the error is a {local_name(document)}")
    return Documented(_text(document, "Code"), faults)


def _of_json(operation: OperationModel, _status: int, headers: Mapping[str, str], document: object) -> Documented:
    if not isinstance(document, dict):
        return Documented("", ["the error is no JSON object"])
    code = str(document.get("__type", "")).rpartition("#")[2]
    faults = [] if code else ["no __type in the error"]
    query_error = headers.get("x-amzn-query-error")
    if query_error and query_error.partition(";")[2] not in ("Sender", "Receiver"):
        faults.append(f"x-amzn-query-error is {query_error!r}")
    return Documented(code, faults + _member_faults(operation, code, document))


def _of_rest_json(operation: OperationModel, _status: int, headers: Mapping[str, str], document: object) -> Documented:
    """The code stands in a header; in the body as well, if the service likes."""
    if not isinstance(document, dict):
        return Documented("", ["the error is no JSON object"])
    code = headers.get("x-amzn-errortype", "").partition(":")[0].rpartition("#")[2]
    faults = [] if code else ["no x-amzn-ErrorType in the headers"]
    inside = str(document.get("__type") or document.get("code") or code).rpartition("#")[2]
    if inside != code:
        faults.append(f"the header says {code}, the body {inside}")
    return Documented(code, faults + _member_faults(operation, code, document))


_READERS = {"query": _of_query, "ec2": _of_ec2, "rest-xml": _of_rest_xml, "json": _of_json, "rest-json": _of_rest_json}


def _member_faults(operation: OperationModel, code: str, document: dict[str, object]) -> list[str]:
    """The members of a modelled error by the model; of any other, and of one whose model is empty: a message."""
    members = {name: value for name, value in document.items() if name not in ("__type", "code")}
    shape = modelled(operation).get(code)
    if shape is not None and shape.members:
        return list(json_shape.structure_faults("", shape, members))
    if set(members) not in ({"message"}, {"Message"}, set()):
        return [f"the error has {json.dumps(sorted(members))}, not a message"]
    return []


def _members(operation: OperationModel, error: Element) -> set[str]:
    shape = modelled(operation).get(_text(error, "Code"))
    return set(xml_shape.member_elements(shape)) if shape is not None else set()


def _namespace_faults(document: Element, operation: OperationModel) -> list[str]:
    """None, or the service's."""
    right = str(operation.service_model.metadata.get("xmlNamespace", ""))
    return (
        [] if namespace(document).rstrip("/") in ("", right.rstrip("/")) else [f"the namespace {namespace(document)}"]
    )


def _expected_children(
    element: Element, name: str, required: set[str], optional: set[str] | frozenset[str] = frozenset()
) -> list[str]:
    faults = [] if local_name(element) == name else [f"the error is a {local_name(element)}, not a {name}"]
    there = [local_name(child) for child in element]
    faults += [f"no {missing} in {name}" for missing in sorted(required - set(there))]
    faults += [f"{name} holds a {extra}" for extra in sorted(set(there) - required - optional)]
    return faults


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if local_name(child) == name), None)


def _text(element: Element, name: str) -> str:
    child = _child(element, name)
    return "" if child is None else (child.text or "")
