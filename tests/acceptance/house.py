"""Practice accounts with gaps to close, and the people who plan and apply there.

`HOUSE` is the scenario `hardened`, in which nothing is wrong, with four gaps; `EVERY_GAP` has one for every remedy.
`planner` administers both with an access key, and `rootward-applier` is a role that holds what a test gives it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import msgspec
from boto3.session import Session
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from rootward.local.sightings import note_unassigned
from rootward.model.plan import PlannedAccount
from rootward.sandbox import Sandbox
from rootward.sandbox.environment import client_environment
from rootward.sandbox.scenario.file import load
from rootward.sandbox.scenario.tables import (
    Caller,
    Certificate,
    Group,
    Key,
    KeyUse,
    Mfa,
    Password,
    PasswordPolicy,
    Role,
    Rule,
    ServerCertificate,
    ServiceCredential,
    Subscription,
    Topic,
    User,
)
from tests.aws.load_balancers import present_by_application
from tests.checks.facts import arn
from tests.local.journal_files import kept
from tests.model.plans import closed, intent, journal, opened, plan, result, switched_off
from tests.sandbox.people import iam_of

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
    title="Four gaps",
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


LEFTOVER = arn("mfa", "left-over")
"""A virtual MFA device that belongs to nobody."""

_SHELL = "AWSCloudShellFullAccess"

_WEAK = json.dumps({"detail": {"userIdentity": {"type": ["Root"]}, "eventName": ["ConsoleLogin"]}})

EVERY_GAP = msgspec.structs.replace(
    HOUSE,
    title="A gap for every remedy",
    alternate_contacts=tuple(one for one in HOUSE.alternate_contacts if one.kind != "SECURITY"),
    analyzers=tuple(msgspec.structs.replace(one, regions=("us-east-1",)) for one in HOUSE.analyzers),
    trails=tuple(msgspec.structs.replace(one, multi_region=False) for one in HOUSE.trails),
    topics=(
        Topic(
            name="security-alarms",
            regions=("us-east-1",),
            subscriptions=(Subscription(endpoint="security@acme.example"),),
        ),
    ),
    rules=(
        Rule(
            name="rootward-root-use", regions=("us-east-1",), pattern=_WEAK, topic="security-alarms", state="DISABLED"
        ),
    ),
    unassigned_devices=("left-over",),
    server_certificates=(*HOUSE.server_certificates, ServerCertificate(name="old", uploaded=400.0, expires=-10.0)),
    groups=(*HOUSE.groups, Group(name="shell-group", created=400, policies=(_SHELL,))),
    users=(
        *HOUSE.users,
        User(name="cleo", created=500, password=Password(changed=400, used=100)),
        User(
            name="carl",
            created=500,
            certificates=(Certificate(uploaded=300),),
            service_credentials=(ServiceCredential(service="codecommit.amazonaws.com", created=200),),
        ),
        User(name="shell-user", created=500, policies=(_SHELL,)),
    ),
    roles=(
        *(one for one in HOUSE.roles if "AWSSupportAccess" not in one.policies),
        Role(name="shell-role", created=400, trust=_TRUST, policies=(_SHELL,)),
    ),
)

ADDRESSEES = """
[alarms]
email = "alarms@acme.example"

[contacts.security]
name = "Security team"
title = "On call"
email = "security@acme.example"
phone = "+1 206 555 0100"
"""
"""Who is told, as a configuration says it."""


def client(sandbox: Sandbox, service: Literal["iam", "sts", "cloudtrail", "cloudwatch", "logs"] = "iam") -> Any:
    """A client of the planner's."""
    key_id, secret, _ = sandbox.credentials
    session: Any = Session()
    return session.client(
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


def present_another(sandbox: Sandbox) -> None:
    """A load balancer presents the certificate that has not expired, so that its listeners are asked."""
    present_by_application(sandbox, arn("server-certificate", "www-acme"))


def uploaded_long_ago(sandbox: Sandbox, user: str = "carl", days: int = 100) -> None:
    """Give the user an SSH key for CodeCommit, which no scenario can say."""
    body = rsa.generate_private_key(65537, 2048).public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    client(sandbox).upload_ssh_public_key(UserName=user, SSHPublicKeyBody=body.decode())
    with iam_of(sandbox) as iam:
        iam.get_user(user).ssh_public_keys[0].upload_date -= timedelta(days=days)


def seen_long_ago(sandbox: Sandbox, folder: Path, days: int = 2) -> None:
    """Leave the sighting of the device that belongs to nobody. `folder`: the machine's."""
    note_unassigned(
        sandbox.account_id, sandbox.endpoint_url, {LEFTOVER}, datetime.now(UTC) - timedelta(days=days), folder
    )


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
