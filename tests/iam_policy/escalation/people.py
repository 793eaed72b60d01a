"""Users and roles of small accounts, and what is told of their paths."""

from __future__ import annotations

from typing import Any

from rootward.iam_policy.escalation.path import Path
from rootward.model.account import Account
from rootward.model.identity import Role, User
from tests.checks.facts import (
    account,
    allow,
    identities,
    inline,
    managed,
    policy,
    report,
    role,
    root_row,
    trust,
    user,
    user_row,
)

EVERYTHING = managed("everything", policy(allow("*")))
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
WITHOUT_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}


def may(name: str, *statements: dict[str, Any], **fields: Any) -> User:
    """A user with one inline policy."""
    return user(name, inline_policies=(inline("own", policy(*statements)),), **fields)


def deny(action: str | list[str], resource: str | list[str] = "*", **rest: Any) -> dict[str, Any]:
    return {**allow(action, resource, **rest), "Effect": "Deny"}


def admin(name: str, **fields: Any) -> User:
    return user(name, attached_policies=(EVERYTHING.arn,), **fields)


def admin_role(name: str, service: str = "lambda.amazonaws.com", **fields: Any) -> Role:
    made = {"attached_policies": (EVERYTHING.arn,), "trust_policy": trust({"Service": service}), **fields}
    return role(name, **made)


def among(*people: User | Role, groups: tuple[Any, ...] = (), policies: tuple[Any, ...] = (), **facts: Any) -> Account:
    """An account of these; every user has neither password nor key."""
    users = tuple(each for each in people if isinstance(each, User))
    roles = tuple(each for each in people if isinstance(each, Role))
    made = identities(users=users, roles=roles, groups=groups, policies=(EVERYTHING, *policies))
    rows = report(root_row(), *(user_row(each.name) for each in users))
    return account(**{"identities": made, "credential_report": rows, **facts})


def told(path: Path | None) -> list[tuple[str, str, str]] | None:
    """The steps: who goes which edge to whom."""
    return None if path is None else [(step.by.name, step.edge.id, step.to.name) for step in path.steps]
