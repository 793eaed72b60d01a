"""Serving a practice account on a loopback port."""

from __future__ import annotations

import socket
import sys
import threading
from contextlib import contextmanager
from datetime import UTC
from importlib.util import find_spec
from ipaddress import ip_address
from typing import TYPE_CHECKING

from rootward.errors import MissingExtraError, UsageError
from rootward.sandbox.environment import client_environment
from rootward.sandbox.faults import Delay, Deny, Fault, Faults, Throttle
from rootward.sandbox.scenario.file import DEFAULT, load
from rootward.sandbox.scenario.tables import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler

    from rootward.sandbox.application import Application
    from rootward.sandbox.clock import Clock
    from rootward.sandbox.console import Deed
    from rootward.sandbox.door.call import Call
    from rootward.sandbox.services.sns import Message
    from rootward.sandbox.state import State
    from rootward.sandbox.sts.responses import Caller

_REGION = "us-east-1"
_SECONDS_TO_NOTICE_THE_END = 0.05


class Sandbox:
    """A practice account that is being served."""

    account_id = "123456789012"
    region = _REGION
    """The region that `environment` sets. The account may have more: its scenario says which."""

    def __init__(self, endpoint_url: str, scenario: Scenario, application: Application, caller: Caller) -> None:
        self.endpoint_url = endpoint_url
        self.caller_arn = caller.arn
        self.regions = scenario.regions
        self.credentials = caller.key_id, caller.secret, caller.session_token
        """Access key id, secret access key, and session token or ""; of the scenario's caller."""
        self.environment = client_environment(endpoint_url, self.region, self.credentials)
        """The AWS_* variables that lead a client here, with credentials made at run time."""
        self._application = application

    @property
    def calls(self) -> list[Call]:
        """Every call so far, in order, refused ones included: (service, operation, region). Clear it as you like."""
        return self._application.calls

    @property
    def not_emulated(self) -> list[Call]:
        """The calls that nothing here could answer."""
        return self._application.not_emulated

    @property
    def _faults(self) -> Faults:
        return self._application.faults

    @property
    def enforce(self) -> bool:
        """Whether policies decide who may make a call. Set it as you like: it holds from the next call on."""
        return self._application.backends.enforce

    @enforce.setter
    def enforce(self, enforce: bool) -> None:
        self._application.backends.enforce = enforce

    def fault(self, fault: Fault) -> None:
        """Put a fault in force: see rootward.sandbox.faults."""
        self._faults.add(fault)

    def no_faults(self) -> None:
        """Take every fault back."""
        self._faults.clear()

    def deny(self, *actions: str) -> None:
        """Deny IAM actions from now on, as `iam:GetCredentialReport` or `iam:*`."""
        self._faults.add(Deny(actions=actions))

    def deny_all(self) -> None:
        """Deny everything but sts:GetCallerIdentity, which AWS lets nobody deny."""
        self._faults.add(Deny())

    def deny_region(self, region: str) -> None:
        """Forbid a region, as a service control policy does. Global services still answer."""
        self._faults.add(Deny(by="service-control-policy", regions=(region,)))

    def allow_all(self) -> None:
        """Take back every denial."""
        self._faults.clear(Deny)

    def delay(self, seconds: float) -> None:
        """Let every call wait from now on; calls side by side wait side by side."""
        self._faults.clear(Delay)
        if seconds:
            self._faults.add(Delay(seconds=seconds))

    def throttle_next(self, calls: int) -> None:
        """Throttle the next calls, whatever they are."""
        self._faults.clear(Throttle)
        self._faults.add(Throttle(times=calls))

    @property
    def now(self) -> datetime:
        """What the account's own clock says."""
        return self._application.backends.clock.now().replace(tzinfo=UTC)

    def advance_clock(self, seconds: float) -> None:
        """Move the account's own clock; below zero: back."""
        self._application.advance_clock(seconds)

    def expire_sessions(self) -> None:
        """End every session that STS gave: its calls are answered with ExpiredToken."""
        from rootward.sandbox.door.credentials import expire_sessions

        with self._application.backends.in_place():
            expire_sessions(self._application.backends.clock.now())

    def credentials_of(self, account_id: str) -> dict[str, str]:
        """The AWS_* variables of an administrator in another account of the organisation, for one hour.

        It is a session of OrganizationAccountAccessRole; its trust policy is not asked. Raises LookupError where the
        account has no such role.
        """
        from rootward.sandbox.organizations.account import access

        with self._application.backends.in_place():
            session = access(account_id)
        return client_environment(self.endpoint_url, self.region, (session.key_id, session.secret, session.token))

    def do(self, deed: Deed) -> None:
        """Do what people do in the console. Raises ConsoleError where it would not let them."""
        from rootward.sandbox.console import do

        with self._application.backends.in_place():
            do(deed, self._application.backends)

    def messages_to(self, endpoint: str) -> list[Message]:
        """What the owner of an e-mail address, a web address or a telephone got from SNS, in any region, oldest first.

        Each is (id, text, subject). Empty where nothing was sent, or the subscription was not confirmed.
        """
        from rootward.sandbox.services.subscriber import messages_to

        with self._application.backends.in_place():
            return messages_to(endpoint)

    def confirm_subscription(self, endpoint: str) -> None:
        """Do what the owner of an endpoint does who got SNS's token: confirm every subscription that waits for it.

        Raises LookupError where none waits.
        """
        from rootward.sandbox.services.subscriber import confirm

        with self._application.backends.in_place():
            confirm(endpoint)

    def save(self) -> State:
        """The account as it is now, its clock and its history included; faults are not part of it."""
        return self._application.save()

    def restore(self, state: State) -> None:
        """Make the account what it was when the state was saved."""
        self._application.restore(state)


