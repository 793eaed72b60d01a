"""The WSGI application of a practice account: tell which call it is and who makes it, let it go wrong or answer it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from moto.core.request import Request
from moto.core.responses import OperationNotFoundError  # type: ignore[attr-defined] # botocore's, as moto raises it
from werkzeug.wrappers import Response

from rootward.sandbox.cloudtrail.recording import recorded
from rootward.sandbox.control import PREFIX, Control
from rootward.sandbox.door import refusal
from rootward.sandbox.door.call import SignedCall, identify
from rootward.sandbox.door.credentials import note_use, note_uses_alone
from rootward.sandbox.door.gate import refused, who_calls
from rootward.sandbox.door.principal import Principal, acting
from rootward.sandbox.door.wire import as_aws_sends
from rootward.sandbox.earlier import Earlier
from rootward.sandbox.network import pass_through
from rootward.sandbox.services.regions import is_enabled
from rootward.sandbox.services.table import REGIONAL, responder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from rootward.sandbox.backends import Backends
    from rootward.sandbox.door.call import Call
    from rootward.sandbox.faults import Fault, Faults

_log = logging.getLogger(__name__)

_SHOWING_LOGS = ("cloudtrail", "s3")
"""The services through which it can be seen whether log files were delivered."""


class _ServedRequest(Request):
    """moto's request, come over a real connection."""

    from_wsgi_server = True


class Application:
    """Answers every call of every service, for one practice account and its organisation."""

    def __init__(self, backends: Backends, faults: Faults) -> None:
        note_uses_alone()
        self.calls: list[Call] = []
        """Every call in the order in which it came, refused ones included."""
        self.not_emulated: list[Call] = []
        """The calls that nothing here could answer."""
        self.faults = faults
        self.backends = backends
        self._control = Control(self)
        self._earlier = Earlier()
        self._turn = 0

    def close(self) -> None:
        """Forget the account, and let go what hangs."""
        self.faults.clear()
        self.backends.remove()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI).

        Raises:
            ConnectionAbortedError: a fault cuts the connection.

        """
        request = _ServedRequest(environ)
        if request.path.startswith(PREFIX):
            return self._control.answer(request)(environ, start_response)
        request.get_data()  # keeps the body: reading a form's fields would use it up
        signed = identify(request)
        if signed is None:
            return refusal.unsigned().answer("rest-json")(environ, start_response)
        self.calls.append(signed.call)
        struck = self.faults.striking(signed.call, self.backends.clock.now().timestamp())
        response = self._through(struck, request, signed)
        return as_aws_sends(response, signed, request.content_type or "")(environ, start_response)

    def _through(self, struck: tuple[Fault, ...], request: Request, signed: SignedCall) -> Response:
        """What the network lets through, there and back."""
        failure = pass_through(struck, self.faults, "before")
        if failure is None:
            response = self._answered(struck, request, signed)
            failure = pass_through(struck, self.faults, "after")
            if failure is None:
                return response
        failed = refusal.failed(failure.status, failure.code, failure.message)
        return failed.answer(signed.protocol)

    def _answered(self, struck: tuple[Fault, ...], request: Request, signed: SignedCall) -> Response:
        """The answer. Where it is known who called, the call is noted in the account's history."""
        call, protocol, backends = signed.call, signed.protocol, self.backends
        with backends.in_place():
            self._turn += 1
            now = backends.clock.now()
            principal = who_calls(request, signed, now, self._turn)
            if isinstance(principal, refusal.Refusal):
                return principal.answer(protocol)
            if call.service in REGIONAL and not is_enabled(backends, principal.account_id, call.region):
                return refusal.region_not_enabled(protocol).answer(protocol)
            with acting(principal):
                if principal.key_id:
                    note_use(principal, call, now)
                reason = refused(struck, request, signed, principal)
                response = reason.answer(protocol) if reason else self._tried(struck, request, signed, principal)
            number = len(backends.history)
            response.headers.setdefault(
                "x-amz-request-id" if protocol == "rest-xml" else "x-amzn-RequestId",
                str(uuid5(NAMESPACE_URL, f"request {number}")),
            )
            backends.history.append(recorded(request, response, signed, principal, at=now, number=number))
            return response

    def _tried(self, struck: tuple[Fault, ...], request: Request, signed: SignedCall, principal: Principal) -> Response:
        call, protocol, backends = signed.call, signed.protocol, self.backends
        # moto's own way to tell the account is by the key, which it knows less of.
        request.environ["HTTP_X_MOTO_ACCOUNT_ID"] = principal.account_id
        try:
            if call.service in _SHOWING_LOGS:
                from rootward.sandbox.cloudtrail.delivery import deliver_due

                deliver_due(backends, backends.clock.now())
            with self._earlier.seen_by(call, struck, self.faults.in_force(), backends):
                answer = responder(signed, request.raw_path, backends, principal.account_id)
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


def _response(answer: Any) -> Response:  # noqa: ANN401 - whatever moto's classes return
    status, headers, body = answer if isinstance(answer, tuple) and len(answer) == 3 else (200, {}, answer)  # noqa: PLR2004
    named = {name.lower(): str(value) for name, value in headers.items()}
    made = Response(body, int(status), named)
    if not body and "content-length" in named:  # of HEAD: the length of what is not sent, which werkzeug sets to 0
        made.headers["Content-Length"] = named["content-length"]
    return made
