"""The WSGI application of a practice account: tell which call it is, note it, refuse it or let moto answer."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from moto.core.request import Request
from moto.core.responses import OperationNotFoundError  # type: ignore[attr-defined] # botocore's, as moto raises it
from werkzeug.wrappers import Response

from rootward.sandbox.backends import ACCOUNT_ID
from rootward.sandbox.door import refusal
from rootward.sandbox.door.call import SignedCall, identify
from rootward.sandbox.door.resource import resource_of
from rootward.sandbox.services.table import REGIONAL, responder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from rootward.sandbox.backends import Backends
    from rootward.sandbox.door.call import Call
    from rootward.sandbox.faults import Faults

_log = logging.getLogger(__name__)


class _ServedRequest(Request):
    """moto's request, come over a real connection."""

    from_wsgi_server = True


class Application:
    """Answers every call of every service, for one practice account."""

    def __init__(self, backends: Backends, faults: Faults) -> None:
        self.calls: list[Call] = []
        """Every call in the order in which it came, refused ones included."""
        self.not_emulated: list[Call] = []
        """The calls that nothing here could answer."""
        self.faults = faults
        self._backends = backends

    def close(self) -> None:
        """Forget the account."""
        self._backends.remove()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        request = _ServedRequest(environ)
        if self.faults.latency:
            time.sleep(self.faults.latency)
        signed = identify(request)
        response = refusal.unsigned().answer("rest-json") if signed is None else self._answer(request, signed)
        return response(environ, start_response)

    def _answer(self, request: Request, signed: SignedCall) -> Response:
        call, protocol = signed.call, signed.protocol
        self.calls.append(call)
        with self._backends.in_place():
            refused = self._refusal(request, signed)
            if refused:
                return refused.answer(protocol)
            try:
                answer = responder(signed, request.raw_path, self._backends)
                if answer is not None and call.operation:
                    return _response(answer(request, request.raw_url, dict(request.headers)))
            except (ImportError, NotImplementedError, OperationNotFoundError):
                pass  # moto has no such operation, or needs packages for it that the extra does not bring
            except Exception as error:  # noqa: BLE001 - a defect must not reach a client as a traceback
                _log.error("the practice account failed at %s: %r", call.action, error)
                _log.debug("the failure in full", exc_info=True)
                return refusal.internal_failure().answer(protocol)
        self.not_emulated.append(call)
        return refusal.unknown_operation(call, protocol).answer(protocol)

    def _refusal(self, request: Request, signed: SignedCall) -> refusal.Refusal | None:
        call, protocol, faults = signed.call, signed.protocol, self.faults
        if faults.takes_throttled():
            return refusal.throttled(protocol)
        if call.service in REGIONAL and call.region not in self._backends.regions:
            return refusal.region_not_enabled(protocol)
        if faults.forbids_region(call):
            return refusal.forbidden_region(call, protocol, _caller_arn(signed), resource_of(call, request))
        if faults.denies(call):
            return refusal.denied(call, protocol, _caller_arn(signed), resource_of(call, request))
        return None


def _caller_arn(signed: SignedCall) -> str:
    from moto.sts.models import sts_backends

    return sts_backends[ACCOUNT_ID]["aws"].get_caller_identity(signed.key_id, signed.call.region)[1]


def _response(answer: Any) -> Response:  # noqa: ANN401 - whatever moto's classes return
    status, headers, body = answer if isinstance(answer, tuple) and len(answer) == 3 else (200, {}, answer)  # noqa: PLR2004
    return Response(body, int(status), {name: str(value) for name, value in headers.items()})
