"""One emulated AWS endpoint on loopback: moto's own server, counted. Started by the benchmark as a process of its own.

It is not rootward's sandbox, so that no peer is at a disadvantage. In front of moto lies one WSGI layer that counts the
requests by service and operation, clocks how long moto worked on each, and waits before each where a latency is set.
Under /bench/ it answers the benchmark itself: `counts`, `reset`, `latency?ms=30`, and `truth`: how many users have a
console password and no MFA device, against which each tool's own answer is held.

    python bench/serve.py --users 2000

prints one line, `{"port": 12345}`, when the account is there, and serves until its standard input closes.
"""

import argparse
import io
import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

# AWS's managed policies are part of every account; read by moto when its backend is made.
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.test import Client

import account

StartResponse = Callable[..., Any]
Environ = dict[str, Any]

_UNKNOWN_ACTION = (
    b"<ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code>"
    b"<Message>Could not find the operation</Message></Error><RequestId>bench</RequestId></ErrorResponse>"
)

# Parameters with which AWS's paged operations ask for a further page.
_CONTINUATIONS = ("Marker", "NextToken", "nextToken", "marker", "StartingToken")


class QuietRequestHandler(MotoRequestHandler):
    """moto's request handler without a log line for each of tens of thousands of requests."""

    def log_request(self, *_: object) -> None:
        """Say nothing."""


class CountedEndpoint:
    """A WSGI application in front of another: counts, clocks and delays its requests."""

    def __init__(self, application: Callable[[Environ, StartResponse], Iterable[bytes]]) -> None:
        self._application = application
        self._lock = threading.Lock()
        self._calls: Counter[str] = Counter()
        self._further_pages: Counter[str] = Counter()
        self._failed: Counter[str] = Counter()
        self._busy = 0.0
        self._latency = 0.0

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; those under /bench/ are the benchmark's own and are not counted."""
        if environ["PATH_INFO"].startswith("/bench/"):
            return self._control(environ, start_response)
        operation, is_further_page = _describe(environ)
        status = "000"

        def note_status(line: str, *rest: Any) -> Any:
            nonlocal status
            status = line[:3]
            return start_response(line, *rest)

        time.sleep(self._latency)
        begin = time.perf_counter()
        body = self._answer(operation, environ, note_status)
        busy = time.perf_counter() - begin
        with self._lock:
            self._calls[operation] += 1
            self._further_pages[operation] += is_further_page
            self._failed[f"{operation} {status}"] += status >= "400"
            self._busy += busy
        return body

    def _answer(self, operation: str, environ: Environ, start_response: StartResponse) -> list[bytes]:
        """Moto's answer, and AWS's where moto has none: a raised exception would break the connection off."""
        if operation == "access-analyzer:GET /analyzer":
            # moto has no Access Analyzer: an account without analyzers, for whoever asks.
            start_response("200 OK", [("Content-Type", "application/json")])
            return [b'{"analyzers": []}']
        try:
            return list(self._application(environ, start_response))
        except Exception:  # noqa: BLE001 - whatever moto raises, it does not know the operation
            start_response("400 Bad Request", [("Content-Type", "text/xml")])
            return [_UNKNOWN_ACTION]

    def _control(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        verb = environ["PATH_INFO"].removeprefix("/bench/")
        answer: dict[str, Any]
        with self._lock:
            if verb == "reset":
                self._calls.clear()
                self._further_pages.clear()
                self._failed.clear()
                self._busy = 0.0
                # Each tool has to have its credential report generated, as on an account nobody looked at today.
                account.backend().credential_report = None
            elif verb == "latency":
                self._latency = float(parse_qs(environ["QUERY_STRING"])["ms"][0]) / 1000
            if verb == "truth":
                answer = {"users_without_mfa": account.users_without_mfa()}
            else:
                answer = {
                    "calls": dict(self._calls),
                    "further_pages": dict(+self._further_pages),
                    "failed": dict(+self._failed),
                    "busy_s": self._busy,
                }
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]


def _describe(environ: Environ) -> tuple[str, bool]:
    """The request's `service:Operation`, and whether it asks for a further page of a list."""
    try:
        scope = environ["HTTP_AUTHORIZATION"].split("Credential=")[1].split(",")[0].split("/")
        service = scope[-2]
    except (KeyError, IndexError):
        service = "unsigned"
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        parameters = json.loads(body or b"{}")
        return f"{service}:{target.rsplit('.', 1)[1]}", any(name in parameters for name in _CONTINUATIONS)
    form = parse_qs(body.decode("utf-8", "replace"))
    if "Action" in form:
        return f"{service}:{form['Action'][0]}", any(name in form for name in _CONTINUATIONS)
    query = parse_qs(environ.get("QUERY_STRING", ""))
    route = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
    return f"{service}:{route}", any(name in query for name in _CONTINUATIONS)


def _warm_up(moto: DomainDispatcherApplication) -> None:
    """Have moto load what it loads at a first call, so that no tool pays for it."""
    client = Client(moto)
    first = {"iam": "GetAccountAuthorizationDetails", "sts": "GetCallerIdentity", "ec2": "DescribeRegions"}
    for service, action in first.items():
        scope = f"bench/20260101/us-east-1/{service}/aws4_request"
        client.post(
            "/",
            data={"Action": action, "Filter.member.1": "Group"},
            headers={"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=none"},
        )


def main() -> None:
    """Populate, serve, and stop when the parent goes away."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--users", type=int, required=True)
    users = parser.parse_args().users
    account.populate(users)
    moto = DomainDispatcherApplication(create_backend_app)
    _warm_up(moto)
    server = make_server("127.0.0.1", 0, CountedEndpoint(moto), threaded=True, request_handler=QuietRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
