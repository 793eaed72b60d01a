"""Literal identities of an account, said in few words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from rootward.iam_policy.powers import Powers
from rootward.model.account import Account
from rootward.model.identity import Group, Identities, InlinePolicy, ManagedPolicy, Role, User

ACCOUNT_ID = "123456789012"
AT = datetime(2026, 1, 31, 12, tzinfo=UTC)
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def arn(resource: str, account: str = ACCOUNT_ID) -> str:
    return f"arn:aws:iam::{account}:{resource}"


def text(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions: str, on: str | list[str] = "*", when: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": on} | ({"Condition": when} if when else {})


def deny(*actions: str, on: str | list[str] = "*", when: dict[str, Any] | None = None) -> dict[str, Any]:
    return allow(*actions, on=on, when=when) | {"Effect": "Deny"}


def trust(principal: Any, when: dict[str, Any] | None = None, action: str = "sts:AssumeRole") -> str:
    return text({"Effect": "Allow", "Principal": principal, "Action": action} | ({"Condition": when} if when else {}))


def inline(*statements: dict[str, Any]) -> tuple[InlinePolicy, ...]:
    return (InlinePolicy(name="own", document=text(*statements)),) if statements else ()


def user(name: str, *statements: dict[str, Any], **known: Any) -> User:
    return User(name=name, arn=arn(f"user/{name}"), created=AT, inline_policies=inline(*statements), **known)


def role(name: str, *statements: dict[str, Any], trusts: str | None = None, path: str = "/", **known: Any) -> Role:
    return Role(
        name=name,
        arn=arn(f"role{path}{name}"),
        path=path,
        created=AT,
        trust_policy=trusts or trust({"Service": "ec2.amazonaws.com"}),
        inline_policies=inline(*statements),
        **known,
    )


def group(name: str, *statements: dict[str, Any], **known: Any) -> Group:
    return Group(name=name, arn=arn(f"group/{name}"), inline_policies=inline(*statements), **known)


def managed(name: str, *statements: dict[str, Any]) -> ManagedPolicy:
    return ManagedPolicy(name=name, arn=arn(f"policy/{name}"), attachment_count=1, document=text(*statements))


def account(*, users: Any = (), groups: Any = (), roles: Any = (), policies: Any = ()) -> Account:
    identities = Identities(users=tuple(users), groups=tuple(groups), roles=tuple(roles), policies=tuple(policies))
    return Account(taken_at=AT, id=ACCOUNT_ID, identities=identities)


def powers_of(facts: Account, scps: Any = ()) -> Powers:
    assert isinstance(facts.identities, Identities)
    return Powers(facts, facts.identities, scps)
