"""An account in which one edge of the table leads to administration, made from what the edge needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from rootward.iam_policy.assumption import Assumption
from rootward.iam_policy.escalation.edge import Edge, Need
from rootward.iam_policy.escalation.graph import Escalation
from rootward.iam_policy.escalation.path import Path
from rootward.iam_policy.powers import Powers
from rootward.model.account import Account
from rootward.model.identity import Identities
from tests.checks.facts import (
    ACCOUNT,
    ROOT,
    account,
    active_key,
    allow,
    arn,
    group,
    identities,
    inline,
    key,
    managed,
    policy,
    report,
    role,
    root_row,
    trust,
    user,
    user_row,
)

ADMINISTRATION = policy(allow("*"))
TARGET_POLICY, SELF_POLICY = arn("policy", "of-the-target"), arn("policy", "of-the-caller")
WORDS = {"{partition}": "aws", "{account}": ACCOUNT, "{region}": "eu-west-1", "{new}": "made", "{any}": "any/"}
POWER = "arn:aws:iam::aws:policy/AdministratorAccess"
IDLE = policy(allow("s3:ListAllMyBuckets"))


class Situation(NamedTuple):
    """What differs from the account in which the edge is open."""

    without: Need | None = None
    """Nobody is allowed this."""
    misplaced: Need | None = None
    """This is allowed on another resource only."""
    mismatched: Need | None = None
    """This is allowed with another value of its condition keys only."""
    denied: Need | None = None
    bounded: Need | None = None
    """The one who needs it has a permissions boundary that lacks it."""
    alternative: Need | None = None
    """The only one of `any_of` that is allowed."""
    untrusted: bool = False
    """The trust policies let another service in."""


def escalation(given: Account) -> Escalation:
    """The account's escalation graph."""
    assert isinstance(given.identities, Identities)
    powers = Powers(given, given.identities)
    return Escalation(given, given.identities, powers, Assumption(powers))


def path_of(given: Account, name: str) -> Path | None:
    """The path of the user or role of that name."""
    assert isinstance(given.identities, Identities)
    powers = Powers(given, given.identities)
    graph = Escalation(given, given.identities, powers, Assumption(powers))
    return graph.of(next(holder for holder in powers.holders if holder.name == name))


def caller_kind(edge: Edge) -> str:
    """As what the caller goes the edge."""
    return "role" if edge.caller == "role" else "user"


def resource(edge: Edge, need: Need) -> str:
    """The ARN on which a need is allowed."""
    kind = need.on.rpartition("-")[2]
    named = {
        "self-user": arn(caller_kind(edge), "caller"),
        "self-role": arn(caller_kind(edge), "caller"),
        "self-group": arn("group", "own"),
        "target-group": arn("group", "powerful"),
        "self-policy": SELF_POLICY,
        "target-policy": TARGET_POLICY,
        "target-user": arn(kind, "target"),
        "target-role": arn(kind, "target"),
        "helper-role": arn(kind, "helper"),
    }
    return named.get(need.on) or _filled(need.on)


def _filled(text: str) -> str:
    for word, value in WORDS.items():
        text = text.replace(word, value)
    return text


def context(need: Need) -> dict[str, str]:
    """The condition keys of a need whose values are fixed: a key that may be absent, or is chosen, is left out."""
    words = {
        "{power}": POWER,
        "{partition}": "aws",
        "{target-role}": arn("role", "target"),
        "{helper-role}": arn("role", "helper"),
    }
    found: dict[str, str] = {}
    for name, value in need.context.items():
        for word, text in words.items():
            value = value.replace(word, text)  # noqa: PLW2901 # the value as it is then
        if "{" not in value:
            found[name] = value
    return found


def _statement(edge: Edge, need: Need, situation: Situation) -> dict[str, Any]:
    where = arn("role", "another") if need is situation.misplaced else resource(edge, need)
    values = {name: "another" if need is situation.mismatched else value for name, value in context(need).items()}
    rest = {"Condition": {"StringEquals": values}} if values else {}
    return allow(need.action, where, **rest)


