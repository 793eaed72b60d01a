"""A small office: who is there, and what each may do, every way of being allowed or not once."""

from __future__ import annotations

from typing import Any

from rootward.checks.authority import authority
from rootward.engine.access.scene import Scene
from rootward.model.account import Account
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    ACCOUNT,
    account,
    allow,
    arn,
    group,
    identities,
    inline,
    managed,
    policy,
    role,
    trust,
    user,
)

WITH_MFA: dict[str, Any] = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
PAYROLL = "arn:aws:iam::aws:policy/job-function/Payroll"
FENCE = arn("policy", "fence")
MEMBER = Organization(id="o-1", management_account="999999999999", feature_set="ALL")


def deny(action: str, resource: str = "*", **rest: Any) -> dict[str, Any]:
    """A Deny statement."""
    return {"Effect": "Deny", "Action": action, "Resource": resource, **rest}


PEOPLE = identities(
    groups=(
        group("admins", attached_policies=(ADMINISTRATOR,)),
        group("designers", inline_policies=(inline("assets", policy(allow("s3:GetObject", "arn:aws:s3:::assets/*"))),)),
    ),
    policies=(
        managed("AdministratorAccess", policy(allow("*")), arn=ADMINISTRATOR),
        managed("Payroll", Unknown("denied", "iam:GetPolicyVersion", "AWS denied it"), arn=PAYROLL),
        managed("fence", policy(allow("s3:*")), arn=FENCE),
    ),
    users=(
        user("ann", groups=("admins",)),
        user("ben", groups=("designers",)),
        user(
            "cat",
            inline_policies=(inline("storage", policy(allow("s3:*", Sid="WithMFA", **WITH_MFA))),),
        ),
        user(
            "dan",
            groups=("admins",),
            inline_policies=(inline("no-storage", policy(allow("ec2:*"), deny("s3:*", Sid="NoStorage"))),),
        ),
        user("eve", attached_policies=(PAYROLL,)),
        user("fay", groups=("admins",), boundary=FENCE),
        user(
            "gus",
            inline_policies=(
                inline(
                    "office",
                    policy(allow("s3:GetObject", Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})),
                ),
            ),
        ),
        user("hal"),
    ),
    roles=(
        role(
            "deploy",
            inline_policies=(inline("ship", policy(allow("s3:*"))),),
            trust_policy=trust({"AWS": arn("user", "hal")}),
        ),
        role(
            "ops",
            attached_policies=(ADMINISTRATOR,),
            trust_policy=trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, **WITH_MFA),
        ),
    ),
)


def office(**facts: Any) -> Account:
    """The office's account; each fact by name."""
    return account(**{"identities": PEOPLE, **facts})


def scene(of: Account) -> Scene:
    """The account, ready to be asked."""
    found = authority(of)
    assert not isinstance(found, Unknown)
    return Scene(of, found)
