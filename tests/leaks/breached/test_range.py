"""Asking a server by five digits of a hash: what it learns, and what its silence means."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rootward.errors import UsageError
from rootward.leaks.breached.range import RangeServer
from rootward.model.secret import Secret

WORD = "sunshine"
DIGITS = hashlib.sha1(WORD.encode(), usedforsecurity=False).hexdigest().upper()
PADDING = "".join(f"{number:035X}:0\r\n" for number in range(900))


class Server:
    """A server on this machine, and what it was asked."""

    def __init__(self) -> None:
        self.body = b""
        self.status = 200
        self.headers: dict[str, str] = {}
        self.length: int | None = None
        """What Content-Length says, where it is not the truth; -1: nothing."""
        self.pause = 0.0
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.http.server_port}/range/"

    def _handler(server):  # noqa: N805 - the handler is made anew for each request, and this is its server
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked.append((self.path, dict(self.headers)))
                self.send_response(server.status)
                for name, value in server.headers.items():
                    self.send_header(name, value)
                if server.length != -1:
                    self.send_header("Content-Length", str(server.length or len(server.body)))
                self.end_headers()
                with suppress(OSError):  # who asked may have had enough
                    for start in range(0, len(server.body), 4096):
                        self.wfile.write(server.body[start : start + 4096])
                        time.sleep(server.pause)

            def log_message(self, *_arguments):
                pass

        return Handler


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.http.shutdown()
    thread.join()
    made.http.server_close()


def look(server, word=WORD, **more):
    return RangeServer(server.address, **more).look_up(Secret(word))


def test_a_listed_password_is_found_with_its_count(server):
    server.body = f"{PADDING}{DIGITS[5:]}:4821\r\n".encode()

    found = look(server)

    assert (found.state, found.times, found.source, found.name) == ("found", 4821, "online", server.address)


@pytest.mark.parametrize(
    "body", [PADDING, f"{DIGITS[5:]}:0\r\n", f"{'0' * 35}:5\n", f"{DIGITS[5:-1]}Z:5\n".replace("Z", "0")]
)
def test_another_password_is_not_found(server, body):
    server.body = body.encode()

    found = look(server)

    assert (found.state, found.times, found.reason) == ("not_found", None, "")


def test_lower_case_is_the_same_hash(server):
    server.body = f"{DIGITS[5:].lower()}:2".encode()

    assert look(server).times == 2


def test_the_server_learns_five_digits_and_nothing_else(server):
    server.body = PADDING.encode()
    look(server)

    ((path, headers),) = server.asked
    assert path == f"/range/{DIGITS[:5]}"
    assert headers["Add-Padding"] == "true"
    told = f"{path}{headers}"
    assert WORD not in told
    assert DIGITS[5:] not in told.upper()
    assert DIGITS[5:12] not in told.upper()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": 503}, "the server answered 503"),
        ({"status": 404}, "the server answered 404"),
        ({"status": 429}, "the server answered 429"),
        ({"status": 302, "headers": {"Location": "http://127.0.0.1:9/"}}, "the server answered 302"),
        ({"status": 204}, "the server answered 204"),
        ({"body": b""}, "the answer is no list of hashes"),
        ({"body": b"<html>sign in to the hotel's network</html>"}, "the answer is no list of hashes"),
        ({"body": b"\xff\xfe\x00"}, "the answer is no list of hashes"),
        ({"body": f"{PADDING}{DIGITS[5:-3]}".encode()}, "the answer is no list of hashes"),
        ({"length": 100_000}, "the answer was cut off"),
        ({"length": -1}, "the answer does not say where it ends"),
        ({"body": (f"{'0' * 35}:1\n" * 40_000).encode()}, "the answer is too long"),
    ],
)
def test_an_answer_that_says_neither_is_no_answer(server, change, reason):
    server.body = PADDING.encode()
    for name, value in change.items():
        setattr(server, name, value)

    found = look(server)

    assert found.state == "not_looked_up"
    assert found.reason.startswith(reason)


def test_a_server_that_dawdles_is_not_waited_for(server):
    server.body, server.pause = PADDING.encode() * 3, 0.2

    found = look(server, wait_seconds=0.3)

    assert (found.state, found.reason) == ("not_looked_up", "no answer within 0.3 seconds")


def test_a_server_that_is_not_there_is_no_answer(server):
    gone = f"http://127.0.0.1:{server.http.server_port}/"
    server.http.socket.close()

    found = RangeServer(gone, wait_seconds=2).look_up(Secret(WORD))

    assert found.state == "not_looked_up"
    assert "server cannot be reached" in found.reason or "broke off" in found.reason


@pytest.mark.parametrize(
    "address",
    [
        "http://api.pwnedpasswords.com/range/",
        "http://127.0.0.1.example/range/",
        "http://10.0.0.1/range/",
        "ftp://127.0.0.1/range/",
        "file:///etc/passwd",
        "api.pwnedpasswords.com/range",
        "https://",
        "https://mirror.example/range/?hash=",
        "https://mirror.example/range/#",
        "https://mark:secret@mirror.example/range/",
        "https://mirror.example:port/",
        "https://[::1/",
        "https://mirror.example/a range/",
        "https://mirror.example/\r\nHost: x/",
        "https://mirr\u043er.example/",
        "",
    ],
)
def test_an_address_that_others_could_listen_to_is_refused(address):
    with pytest.raises(UsageError):
        RangeServer(address)


@pytest.mark.parametrize(
    "address",
    ["https://mirror.example/range", "http://localhost:8000/range", "http://127.0.0.1/range", "http://[::1]:1/range"],
)
def test_a_mirror_is_asked_by_https_or_on_this_machine(address):
    assert RangeServer(address).address == f"{address}/"
