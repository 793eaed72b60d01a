"""Practice accounts to look at, and clients of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import boto3
import pytest
from botocore import handlers
from botocore.config import Config

from rootward.sandbox import Sandbox, serve
from tests.sandbox.answers.watch import Watch

Client = Callable[..., Any]

ONCE = Config(retries={"total_max_attempts": 1, "mode": "standard"})


@pytest.fixture(scope="session")
def startup() -> Iterator[Sandbox]:
    """The scenario `startup`, for tests that only read and neither deny nor delay."""
    with serve("startup") as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def hardened() -> Iterator[Sandbox]:
    """The scenario `hardened`, for tests that only read."""
    with serve("hardened") as sandbox:
        yield sandbox


@pytest.fixture
def fresh() -> Iterator[Sandbox]:
    """A practice account of a test's own."""
    with serve("startup") as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def watch() -> Watch:
    """Looks at every answer that a client gets, and raises where it is not of AWS's shape."""
    return Watch()


@pytest.fixture(autouse=True)
def every_new_session_is_watched(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sessions too that a test makes itself. What was seen for earlier tests is forgotten."""
    watch.forget()
    monkeypatch.setattr(handlers, "BUILTIN_HANDLERS", watch.handlers(handlers.BUILTIN_HANDLERS))


@pytest.fixture(scope="session")
def client(watch: Watch) -> Client:
    """`client(sandbox, "iam")`: a boto3 client of a practice account, that never retries; its answers are watched."""
    session = boto3.Session(region_name="us-east-1")

    @cache
    def make(sandbox: Sandbox, service: str, region: str = "us-east-1") -> Any:
        made = session.client(
            service,  # type: ignore[call-overload] # any service
            region_name=region,
            endpoint_url=sandbox.endpoint_url,
            aws_access_key_id=sandbox.environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=sandbox.environment["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=sandbox.environment["AWS_SESSION_TOKEN"] or None,
            config=ONCE,
        )
        watch.attach(made)
        return made

    return make
