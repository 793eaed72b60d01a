"""A practice account whose people enrol themselves, as AWS's example policy lets them: not one may delete a device.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
"""

from __future__ import annotations

import json

import msgspec

from rootward.sandbox.scenario.file import load
from rootward.sandbox.scenario.tables import Caller, Group, Key, Mfa, Password, Policy, Scenario, User

ALIAS = "acme-people"

_OWN = "arn:aws:iam::*:user/${aws:username}"
_SELF_ENROLMENT = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": ["iam:ListVirtualMFADevices", "iam:ListUsers"], "Resource": "*"},
            {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/*"},
            {
                "Effect": "Allow",
                "Action": [
                    "iam:DeactivateMFADevice",
                    "iam:EnableMFADevice",
                    "iam:ListMFADevices",
                    "iam:ResyncMFADevice",
                ],
                "Resource": _OWN,
            },
            {
                "Effect": "Deny",
                "NotAction": [
                    "iam:CreateVirtualMFADevice",
                    "iam:EnableMFADevice",
                    "iam:GetUser",
                    "iam:ListMFADevices",
                    "iam:ListVirtualMFADevices",
                    "iam:ResyncMFADevice",
                    "sts:GetSessionToken",
                ],
                "Resource": "*",
                "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
            },
        ],
    }
)

_HARDENED = load("hardened")


def _user(name: str, *groups: str, devices: int = 0) -> User:
    return User(
        name=name,
        created=30,
        groups=groups,
        keys=(Key(created=20),),
        password=Password(changed=20, used=2),
        mfa=tuple(Mfa(name=f"{name}-device-{number}", enabled=10) for number in range(1, devices + 1)),
    )


SELF_ENROLLING: Scenario = msgspec.structs.replace(
    _HARDENED,
    title="People who enrol themselves",
    alias=ALIAS,
    enforce=True,
    caller=Caller(user="ada"),
    policies=(*_HARDENED.policies, Policy(name="self-enrolment", created=300, document=_SELF_ENROLMENT)),
    groups=(
        *_HARDENED.groups,
        Group(name="people", created=300, policies=("self-enrolment",)),
        Group(name="keepers", created=300, policies=("AdministratorAccess",)),
    ),
    users=(
        *_HARDENED.users,
        _user("ada", "keepers"),
        _user("kim", "people"),
        _user("pat", "people", devices=8),
    ),
)
"""ada administers, and may do everything; kim has no device yet, pat eight."""
