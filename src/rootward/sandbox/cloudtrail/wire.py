"""What a recorded request asked and what was answered, in the member names that CloudTrail uses.

The service's own model says what a body means. CloudTrail writes member names with a small first letter
(`SAMLProviderArn` becomes `sAMLProviderArn`), but for the newer REST services, whose names it leaves as they are; dates
as Java prints them. Both are seen in real records only: no document says it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from moto.core.model import OperationModel, ServiceModel

    from rootward.sandbox.cloudtrail.recorded import RecordedCall

Parameters = dict[str, Any]

_HIDDEN = "****"
"""What Organizations' records show in the place of a name or an address.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
"""

_HIDDEN_ELSEWHERE = "HIDDEN_DUE_TO_SECURITY_REASONS"
"""What other services' records show in the place of what their model calls sensitive.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
"""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def service_model(service: str) -> ServiceModel:
    """The model of a service, by the name of botocore's client."""
    from moto.core.utils import get_service_model

    return get_service_model(service)


def asked(recorded: RecordedCall) -> Parameters | None:
    """The parameters of the request, secrets included; None where there are none or the body is of no use."""
    from moto.core.parse import PROTOCOL_PARSERS, RequestParserError
    from moto.core.request import Request

    operation = _operation(recorded)
    if operation is None or operation.input_shape is None:
        return None
    request = Request(_environ(recorded))
    try:
        parsed = PROTOCOL_PARSERS[recorded.protocol](operation).parse(
            {
                "method": request.method,
                "values": request.values,
                "headers": request.headers,
                "body": recorded.body,
                "url_path": request.path,
                "url_params": _url_parameters(recorded, request),
            }
        )
    except (RequestParserError, AttributeError, KeyError, TypeError, ValueError):
        return None
    return _named(parsed, operation.input_shape, recorded) or None


def answered(recorded: RecordedCall) -> Parameters | None:
    """The members of the answer, secrets included; None where it has none."""
    operation = _operation(recorded)
    if operation is None or operation.output_shape is None or not recorded.answer:
        return None
    shape = operation.output_shape
    try:
        if recorded.protocol in ("json", "rest-json"):
            parsed = json.loads(recorded.answer)
        else:
            parsed = _of_xml(_result_element(recorded.answer, shape), shape)
    except (ValueError, ET.ParseError):
        return None
    return _named(parsed, shape, recorded) or None


def error(recorded: RecordedCall) -> tuple[str, str] | None:
    """The code and the message of an error answer, as they went over the wire; None if the call succeeded."""
    if recorded.status < 400:  # noqa: PLR2004 - HTTP's errors
        return None
    try:
        if recorded.protocol in ("json", "rest-json"):
            body = json.loads(recorded.answer)
            code = str(body.get("__type") or body.get("code") or body.get("Code") or "")
            return code.rpartition("#")[2], str(body.get("message") or body.get("Message") or "")
        texts = {_local(node.tag): node.text or "" for node in ET.fromstring(recorded.answer).iter()}  # noqa: S314 - own answer
        return texts.get("Code", ""), texts.get("Message", "")
    except (ValueError, AttributeError, ET.ParseError):
        return "", ""


def xml_parameters(body: bytes) -> Parameters:
    """An XML body as CloudTrail shows S3's: the root element by its name, the namespace as `xmlns`."""
    try:
        root = ET.fromstring(body)  # noqa: S314 - defused enough: entities are not resolved, the body is small
    except ET.ParseError:
        return {}
    content = _plain(root)
    namespace = root.tag[1:].partition("}")[0] if root.tag.startswith("{") else ""
    if isinstance(content, dict) and namespace:
        content = {"xmlns": namespace, **content}
    return {_local(root.tag): content}


def written_date(moment: datetime, service: str) -> str:
    """A date inside parameters: `Jul 10, 2023 12:23:05 PM` in IAM's events, with a second comma in all others."""
    comma = "" if service == "iam" else ","
    hour, half = (moment.hour % 12 or 12), ("AM" if moment.hour < 12 else "PM")  # noqa: PLR2004
    month = _MONTHS[moment.month - 1]
    return f"{month} {moment.day}, {moment.year}{comma} {hour}:{moment.minute:02}:{moment.second:02} {half}"


