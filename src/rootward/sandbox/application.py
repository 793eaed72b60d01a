"""The WSGI application of a practice account: tell which call it is and who makes it, let it go wrong or answer it."""

from __future__ import annotations

import json
import logging
import traceback
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from moto.core.request import Request
from moto.core.responses import OperationNotFoundError  # type: ignore[attr-defined] # botocore's, as moto raises it
from werkzeug.wrappers import Response

from rootward.sandbox import state
from rootward.sandbox.cloudtrail.recording import record, recorded
from rootward.sandbox.control import PREFIX, Control
from rootward.sandbox.door import refusal
from rootward.sandbox.door.call import SignedCall, identify, spoken_protocol
from rootward.sandbox.door.credentials import note_use, note_uses_alone
from rootward.sandbox.door.gate import refused, who_calls
from rootward.sandbox.door.principal import Principal, acting
from rootward.sandbox.door.visitor import is_of_a_web_page
from rootward.sandbox.door.wire import as_aws_sends
from rootward.sandbox.earlier import Earlier
from rootward.sandbox.network import pass_through
from rootward.sandbox.services.regions import OPT_IN_REGIONS, is_enabled
from rootward.sandbox.services.table import REGIONAL, responder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from rootward.sandbox.backends import Backends
    from rootward.sandbox.door.call import Call
    from rootward.sandbox.faults import Armed, Faults
    from rootward.sandbox.state import State

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

    def close(self) -> None:
        """Forget the account, and let go what waits."""
        self.faults.clear()
        self.backends.remove()

    def save(self) -> State:
        """The account as it is now."""
        with self.backends.in_place():
            return state.save(self.backends)

    def restore(self, saved: State) -> None:
        """Make the account what it was."""
        with self.backends.in_place():
            state.restore(saved, self.backends)
            self._earlier.forget()

    def advance_clock(self, seconds: float) -> None:
        """Move the account's clock. Raises ClockError where that is too far."""
        with self.backends.in_place():
            self.backends.clock.advance(seconds)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI).

        Raises:
            ConnectionAbortedError: a fault cuts the connection, or the account has ended.

        """
        try:
            response = self._response(_ServedRequest(environ))
        except ConnectionError:
            raise
        except Exception as error:  # noqa: BLE001 - a defect must not reach a client as a traceback
            _note("a request", error)
            response = refusal.internal_failure().answer("rest-json")
        return response(environ, start_response)

    def _response(self, request: Request) -> Response:
        if is_of_a_web_page(request.headers):
            return refusal.web_page().answer("rest-json")
        if f"{request.path}/".startswith(PREFIX):
            return self._control.answer(request)
        request.get_data()  # keeps the body: reading a form's fields would use it up
        signed = identify(request)
        if signed is None:
            return refusal.unsigned().answer(spoken_protocol(request))
        # Struck before it is noted: whoever sees a call among the calls may take its fault back, and ends its wait so.
        struck = self.faults.striking(signed.call, self.backends.clock.now().timestamp())
        self.calls.append(signed.call)
        return as_aws_sends(self._through(struck, request, signed), signed, request.content_type or "")

    def _through(self, struck: tuple[Armed, ...], request: Request, signed: SignedCall) -> Response:
        """What the network lets through, there and back."""
        failure = pass_through(struck, self.faults, "before")
        if failure is None:
            response = self._answered(struck, request, signed)
            failure = pass_through(struck, self.faults, "after")
            if failure is None:
                return response
        return refusal.failed(failure.status, failure.code, failure.message).answer(signed.protocol)

    def _answered(self, struck: tuple[Armed, ...], request: Request, signed: SignedCall) -> Response:
        """The answer. Where it is known who called, the call is noted in the account's history."""
        call, protocol, backends = signed.call, signed.protocol, self.backends
        with backends.in_place():
            backends.turn += 1
            request_id = str(uuid5(NAMESPACE_URL, f"request {backends.turn}"))
            now = backends.clock.now()
            principal = who_calls(request, signed, now, backends.turn)
            if isinstance(principal, refusal.Refusal):
                return principal.answer(protocol, request_id)
            if _is_closed(call, backends, principal.account_id):
                return refusal.region_not_enabled(protocol).answer(protocol, request_id)
            with acting(principal):
                if principal.key_id:
                    note_use(principal, call, now)
                reason = refused(struck, request, signed, principal)
                answer = reason or self._tried(struck, request, signed, principal)
            response = answer.answer(protocol, request_id) if isinstance(answer, refusal.Refusal) else answer
            name = "x-amz-request-id" if protocol == "rest-xml" else "x-amzn-RequestId"
            response.headers.setdefault(name, request_id)
            number = len(backends.history)
            record(recorded(request, response, signed, principal, at=now, number=number), backends)
            return response

    def _tried(
        self, struck: tuple[Armed, ...], request: Request, signed: SignedCall, principal: Principal
    ) -> Response | refusal.Refusal:
        call, protocol, backends = signed.call, signed.protocol, self.backends
        # moto's own way to tell the account is by the key, which it knows less of.
        request.environ["HTTP_X_MOTO_ACCOUNT_ID"] = principal.account_id
        try:
            if call.service in _SHOWING_LOGS:
                from rootward.sandbox.cloudtrail.delivery import deliver_due

                deliver_due(backends, backends.clock.now())
            if call.service == "s3":
                from rootward.sandbox.services.s3 import be_as_aws

                be_as_aws()
            with self._earlier.seen_by(call, struck, self.faults.in_force(), backends):
                answer = responder(signed, request.raw_path, backends, principal.account_id)
                if answer is not None and call.operation:
                    return _made(answer(request, request.raw_url, dict(request.headers)))
        except (UnicodeDecodeError, json.JSONDecodeError):
            return refusal.unreadable(protocol)
        except (ImportError, NotImplementedError, OperationNotFoundError):
            pass  # moto has no such operation, or needs packages for it that the extra does not bring
        except Exception as error:  # noqa: BLE001 - a defect must not reach a client as a traceback
            if _is_of_the_parser(error):
                return refusal.unreadable(protocol)
            _note(call.action, error)
            return refusal.internal_failure()
        self.not_emulated.append(call)
        return refusal.unknown_operation(call, protocol)


