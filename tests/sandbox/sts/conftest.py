"""Clients with credentials that STS gave, and devices that show right codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import boto3
import pytest
from botocore.config import Config

from rootward.sandbox import Sandbox
from rootward.sandbox.iam.totp import SECONDS, code_at
from tests.sandbox.people import iam_of

ONCE = Config(retries={"total_max_attempts": 1, "mode": "standard"})


@pytest.fixture(scope="session")
def borrow() -> Callable[..., Any]:
    """`borrow(sandbox, credentials, "iam")`: a client that signs with the Credentials of an answer of STS."""

    def make(sandbox: Sandbox, credentials: Mapping[str, Any], service: str, region: str = "us-east-1") -> Any:
        return boto3.client(
            service,  # type: ignore[call-overload] # any service
            region_name=region,
            endpoint_url=sandbox.endpoint_url,
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials.get("SessionToken"),
            config=ONCE,
        )

    return make


class Device:
    """A virtual MFA device of a user, as the phone that holds it."""

    def __init__(self, sandbox: Sandbox, serial: str, seed: str) -> None:
        self.serial = serial
        self._sandbox = sandbox
        self._seed = seed

    def fresh_code(self) -> str:
        """The code of a moment later than that of any code before: the clock moves on by a minute."""
        self._sandbox.advance_clock(2 * SECONDS)
        return self.code()

    def code(self) -> str:
        """The code that is shown now."""
        return code_at(self._seed, self._sandbox.now.replace(tzinfo=None))


@pytest.fixture
def device(fresh: Sandbox, client: Callable[..., Any]) -> Device:
    """A device that the caller of `fresh` has just enabled."""
    iam = client(fresh, "iam")
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName="maya-phone")["VirtualMFADevice"]
    shown = Device(fresh, made["SerialNumber"], made["Base32StringSeed"].decode())
    first = shown.code()
    fresh.advance_clock(SECONDS)
    iam.enable_mfa_device(
        UserName="maya.chen",
        SerialNumber=shown.serial,
        AuthenticationCode1=first,
        AuthenticationCode2=shown.code(),
    )
    return shown


@pytest.fixture
def root_key(fresh: Sandbox) -> dict[str, str]:
    """The access key that root of `fresh` has."""
    with iam_of(fresh) as iam:
        (key,) = iam.root.access_keys
        return {"AccessKeyId": key.access_key_id, "SecretAccessKey": key.secret_access_key}
