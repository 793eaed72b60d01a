"""Practice accounts to look at, and clients of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.config import Config

from rootward.sandbox import Sandbox, serve

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
def client() -> Client:
    """`client(sandbox, "iam")`: a boto3 client of a practice account, that never retries."""
    session = boto3.Session(region_name="us-east-1")

    @cache
    def make(sandbox: Sandbox, service: str, region: str = "us-east-1") -> Any:
        return session.client(
            service,  # type: ignore[call-overload] # any service
            region_name=region,
            endpoint_url=sandbox.endpoint_url,
            aws_access_key_id=sandbox.environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=sandbox.environment["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=sandbox.environment["AWS_SESSION_TOKEN"] or None,
            config=ONCE,
        )

    return make
