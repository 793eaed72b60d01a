"""What the tests of `rootward.aws` share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rootward.sandbox import Sandbox, serve
from tests.aws.fake_aws import FakeAws, fake_aws


@pytest.fixture
def aws() -> Iterator[FakeAws]:
    """An AWS that answers as the test says."""
    with fake_aws() as fake:
        yield fake


@pytest.fixture(autouse=True)
def one_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting between attempts: a test of trying again counts the attempts."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)


@pytest.fixture(scope="module")
def startup() -> Iterator[tuple[Sandbox, Any]]:
    """The practice account `startup`, and how it began."""
    with serve("startup") as sandbox:
        yield sandbox, sandbox.save()


@pytest.fixture
def practice(startup: tuple[Sandbox, Any]) -> Iterator[Sandbox]:
    """The practice account `startup` as it began, in which nothing goes wrong yet and no policy is enforced."""
    sandbox, beginning = startup
    sandbox.calls.clear()
    yield sandbox
    sandbox.no_faults()
    sandbox.enforce = False
    sandbox.restore(beginning)
