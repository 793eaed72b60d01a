"""An AWS on loopback that answers as a test says, for what the practice account would never answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from rootward.aws.crew import Crew
from rootward.aws.reading import Reading
from rootward.aws.session import AwsSession, open_session
from rootward.model.account import Account
from tests.checks.facts import ACCOUNT, NOW

CALLER = f"arn:aws:iam::{ACCOUNT}:user/auditor"

KEY = "AKIA" + "EXAMPLE" * 2 + "22"
SECRET = "x" * 40

Answer = tuple[int, str, str]
"""HTTP status, content type, body."""


def xml(operation: str, inside: str) -> Answer:
    """An answer of IAM, STS or SNS."""
    body = f"<{operation}Response><{operation}Result>{inside}</{operation}Result></{operation}Response>"
    return 200, "text/xml", body


def js(body: Any) -> Answer:
    """An answer of a service that speaks JSON."""
    return 200, "application/x-amz-json-1.1", json.dumps(body)


def error(code: str, message: str = "", status: int = 400) -> Answer:
    """An error of IAM, STS or SNS."""
    body = f"<ErrorResponse><Error><Code>{code}</Code><Message>{escape(message)}</Message></Error></ErrorResponse>"
    return status, "text/xml", body


def json_error(code: str, message: str = "", status: int = 400) -> Answer:
    """An error of a service that speaks JSON."""
    return status, "application/x-amz-json-1.1", json.dumps({"__type": code, "message": message})


def whoami(arn: str = CALLER) -> Answer:
    """GetCallerIdentity's."""
    return xml("GetCallerIdentity", f"<Arn>{arn}</Arn><UserId>AIDA</UserId><Account>{arn.split(':')[4]}</Account>")


class FakeAws:
    """Answers by operation; each request is kept as (operation, parameters, region, headers)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: dict[str, Answer | Callable[[dict[str, Any], str], Answer]] = {"GetCallerIdentity": whoami()}
        self.requests: list[tuple[str, dict[str, Any], str, dict[str, str]]] = []

    def asked(self, operation: str) -> list[dict[str, Any]]:
        """The parameters of every request for the operation."""
        return [parameters for name, parameters, _, _ in self.requests if name == operation]

    def session(self, **settings: Any) -> AwsSession:
        """A session with it."""
        given = {"profile": None, "region": "us-east-1", "role_arn": None, "credentials": (KEY, SECRET)}
        return open_session(**{**given, "endpoint_url": self.url, **settings})

    @contextmanager
    def reading(self, **settings: Any) -> Iterator[Reading]:
        """A collection in progress, that waits for nothing."""
        with Crew(4, "test") as crew:
            yield Reading(self.session(), crew, **{"deadline_seconds": 300, "sleep": lambda _: None, **settings})

    def answer(self, operation: str, parameters: dict[str, Any], region: str) -> Answer:
        """What the test says."""
        found = self.answers.get(operation) or error("InvalidAction", f"no answer for {operation}")
        return found(parameters, region) if callable(found) else found


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        target = self.headers.get("X-Amz-Target")
        if target:
            operation, parameters = target.rpartition(".")[2], json.loads(body or b"{}")
        elif self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
            parameters = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            operation = parameters.pop("Action")
        else:
            operation, parameters = self.path.partition("?")[0], json.loads(body or b"{}")
            operation = {
                "/getAlternateContact": "GetAlternateContact",
                "/getContactInformation": "GetContactInformation",
                "/analyzer": "ListAnalyzers",
            }.get(operation, operation)
            parameters.update({name: values[0] for name, values in parse_qs(self.path.partition("?")[2]).items()})
        scope = self.headers.get("Authorization", "").split("/")
        region = scope[2] if len(scope) > 2 else ""
        fake: FakeAws = self.server.fake  # type: ignore[attr-defined]
        fake.requests.append((operation, parameters, region, dict(self.headers)))
        status, kind, text = fake.answer(operation, parameters, region)
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if kind.endswith("json-1.1"):
            self.send_header("x-amzn-RequestId", f"request-{len(fake.requests)}")
        if kind.endswith("json-1.1") and status >= 400:
            self.send_header("x-amzn-ErrorType", json.loads(text)["__type"])
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST  # noqa: N815 - http.server's name

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        """Say nothing."""


@contextmanager
def fake_aws() -> Iterator[FakeAws]:
    """One that is up until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.fake = FakeAws(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.fake  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def account(**facts: Any) -> Account:
    """An account of which only these facts were read."""
    return Account(taken_at=NOW, id=ACCOUNT, caller=CALLER, **facts)


def pages(operation: str, member: str, *items: str) -> Callable[[dict[str, Any], str], Answer]:
    """IAM's answer of one item a page."""

    def answer(parameters: dict[str, Any], _region: str) -> Answer:
        number = int(parameters.get("Marker", "0"))
        more = number + 1 < len(items)
        marker = (
            f"<IsTruncated>true</IsTruncated><Marker>{number + 1}</Marker>"
            if more
            else "<IsTruncated>false</IsTruncated>"
        )
        return xml(operation, f"<{member}><member>{items[number]}</member></{member}>{marker}")

    return answer