def _document(edge: Edge, by: str, situation: Situation) -> str:
    """What one of the three is allowed, and denied."""
    statements = [_statement(edge, need, situation) for need in _needed(edge, situation) if need.by == by] or [
        allow("s3:ListAllMyBuckets")
    ]
    denied = situation.denied
    if denied is not None and denied.by == by:
        statements.append({**allow(denied.action, resource(edge, denied)), "Effect": "Deny"})
    return policy(*statements)


def _needed(edge: Edge, situation: Situation) -> Iterable[Need]:
    listed = edge.any_of if situation.alternative is None else (situation.alternative,)
    return (need for need in (*edge.needs, *listed) if need is not situation.without)


def _boundary(by: str, situation: Situation) -> str | None:
    bounded = situation.bounded
    return arn("policy", "boundary") if bounded is not None and bounded.by == by else None


SOUND = Situation()


def situation_of(edge: Edge, situation: Situation = SOUND) -> Account:
    """The account: `caller`, `target` and, where the edge has one, `helper`; nothing else leads anywhere."""
    assumes = any(need.action == "sts:AssumeRole" for need in edge.needs) and not edge.rewrites_trust
    changes = any(need.on == "target-policy" for need in edge.needs)
    services = ["s3.amazonaws.com"] if situation.untrusted else list(edge.services) or ["s3.amazonaws.com"]
    by_caller = assumes and any(need.by == "caller" and need.action == "sts:AssumeRole" for need in edge.needs)
    trusted: dict[str, Any] = {"AWS": ROOT} if by_caller else {"Service": services}
    if assumes and not by_caller:
        trusted = {"AWS": ROOT}
    target: dict[str, Any] = {"inline_policies": (inline("target", _target(edge, situation)),)}
    if changes:
        target["attached_policies"] = (TARGET_POLICY,)
    caller: dict[str, Any] = {
        "inline_policies": (inline("caller", _document(edge, "caller", situation)),),
        "attached_policies": (SELF_POLICY,),
        "boundary": _boundary("caller", situation),
    }
    target["boundary"] = _boundary("target-role", situation)
    users = [user("target", **target)] if edge.reaches == "user" else []
    roles = []
    if edge.reaches in ("role", "role-of-existing-resource"):
        roles.append(role("target", trust_policy=trust(trusted), instance_profiles=("profile",), **target))
    if caller_kind(edge) == "user":
        users.append(user("caller", groups=("own",), **caller))
    else:
        roles.append(role("caller", **caller))
    if edge.helper_services:
        let_in = ["s3.amazonaws.com"] if situation.untrusted else list(edge.helper_services)
        document = _document(edge, "helper-role", situation)
        boundary = _boundary("helper-role", situation)
        helper = role("helper", trust_policy=trust({"Service": let_in}), boundary=boundary)
        roles.append(_with(helper, document))
    bounded = situation.bounded
    everything_else = policy({"Effect": "Allow", "NotAction": bounded.action if bounded else "a:b", "Resource": "*"})
    made = identities(
        users=tuple(users),
        roles=tuple(roles),
        groups=(group("own"), group("powerful", inline_policies=(inline("all", ADMINISTRATION),))),
        policies=(
            managed("of-the-target", IDLE, versions=2),
            managed("of-the-caller", IDLE, versions=2),
            managed("boundary", everything_else, versions=2),
        ),
    )
    password = "login-profile" in edge.conditions
    keys = (active_key(9), active_key(9)) if edge.id == "iam-003" else (key(), key())
    rows = (user_row(each.name, password_enabled=password, keys=keys) for each in users)
    return account(identities=made, credential_report=report(root_row(), *rows))


def _with(holder: Any, document: str) -> Any:
    return role(
        holder.name,
        trust_policy=holder.trust_policy,
        boundary=holder.boundary,
        inline_policies=(inline("helper", document),),
    )


def _target(edge: Edge, situation: Situation) -> str:
    """The target is an administrator, unless the edge makes it one."""
    denied = (situation.denied, situation.without, situation.misplaced)
    return policy(
        allow("s3:ListAllMyBuckets" if edge.raises else "*"),
        *({**allow(need.action), "Effect": "Deny"} for need in denied if need is not None and need.by == "target-role"),
    )
