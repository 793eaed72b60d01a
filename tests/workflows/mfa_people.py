"""A practice account whose people work with MFA, and a machine of one of them: AWS's own files, rootward's folder."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from rootward.sandbox import Sandbox
from rootward.sandbox.scenario.file import load
from rootward.sandbox.scenario.tables import Caller, Group, Key, Mfa, Policy, Scenario, User
from tests.sandbox.people import ACCOUNT, codes, iam_of

_ONLY_WITH_MFA = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": ["iam:ListUsers", "iam:ListMFADevices"], "Resource": "*"},
            {
                "Effect": "Deny",
                "NotAction": ["iam:ListMFADevices", "sts:GetSessionToken"],
                "Resource": "*",
                "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
            },
        ],
    }
)

_HARDENED = load("hardened")


def _user(name: str, *devices: Mfa) -> User:
    return User(name=name, created=300, groups=("with-mfa",), mfa=devices, keys=(Key(created=20),))


PEOPLE: Scenario = msgspec.structs.replace(
    _HARDENED,
    title="People with devices",
    enforce=True,
    caller=Caller(user="kim"),
    policies=(*_HARDENED.policies, Policy(name="only-with-mfa", created=300, document=_ONLY_WITH_MFA)),
    groups=(*_HARDENED.groups, Group(name="with-mfa", created=300, policies=("only-with-mfa",))),
    users=(
        *_HARDENED.users,
        _user("kim", Mfa(name="kim-phone", enabled=200)),
        _user("pat", Mfa(name="pat-phone", enabled=200), Mfa(name="pat-tablet", enabled=100)),
        _user("noa", Mfa(name="noa-key", kind="passkey", enabled=200)),
        _user("lee"),
    ),
)
"""kim has one phone, pat two devices, noa a passkey alone, lee nothing. All may list users, with MFA only."""

PHONE = f"arn:aws:iam::{ACCOUNT}:mfa/kim-phone"


def files(sandbox: Sandbox, home: Path, *users: str, more: str = "") -> dict[str, str]:
    """Make `~/.aws` below `home`: a profile of its name for each user, with its access key; the variables to use it."""
    folder = home / ".aws"
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for user in users:
        with iam_of(sandbox) as iam:
            key = iam.get_user(user).access_keys[0]
        lines += [
            f"[{user}]",
            f"aws_access_key_id = {key.access_key_id}",
            f"aws_secret_access_key = {key.secret_access_key}",
        ]
    (folder / "credentials").write_text("\n".join((*lines, "")))
    (folder / "credentials").chmod(0o600)
    (folder / "config").write_text(more)
    return {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "LOCALAPPDATA": str(home),
        "AWS_ENDPOINT_URL": sandbox.endpoint_url,
        "AWS_DEFAULT_REGION": sandbox.region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }


def next_code(sandbox: Sandbox, serial: str = PHONE) -> str:
    """A code that was not used yet: the account's clock moves on to the next one."""
    sandbox.advance_clock(30)
    return codes(sandbox, serial, 0)[0]


def asked_for(sandbox: Sandbox, operation: str = "GetSessionToken") -> int:
    """How often somebody asked for it."""
    return sum(call.operation == operation for call in sandbox.calls)
