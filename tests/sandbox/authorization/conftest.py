"""People of a practice account that enforces its policies."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from rootward.sandbox import Sandbox, serve

ONCE = Config(retries={"total_max_attempts": 1, "mode": "standard"})
_KNOWN_EVERYWHERE = 20
"""Seconds after which a new key works on all of AWS's machines."""


def allow(*actions: str, resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


def deny(*actions: str, resource: str = "*", **more: Any) -> dict[str, Any]:
    return {**allow(*actions, resource=resource, **more), "Effect": "Deny"}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


class Account:
    """A practice account that enforces its policies, and people in it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        variables = sandbox.environment
        self.admin = self.caller(
            variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"], variables["AWS_SESSION_TOKEN"] or None
        )
        """`admin("iam")`: a client of the scenario's caller."""

    def caller(self, key_id: str, secret: str, token: str | None = None) -> Callable[..., Any]:
        def client(service: str, region: str = "us-east-1") -> Any:
            return boto3.client(
                service,  # type: ignore[call-overload] # any service
                region_name=region,
                endpoint_url=self.sandbox.endpoint_url,
                aws_access_key_id=key_id,
                aws_secret_access_key=secret,
                aws_session_token=token,
                config=ONCE,
            )

        return client

    def session(self, credentials: dict[str, Any]) -> Callable[..., Any]:
        """Who has Credentials of an answer of STS."""
        return self.caller(credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials.get("SessionToken"))

    def user(self, name: str, *statements: dict[str, Any], **known: Any) -> Callable[..., Any]:
        """A new user with an inline policy of these statements, and with a key."""
        iam = self.admin("iam")
        iam.create_user(UserName=name, **known)
        if statements:
            iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy(*statements))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        self.sandbox.advance_clock(_KNOWN_EVERYWHERE)
        return self.session(key)


@pytest.fixture
def enforced() -> Iterator[Account]:
    """The scenario `startup`, its policies enforced."""
    with serve("startup", enforce=True) as sandbox:
        yield Account(sandbox)
