"""What the tests of `rootward.aws` share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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
