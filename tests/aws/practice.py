"""The practice account as the tests of looks, calls and proofs meet it: sessions with it, readings, people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from rootward.aws.crew import Crew
from rootward.aws.reading import Reading
from rootward.aws.session import AwsSession, open_session
from rootward.sandbox import Sandbox

_KNOWN_EVERYWHERE = 20
"""Seconds after which a new key works on all of AWS's machines."""


def session_of(sandbox: Sandbox, credentials: tuple[str, ...] | None = None) -> AwsSession:
    """A session of the scenario's caller, or of whose credentials these are."""
    return open_session(
        profile=None,
        region=sandbox.region,
        role_arn=None,
        endpoint_url=sandbox.endpoint_url,
        credentials=credentials or sandbox.credentials,  # type: ignore[arg-type] # two of them, or three
    )


@cache
def iam_of(sandbox: Sandbox) -> Any:
    """IAM, as the scenario's caller."""
    return session_of(sandbox).client("iam")


@contextmanager
def reading_of(sandbox: Sandbox) -> Iterator[Reading]:
    """A collection in progress, without calls so far."""
    with Crew(4, "test") as crew:
        session = session_of(sandbox)
        sandbox.calls.clear()
        yield Reading(session, crew, deadline_seconds=300, sleep=lambda _: None)


def person(sandbox: Sandbox, name: str, *statements: dict[str, Any]) -> AwsSession:
    """A new user's session, with an inline policy of these statements."""
    iam = iam_of(sandbox)
    iam.create_user(UserName=name)
    if statements:
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy(*statements))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    sandbox.advance_clock(_KNOWN_EVERYWHERE)
    return session_of(sandbox, (key["AccessKeyId"], key["SecretAccessKey"]))


def policy(*statements: dict[str, Any]) -> str:
    """A policy's document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions: str, **more: Any) -> dict[str, Any]:
    """A statement about everything."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*", **more}
