"""A practice account with a gap for every remedy, and the people who plan and apply there.

It is the scenario `hardened`, in which nothing is wrong, with four gaps; `planner` administers it with an access key,
and `rootward-applier` is a role that holds what a test gives it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import boto3
import msgspec

from rootward.model.plan import PlannedAccount
from rootward.sandbox import Sandbox
from rootward.sandbox.environment import client_environment
from rootward.sandbox.scenario.file import load
from rootward.sandbox.scenario.tables import Caller, Group, Key, KeyUse, Mfa, Password, PasswordPolicy, Role, User
from tests.local.journal_files import kept
from tests.model.plans import closed, intent, journal, opened, plan, result, switched_off

ALIAS = "acme-house"
APPLIER = "rootward-applier"
BOUNDARY = "arn:aws:iam::aws:policy/PowerUserAccess"
"""Attached to nobody, so the account's details come without its document."""

_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{Sandbox.account_id}:root"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
_DEPLOY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}]}
)

_HARDENED = load("hardened")

HOUSE = msgspec.structs.replace(
    _HARDENED,
    title="A gap for every remedy",
    alias=ALIAS,
    enforce=True,
    caller=Caller(user="planner"),
    password_policy=PasswordPolicy(minimum_length=8),
    groups=(
        *_HARDENED.groups,
        Group(name="planners", created=400, policies=("AdministratorAccess",)),
        Group(name="developers", created=400, policies=("ReadOnlyAccess",)),
    ),
    users=(
        *_HARDENED.users,
        User(name="planner", created=300, groups=("planners",), keys=(Key(created=20, used=KeyUse(1, "iam")),)),
        User(name="idle", created=300, keys=(Key(created=290, used=KeyUse(200, "s3")),)),
        User(name="retired", created=300, keys=(Key(created=290, active=False, changed=100),)),
        User(name="direct", created=300, policies=("AmazonS3ReadOnlyAccess",), inline={"deploy": _DEPLOY}),
        User(
            name="kim",
            created=300,
            groups=("developers",),
            password=Password(changed=30, used=2),
            mfa=(Mfa(name="kim-phone", enabled=200),),
        ),
        User(name="bounded", created=300, groups=("developers",)),
    ),
    roles=(*_HARDENED.roles, Role(name=APPLIER, created=100, trust=_TRUST)),
)


def client(sandbox: Sandbox, service: Literal["iam", "sts"] = "iam") -> Any:
    """A client of the planner's."""
    key_id, secret, _ = sandbox.credentials
    return boto3.client(
        service,
        endpoint_url=sandbox.endpoint_url,
        region_name=sandbox.region,
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
    )


def bind(sandbox: Sandbox) -> None:
    """Give `bounded` its boundary, which no scenario can say."""
    client(sandbox).put_user_permissions_boundary(UserName="bounded", PermissionsBoundary=BOUNDARY)


def applier(sandbox: Sandbox, policy: str) -> dict[str, str]:
    """The variables of a session of the role that may do what the policy says, and nothing else."""
    client(sandbox).put_role_policy(RoleName=APPLIER, PolicyName=APPLIER, PolicyDocument=policy)
    arn = f"arn:aws:iam::{sandbox.account_id}:role/{APPLIER}"
    found = client(sandbox, "sts").assume_role(RoleArn=arn, RoleSessionName="night-shift")["Credentials"]
    signed = found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"]
    return client_environment(sandbox.endpoint_url, sandbox.region, signed)


def switched_off_long_ago(sandbox: Sandbox, folder: Path, days: int = 100) -> str:
    """Leave the journal of a run that switched off the key of `retired`; the key's id. `folder`: the machine's."""
    (key,) = client(sandbox).list_access_keys(UserName="retired")["AccessKeyMetadata"]
    at = datetime.now(UTC) - timedelta(days=days)
    account = PlannedAccount(
        id=sandbox.account_id,
        alias=ALIAS,
        partition="aws",
        caller=sandbox.caller_arn,
        endpoint=sandbox.endpoint_url,
    )
    made = plan(switched_off(key["AccessKeyId"], "retired"), account=account, made_at=at)
    kept(
        journal(intent(1, at), result(1, at=at), closed(at=at), of=opened(made, at=at, endpoint=sandbox.endpoint_url)),
        folder,
    )
    return str(key["AccessKeyId"])