def _operation(recorded: RecordedCall) -> OperationModel | None:
    try:
        model = service_model(recorded.call.service)
    except Exception as error:
        if type(error).__name__ == "UnknownServiceError":  # botocore's, and only aws/ may import botocore
            return None
        raise
    if recorded.call.operation not in model.operation_names:
        return None
    operation: OperationModel = model.operation_model(recorded.call.operation)
    return operation


def _environ(recorded: RecordedCall) -> dict[str, Any]:
    environ = {
        "REQUEST_METHOD": recorded.method,
        "PATH_INFO": recorded.path,
        "QUERY_STRING": recorded.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(recorded.body),
        "CONTENT_LENGTH": str(len(recorded.body)),
    }
    for name, value in recorded.headers.items():
        variable = name.upper().replace("-", "_")
        environ["CONTENT_TYPE" if variable == "CONTENT_TYPE" else f"HTTP_{variable}"] = value
    return environ


def _url_parameters(recorded: RecordedCall, request: Any) -> dict[str, Any]:  # noqa: ANN401 - moto's Request
    if not recorded.protocol.startswith("rest"):
        return {}
    from moto.core.routing import get_service_router
    from werkzeug.exceptions import NotFound

    try:
        return dict(get_service_router(recorded.call.service).match(request)[1])
    except NotFound:
        return {}


def _result_element(answer: bytes, shape: Any) -> ET.Element:  # noqa: ANN401 - a moto Shape
    root = ET.fromstring(answer)  # noqa: S314 - own answer
    wrapper = shape.serialization.get("resultWrapper")
    if wrapper:
        return next((node for node in root.iter() if _local(node.tag) == wrapper), root)
    return root


def _of_xml(node: ET.Element, shape: Any) -> Any:  # noqa: ANN401 - follows the model
    if shape.type_name == "structure":
        found = {}
        for name, member in shape.members.items():
            tag = member.serialization.get("name", name)
            children = [child for child in node if _local(child.tag) == tag]
            if not children:
                continue
            if member.type_name == "list" and member.serialization.get("flattened"):
                found[name] = [_of_xml(child, member.member) for child in children]
            else:
                found[name] = _of_xml(children[0], member)
        return found
    if shape.type_name == "list":
        return [_of_xml(child, shape.member) for child in node]
    if shape.type_name == "map":
        return {_child(entry, "key"): _child(entry, "value") for entry in node}
    return _scalar(node.text or "", shape.type_name)


def _child(node: ET.Element, name: str) -> str:
    return next((child.text or "" for child in node if _local(child.tag).lower() == name), "")


def _scalar(text: str, kind: str) -> Any:  # noqa: ANN401 - what the model says
    if kind == "boolean":
        return text == "true"
    if kind in ("integer", "long"):
        return int(text)
    return float(text) if kind in ("double", "float") else text


def _named(value: Any, shape: Any, recorded: RecordedCall) -> Any:  # noqa: ANN401 - follows the model
    """The value with CloudTrail's member names and dates."""
    if shape.metadata.get("sensitive"):
        return _HIDDEN if recorded.call.service == "organizations" else _HIDDEN_ELSEWHERE
    if shape.type_name == "structure" and isinstance(value, dict):
        return {
            _member_name(name, recorded): _named(value[name], member, recorded)
            for name, member in shape.members.items()
            if value.get(name) is not None
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [_named(item, shape.member, recorded) for item in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {name: _named(inner, shape.value, recorded) for name, inner in value.items()}
    return _shown(value, shape, recorded)


def _shown(value: Any, shape: Any, recorded: RecordedCall) -> Any:  # noqa: ANN401 - follows the model
    if shape.type_name == "timestamp":
        return written_date(_moment(value), recorded.call.service)
    return b64encode(value).decode() if isinstance(value, bytes) else value


def _member_name(name: str, recorded: RecordedCall) -> str:
    if recorded.protocol == "rest-json":
        return name
    return name[:1].lower() + name[1:]


def _moment(value: Any) -> datetime:  # noqa: ANN401 - a date, a number, or text of a date
    if isinstance(value, datetime):
        return value
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC).replace(tzinfo=None)
    return datetime.fromisoformat(str(value)).replace(tzinfo=None)


def _plain(node: ET.Element) -> Any:  # noqa: ANN401 - as deep as the document
    if not len(node):
        return node.text or ""
    found: Parameters = {}
    for child in node:
        name, content = _local(child.tag), _plain(child)
        if name in found:
            earlier = found[name] if isinstance(found[name], list) else [found[name]]
            found[name] = [*earlier, content]
        else:
            found[name] = content
    return found


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