@contextmanager
def serve(
    scenario: str | Scenario = DEFAULT, *, port: int = 0, host: str = "127.0.0.1", enforce: bool | None = None
) -> Iterator[Sandbox]:
    """Serve a practice account until the block ends: a scenario by its name, or one made in Python. Port 0: any free.

    `enforce`: whether its policies decide who may make a call; None: as the scenario says.

    Raises:
        MissingExtraError: moto is not installed.
        UsageError: no such scenario; the port is taken or not allowed; the host is not a loopback address.

    """
    if find_spec("moto") is None or find_spec("werkzeug") is None:
        raise MissingExtraError("sandbox")
    chosen = load(scenario) if isinstance(scenario, str) else scenario
    with _listen(host, port) as listener:
        application, caller = _found(chosen)
        application.backends.enforce = chosen.enforce if enforce is None else enforce
        server = _server(listener, host, application)
        thread = threading.Thread(
            target=server.serve_forever, args=(_SECONDS_TO_NOTICE_THE_END,), name="rootward-sandbox", daemon=True
        )
        thread.start()
        url_host = f"[{host}]" if ":" in host else host
        try:
            yield Sandbox(f"http://{url_host}:{server.port}", chosen, application, caller)
        finally:
            server.shutdown()
            thread.join()
            application.close()


def _listen(host: str, port: int) -> socket.socket:
    if not _is_loopback(host):
        message = f"the practice account cannot be served on {host}: '{host}' is no loopback address"
        raise UsageError(
            message,
            advice="whoever reaches it can turn its policies off, so it stays on this machine: use 127.0.0.1 or ::1",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            # Elsewhere it lets a port be used again at once; on Windows it would let two programs share one.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        message = f"port {port} on {host} cannot be used: {reason}"
        raise UsageError(message, advice="choose another one with --port, or leave it out for any free port") from error
    return listener


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _found(scenario: Scenario) -> tuple[Application, Caller]:
    from rootward.sandbox.application import Application
    from rootward.sandbox.backends import Backends
    from rootward.sandbox.scenario.denial import denials
    from rootward.sandbox.scenario.founding import found

    backends = Backends(scenario.regions)
    try:
        with backends.in_place():
            caller = found(scenario, backends, backends.clock.now().replace(microsecond=0))
    except BaseException:
        backends.remove()
        raise
    return Application(backends, Faults(denials(scenario))), caller


def _server(listener: socket.socket, host: str, application: Application) -> BaseWSGIServer:
    from werkzeug.serving import make_server

    # werkzeug given a port would print and exit where it cannot bind; so it is given the bound socket.
    handler = _handler(application.backends.clock)
    return make_server(host, 0, application, threaded=True, request_handler=handler, fd=listener.fileno())


def _handler(clock: Clock) -> type[WSGIRequestHandler]:
    from werkzeug.serving import WSGIRequestHandler

    class QuietHandler(WSGIRequestHandler):
        """Says nothing, and sends small answers at once: waiting for more would cost 40 ms a call."""

        disable_nagle_algorithm = True
        protocol_version = "HTTP/1.1"

        def connection_dropped(self, error: BaseException, environ: object = None) -> None:  # noqa: ARG002
            """Close the connection without an answer: the client left, or a fault cuts it."""
            self.close_connection = True

        def date_time_string(self, timestamp: float | None = None) -> str:
            """The answer's date by the account's clock: it is by that date that clients find their own to be off."""
            return super().date_time_string(
                clock.now().replace(tzinfo=UTC).timestamp() if timestamp is None else timestamp
            )

        def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's signature
            """Write no log line."""

    return QuietHandler
