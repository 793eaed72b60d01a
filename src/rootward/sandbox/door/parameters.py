"""What a request asks for, read by the model of its operation: one form for every protocol."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from moto.core.parse import PROTOCOL_PARSERS, RequestParserError
from moto.core.routing import get_service_router
from werkzeug.exceptions import NotFound

from rootward.sandbox.door.service_model import service_model

if TYPE_CHECKING:
    from moto.core.model import OperationModel
    from moto.core.request import Request

    from rootward.sandbox.door.call import SignedCall

Parameters = dict[str, Any]
"""By the member names of the operation's input, as `UserName`; lists and structures as deep as the model has them."""


def parameters_of(request: Request, signed: SignedCall) -> Parameters:
    """The parameters of a call; none where AWS knows no such operation, or the request is not of its form."""
    operation = operation_model(signed.call.service, signed.call.operation)
    if operation is None or operation.input_shape is None:
        return {}
    try:
        parsed = PROTOCOL_PARSERS[signed.protocol](operation).parse(
            {
                "method": request.method,
                "values": request.values,
                "headers": request.headers,
                "body": request.get_data(),
                "url_path": request.path,
                "url_params": _in_path(request, signed),
            }
        )
    except (RequestParserError, AttributeError, KeyError, NotFound, TypeError, ValueError):
        return {}
    return {name: value for name, value in parsed.items() if value is not None}


@cache
def operation_model(service: str, operation: str) -> OperationModel | None:
    """The model of an operation; None where AWS has none of that name. `service`: the name of botocore's client."""
    model = service_model(service)
    if model is None:
        return None
    if operation not in model.operation_names:
        return None
    found: OperationModel = model.operation_model(operation)
    return found


def _in_path(request: Request, signed: SignedCall) -> dict[str, Any]:
    """What a REST service's path names, as S3's bucket and key."""
    if not signed.protocol.startswith("rest"):
        return {}
    return dict(get_service_router(signed.call.service).match(request)[1])
