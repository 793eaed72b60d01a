"""The requests by which policies are asked what they allow: telling actions, and one of each pattern that they hold.

A pattern is asked by a text of its own kind: `s3:Get*` by an action that nobody heard of and that begins so. What is
true of such a text is true of the pattern, single exceptions aside; and those stand in the policies as patterns too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from rootward.iam_policy import Policies, Policy, Statement

_FRESH = "fresh0a4d"
_FRESH_SERVICE = "freshservice"
_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_MOST_RESOURCES = 4
"""So many resources of a statement are asked about."""

_TELLING = (
    ("s3:GetObject", "arn:{partition}:s3:::{fresh}/{fresh}"),
    ("s3:ListAllMyBuckets", "*"),
    ("ec2:DescribeInstances", "*"),
    ("ec2:RunInstances", "arn:{partition}:ec2:us-east-1:{account}:instance/*"),
    ("iam:CreateUser", "arn:{partition}:iam::{account}:user/{fresh}"),
    ("iam:AttachRolePolicy", "arn:{partition}:iam::{account}:role/{fresh}"),
    ("iam:CreateAccessKey", "arn:{partition}:iam::{account}:user/{name}"),
    ("iam:DeactivateMFADevice", "arn:{partition}:iam::{account}:user/{name}"),
    ("sts:AssumeRole", "arn:{partition}:iam::000000000000:role/{fresh}"),
    ("lambda:InvokeFunction", "arn:{partition}:lambda:us-east-1:{account}:function:{fresh}"),
    ("secretsmanager:GetSecretValue", "arn:{partition}:secretsmanager:us-east-1:{account}:secret:{fresh}"),
    ("dynamodb:GetItem", "arn:{partition}:dynamodb:us-east-1:{account}:table/{fresh}"),
    ("ssm:StartSession", "arn:{partition}:ec2:us-east-1:{account}:instance/i-{fresh}"),
    ("cloudtrail:StopLogging", "arn:{partition}:cloudtrail:us-east-1:{account}:trail/{fresh}"),
    ("logs:GetLogEvents", "arn:{partition}:logs:us-east-1:{account}:log-group:{fresh}:log-stream:{fresh}"),
)
"""Actions of several services that a person is kept from without MFA, and a resource of each."""


class Probe(msgspec.Struct, frozen=True):
    """A request to ask about."""

    action: str
    resource: str
    told: str
    """The action in the policies' own words, as `s3:Get*`."""


class Subject(msgspec.Struct, frozen=True):
    """Of whom policies are asked."""

    partition: str
    account: str
    name: str
    """The user's name, without its path."""


def probes(policies: Policies, subject: Subject) -> Iterator[Probe]:
    """What to ask of a user's own policies, best known actions first."""
    named = {"partition": subject.partition, "account": subject.account, "name": subject.name, "fresh": _FRESH}
    telling = [Probe(action, resource.format(**named), action) for action, resource in _TELLING]
    own = [
        probe
        for statement in _statements(policies)
        if statement.effect == "Allow"
        for probe in _allowed(statement, subject)
    ]
    denials = [statement for statement in _statements(policies) if statement.effect == "Deny"]
    spared = [
        Probe(_filled_action(pattern), resource, pattern)
        for statement in denials
        for pattern, resource in _spared(statement, subject)
    ]
    elsewhere = [
        Probe(probe.action, _filled(pattern, subject), probe.told)
        for statement in denials
        for pattern in (statement.not_resources or ())[:_MOST_RESOURCES]
        for probe in (*telling, *own)
    ]
    yield from dict.fromkeys((*telling, *own, *spared, *elsewhere))


def _statements(policies: Policies) -> Iterator[Statement]:
    for each in (*policies.identity, *policies.boundary):
        if isinstance(each, Policy):
            yield from each.document.statements


def _allowed(statement: Statement, subject: Subject) -> Iterator[Probe]:
    """Of each action that an Allow takes in, a request on each of its resources."""
    actions = ("*",) if statement.actions is None else statement.actions
    for pattern in actions:
        for resource in _resources(statement, subject):
            yield Probe(_filled_action(pattern), resource, pattern)


def _spared(statement: Statement, subject: Subject) -> Iterator[tuple[str, str]]:
    """Of each action that a Deny leaves out, a pattern and a resource of every kind that there may be."""
    for pattern in statement.not_actions or ():
        for resource in _anywhere(subject):
            yield pattern, resource


def _resources(statement: Statement, subject: Subject) -> Iterable[str]:
    listed = () if statement.resources is None else statement.resources[:_MOST_RESOURCES]
    several = [_filled(pattern, subject) for pattern in listed if pattern != "*"]
    return (*several, *_anywhere(subject)) if statement.resources is None or "*" in statement.resources else several


def _anywhere(subject: Subject) -> tuple[str, str, str]:
    """No resource, one that nobody heard of, and the user itself."""
    return (
        "*",
        f"arn:{subject.partition}:{_FRESH_SERVICE}:us-east-1:{subject.account}:{_FRESH}",
        f"arn:{subject.partition}:iam::{subject.account}:user/{subject.name}",
    )


def _filled_action(pattern: str) -> str:
    if pattern in {"*", "*:*"}:
        return f"{_FRESH_SERVICE}:{_FRESH}"
    return pattern.replace("*", _FRESH).replace("?", "x")


def _filled(pattern: str, subject: Subject) -> str:
    """A text of the pattern's kind."""
    known = {"aws:username": subject.name, "aws:principalaccount": subject.account}
    plain = _VARIABLE.sub(lambda found: known.get(found[1].strip().lower(), _FRESH), pattern)
    parts = plain.split(":", 5)
    if len(parts) == 6 and parts[4] == "*":  # noqa: PLR2004 - the parts of an ARN
        parts[4] = subject.account
    return ":".join(parts).replace("*", _FRESH).replace("?", "x")
