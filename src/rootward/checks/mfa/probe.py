"""The requests by which policies are asked what they allow: telling actions, and one of each pattern that they hold.

A pattern is asked by a text of its own kind: `s3:Get*` by an action that nobody heard of and that begins so. What is
true of such a text is true of the pattern, single exceptions aside; and those stand in the policies as patterns too.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import pairwise, product

import msgspec

from rootward.checks.mfa.left_open import LEFT_OPEN
from rootward.iam_policy import Policies, Policy
from rootward.iam_policy.caller import Caller
from rootward.iam_policy.context import Keys
from rootward.iam_policy.policy import Place, Rule
from rootward.iam_policy.ternary import Maybe
from rootward.iam_policy.wildcard import SEGMENTS, Token, Wildcard, completed

_FRESH = "fresh0a4d"
_FRESH_SERVICE = "freshservice"
_NOBODY_S_ACCOUNT = "000000000000"

_TELLING = (
    ("s3:GetObject", "arn:{partition}:s3:::{fresh}/{fresh}"),
    ("s3:ListAllMyBuckets", "*"),
    ("ec2:DescribeInstances", "*"),
    ("ec2:RunInstances", "arn:{partition}:ec2:us-east-1:{account}:instance/*"),
    ("iam:CreateUser", "arn:{partition}:iam::{account}:user/{fresh}"),
    ("iam:AttachRolePolicy", "arn:{partition}:iam::{account}:role/{fresh}"),
    ("iam:CreateAccessKey", "{own}"),
    ("iam:DeactivateMFADevice", "{own}"),
    ("sts:AssumeRole", "arn:{partition}:iam::{nobody}:role/{fresh}"),
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


_PARTITION, _ACCOUNT = 1, 4
"""Segments of an ARN."""


def probes(policies: Policies, who: Caller, keys: Keys) -> Iterator[Probe]:
    """What to ask of a user's own policies, best known actions first. `keys`: what variables are filled in from."""
    named = {"partition": who.partition, "account": who.account, "nobody": _NOBODY_S_ACCOUNT}
    named |= {"own": who.id, "fresh": _FRESH}
    telling = [Probe(action, resource.format(**named), action) for action, resource in _TELLING]
    yield from telling
    allowing = [rule for rule in _rules(policies) if rule.statement.effect == "Allow"]
    denying = [rule for rule in _rules(policies) if rule.statement.effect == "Deny"]
    for rule in allowing:
        yield from _of_each(policies, _actions(rule), _resources(rule, who, keys))
    actions = dict.fromkeys(action for rule in allowing for action in _actions(rule))
    resources = dict.fromkeys(resource for rule in allowing for resource in _resources(rule, who, keys))
    if policies.boundary:  # what both allow may have its action from the one and its resource from the other
        yield from _of_each(policies, actions, resources)
    for rule in denying:
        yield from _of_each(policies, rule.statement.not_actions or (), dict.fromkeys((*_anywhere(who), *resources)))
    actions = dict.fromkeys(probe.action for probe in telling) | actions
    for rule in denying:
        if rule.statement.not_resources is not None:
            yield from _of_each(policies, actions, _filled(rule.places, who, keys))


def _rules(policies: Policies) -> Iterator[Rule]:
    for each in (*policies.identity, *policies.boundary):
        if isinstance(each, Policy):
            yield from each.rules


def kind(policies: Policies, action: str) -> Hashable:
    """What the action has in common with all others of which the policies say the same, resource by resource."""
    asked = action.lower()
    # For these, another policy than the identity's has a say as well.
    apart = next((prefix for prefix in ("sts:assumerole", "sts:", "kms:") if asked.startswith(prefix)), "")
    listed = (each for each in (*policies.identity, *policies.boundary) if isinstance(each, Policy))
    return (apart, *(id(rule) for each in listed for rule in each.about(asked)))


def _of_each(policies: Policies, patterns: Iterable[str], resources: Iterable[str]) -> Iterator[Probe]:
    """An action of each kind that the patterns make, on each of the resources."""
    filled = ((_filled_action(pattern), pattern) for pattern in patterns)
    kinds: dict[Hashable, tuple[str, str]] = {}
    for action, pattern in filled:
        if action.lower() not in LEFT_OPEN:
            kinds.setdefault(kind(policies, action), (action, pattern))
    for (action, pattern), resource in product(kinds.values(), resources):
        yield Probe(action, resource, pattern)


def _actions(rule: Rule) -> tuple[str, ...]:
    """The action patterns of an Allow. Of NotAction, all there is: what it leaves out is not allowed anyway."""
    return ("*",) if rule.statement.actions is None else rule.statement.actions


def _resources(rule: Rule, who: Caller, keys: Keys) -> tuple[str, ...]:
    """A resource of each pattern of an Allow."""
    listed = rule.statement.resources
    if listed is None:
        return _anywhere(who)
    several = _filled([place for text, place in zip(listed, rule.places, strict=True) if text != "*"], who, keys)
    return (*several, *_anywhere(who)) if "*" in listed else several


def _anywhere(who: Caller) -> tuple[str, ...]:
    """No resource, one that nobody heard of, and the user itself."""
    return ("*", f"arn:{who.partition}:{_FRESH_SERVICE}:us-east-1:{who.account}:{_FRESH}", who.id)


def _filled_action(pattern: str) -> str:
    if pattern in {"*", "*:*"}:
        return f"{_FRESH_SERVICE}:{_FRESH}"
    return pattern.replace("*", _FRESH).replace("?", "x")


def _filled(places: Iterable[Place], who: Caller, keys: Keys) -> tuple[str, ...]:
    """Texts of each place's kind. None of one with a variable that has no value: it takes in nothing."""
    filled = ((place.template, place.template.filled(keys)) for place in places)
    return tuple(
        text
        for template, pattern in filled
        if pattern is not None
        for text in _texts(template.widest(keys) if isinstance(pattern, Maybe) else pattern, who)
    )


def _texts(pattern: tuple[Token, ...], who: Caller) -> Iterator[str]:
    """Texts of the pattern's kind: of the user's own account and of another one, if it takes them in."""
    segments = _segments(completed(pattern))
    likely = {_PARTITION: (who.partition,), _ACCOUNT: (who.account or "", _NOBODY_S_ACCOUNT)}
    for parts in product(
        *(
            [each for each in likely.get(place, ()) if Wildcard(segment).matches(each)] or [_plain(segment)]
            for place, segment in enumerate(segments)
        )
    ):
        yield ":".join(parts)


def _segments(pattern: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    colons = [place for place, token in enumerate(pattern) if token.character == ":"][: SEGMENTS - 1]
    return [pattern[start + 1 : end] for start, end in pairwise((-1, *colons, len(pattern)))]


def _plain(pattern: tuple[Token, ...]) -> str:
    fresh = {"character": "", "one": "x", "run": _FRESH}
    return "".join(token.character or fresh[token.kind] for token in pattern)
