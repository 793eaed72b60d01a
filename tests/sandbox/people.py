"""What people do with a practice account beside calling it: read codes off their devices, and sign as themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, cast

import boto3
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from rootward.sandbox import Sandbox
from rootward.sandbox.door.principal import Session
from rootward.sandbox.iam import totp
from rootward.sandbox.iam.backend import PracticeIamBackend
from rootward.sandbox.iam.devices import seed_of
from rootward.sandbox.iam.root_user import ROOT

ACCOUNT = "123456789012"


@contextmanager
def iam_of(sandbox: Sandbox) -> Iterator[PracticeIamBackend]:
    """The IAM of the main account."""
    with sandbox._application.backends.in_place():
        yield cast("PracticeIamBackend", iam_backends[ACCOUNT]["aws"])


def codes(sandbox: Sandbox, serial: str, *steps: int) -> list[str]:
    """What the device shows now and later: 0 is now, 1 thirty seconds later. Its clock is the account's."""
    with iam_of(sandbox) as iam:
        seed = seed_of(iam, serial)
    now = totp.step_at(sandbox.now.replace(tzinfo=None))
    return [totp.code_of(seed, now + step) for step in steps]


def enable(iam: Any, sandbox: Sandbox, user: str, serial: str, first: int = -1) -> None:
    """Enable a device with the code of that step and the next one."""
    one, two = codes(sandbox, serial, first, first + 1)
    iam.enable_mfa_device(UserName=user, SerialNumber=serial, AuthenticationCode1=one, AuthenticationCode2=two)


def as_user(sandbox: Sandbox, user_name: str) -> Any:
    """IAM, signed with the user's first key; root's by the name `<root_account>`."""
    with iam_of(sandbox) as iam:
        key = iam.get_user(user_name).access_keys[0]
    return _client(sandbox, key.access_key_id, key.secret_access_key, None)


def as_central_root(sandbox: Sandbox, task: str) -> Any:
    """IAM, in a session of sts:AssumeRoot with that task policy."""
    key_id, secret, token = "ASIA" + "PRACTICEROOT" + "AAAA", "s" * 40, "t" * 64
    now = sandbox.now.replace(tzinfo=None)
    with sandbox._application.backends.in_place():
        sts: Any = sts_backends[ACCOUNT]["aws"]
        sts.sessions[key_id] = Session(
            kind="root",
            account_id=ACCOUNT,
            arn=f"arn:aws:iam::{ACCOUNT}:root",
            user_id=ACCOUNT,
            key_id=key_id,
            secret=secret,
            token=token,
            issued=now,
            expires=now + timedelta(seconds=900),
            user_name=ROOT,
            task=task,
        )
    return _client(sandbox, key_id, secret, token)


def _client(sandbox: Sandbox, key_id: str, secret: str, token: str | None) -> Any:
    return boto3.Session(region_name="us-east-1").client(
        "iam",
        endpoint_url=sandbox.endpoint_url,
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        aws_session_token=token,
    )
