"""Signed requests as bytes, and one connection that they are sent over: what a call costs, and nothing else."""

import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import boto3
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

REGION = "us-east-1"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
JSON = "application/x-amz-json-1.1"


class NotMeasuredError(Exception):
    """A server did not come up, or a call failed. The text says which."""


@dataclass(frozen=True)
class Server:
    """A server that is up."""

    port: int
    credentials: Credentials

    def client(self, service: str) -> Any:
        """A boto3 client of it."""
        return boto3.client(
            service,  # type: ignore[call-overload] # any service
            region_name=REGION,
            endpoint_url=f"http://127.0.0.1:{self.port}",
            aws_access_key_id=self.credentials.access_key,
            aws_secret_access_key=self.credentials.secret_key,
            aws_session_token=self.credentials.token,
        )

    def request(self, service: str, body: str = "", headers: dict[str, str] | None = None) -> bytes:
        """A signed request as it goes over the wire. A body: POST, none: GET."""
        method = "POST" if body else "GET"
        named = {**(headers or {}), "Host": f"127.0.0.1:{self.port}"}
        made = AWSRequest(method, f"http://127.0.0.1:{self.port}/", headers=named, data=body.encode())
        signer = S3SigV4Auth if service == "s3" else SigV4Auth
        signer(self.credentials, service, REGION).add_auth(made)
        lines = "".join(f"{name}: {value}\r\n" for name, value in made.headers.items())
        return f"{method} / HTTP/1.1\r\n{lines}Content-Length: {len(body.encode())}\r\n\r\n{body}".encode()

    def query(self, service: str, version: str, action: str, **parameters: str) -> bytes:
        """A signed request of the query protocol."""
        body = urlencode({"Action": action, "Version": version, **parameters})
        return self.request(service, body, {"Content-Type": FORM})

    def json(self, service: str, target: str) -> bytes:
        """A signed request of the JSON protocol, without parameters."""
        return self.request(service, "{}", {"Content-Type": JSON, "X-Amz-Target": target})


class Connection:
    """One connection that is kept. Answers are read to their end and not looked into."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket = self._connected()

    def _connected(self) -> socket.socket:
        connected = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connected

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body."""
        self._socket.sendall(request)
        read = b""
        while b"\r\n\r\n" not in read:
            read += self._received()
        head, _, body = read.partition(b"\r\n\r\n")
        named = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        while len(body) < int(named[b"content-length"]):
            body += self._received()
        if head.startswith(b"HTTP/1.0") or named.get(b"connection") == b"close":
            self._socket.close()
            self._socket = self._connected()
        return int(head.split(b" ", 2)[1]), body

    def _received(self) -> bytes:
        # A server that writes head and body apart would wait 40 ms for the acknowledgement: moto's is such.
        if hasattr(socket, "TCP_QUICKACK"):
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        got = self._socket.recv(1 << 20)
        if not got:
            raise NotMeasuredError("the server closed the connection")
        return got

    def close(self) -> None:
        """Close it."""
        self._socket.close()