def _is_closed(call: Call, backends: Backends, account_id: str) -> bool:
    """Whether the call goes to a region that the account has not enabled; STS is in every region that needs no opt-in.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
    """
    regional = call.service in REGIONAL or (call.service == "sts" and call.region in OPT_IN_REGIONS)
    return regional and not is_enabled(backends, account_id, call.region)


def _is_of_the_parser(error: Exception) -> bool:
    """Whether moto could not read a parameter as what the model says it is: a number that is none, for one."""
    frames = traceback.extract_tb(error.__traceback__)
    return isinstance(error, (ValueError, TypeError)) and any(
        frame.filename.endswith(("moto/core/parse.py", "moto\\core\\parse.py")) for frame in frames[-3:]
    )


def _note(what: str, error: Exception) -> None:
    """One line of log. Not the error's own words: they may hold the request, and that a secret."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "nowhere"
    _log.error("the practice account failed at %s: %s at %s", what, type(error).__name__, place)
    _log.debug("on the way:\n%s", "".join(traceback.format_list(frames)))


def _made(answer: Any) -> Response:  # noqa: ANN401 - whatever moto's classes return
    status, headers, body = answer if isinstance(answer, tuple) and len(answer) == 3 else (200, {}, answer)  # noqa: PLR2004
    named = {name.lower(): str(value) for name, value in headers.items()}
    made = Response(body, int(status), named)
    if not body and "content-length" in named:  # of HEAD: the length of what is not sent, which werkzeug sets to 0
        made.headers["Content-Length"] = named["content-length"]
    return made
