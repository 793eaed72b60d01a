"""A small practice account with a gap for each of the four remedies: a whole run of its plan is some seventy calls."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from rootward.sandbox.scenario.tables import (
    Caller,
    Group,
    Key,
    KeyUse,
    Mfa,
    Password,
    PasswordPolicy,
    Role,
    Root,
    Scenario,
    User,
)

CHECKS = ("passwords", "access-key-unused", "policy-attached-to-user", "mfa-not-enforced")
"""What is planned: other checks would read more, and change nothing here."""

NOTES = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::notes/*"}],
    }
)

_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole"}
        ],
    }
)

WEAK = PasswordPolicy(minimum_length=8, symbols=True, reuse_prevention=5)

FOUR_GAPS = Scenario(
    title="A small office with four gaps",
    alias="four-gaps",
    regions=("us-east-1",),
    caller=Caller(user="ada"),
    root=Root(created=900.0, password=Password(changed=900.0), mfa=(Mfa(name="root", kind="hardware", enabled=800.0),)),
    password_policy=WEAK,
    groups=(Group(name="administrators", created=900.0, policies=("AdministratorAccess",)),),
    roles=(Role(name="operator", created=400.0, trust=_TRUST, policies=("AdministratorAccess",)),),
    users=(
        User(
            name="ada",
            created=800.0,
            groups=("administrators",),
            mfa=(Mfa(name="ada", enabled=790.0),),
            keys=(Key(created=20.0, used=KeyUse(at=0.1, service="iam")),),
        ),
        User(
            name="ben",
            created=700.0,
            groups=("administrators",),
            password=Password(changed=30.0, used=1.0),
            mfa=(Mfa(name="ben", enabled=600.0),),
        ),
        User(name="cleo", created=500.0, policies=("ReadOnlyAccess",), inline={"notes": NOTES}),
        User(name="robot", created=500.0, keys=(Key(created=300.0, used=KeyUse(at=200.0, service="s3")),)),
    ),
)
"""Ada calls. Ben is to be bound to MFA, Cleo's policies to be moved to a group, the robot's key to be switched off."""


def four_gaps(**other: Any) -> Scenario:
    """The account, some of it otherwise."""
    return msgspec.structs.replace(FOUR_GAPS, **other)
