"""Whether policies make somebody an administrator, however they are written.

An administrator controls IAM over everything: who can change every identity's policies can give anybody, themselves
included, whatever is missing. It is judged by what the policies allow between them, for every name there could be: `*`,
`*:*`, `NotAction` and a union of many patterns alike, within permissions boundary and service control policies.
Exceptions for single resources are overlooked: who controls all users but one is an administrator all the same.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator

import msgspec

from rootward.iam_policy.caller import caller
from rootward.iam_policy.circumstances import CIRCUMSTANCES, DIRECT_CALL
from rootward.iam_policy.condition import hold
from rootward.iam_policy.context import Keys, Partial
from rootward.iam_policy.coverage import ACTION_CHARACTERS, NAME_CHARACTERS, covers
from rootward.iam_policy.policies import Policies, Ready
from rootward.iam_policy.policy import Policy, Rule, Unread
from rootward.iam_policy.ternary import Layer, Maybe, Ternary, all_of, any_of
from rootward.iam_policy.wildcard import Wildcard, arn_wildcard, tokens, wildcard

CONTROL: dict[str, str] = {
    "iam:AddUserToGroup": "group",
    "iam:AttachGroupPolicy": "group",
    "iam:AttachRolePolicy": "role",
    "iam:AttachUserPolicy": "user",
    "iam:CreatePolicy": "policy",
    "iam:CreatePolicyVersion": "policy",
    "iam:CreateRole": "role",
    "iam:DetachRolePolicy": "role",
    "iam:DetachUserPolicy": "user",
    "iam:PassRole": "role",
    "iam:PutGroupPolicy": "group",
    "iam:PutRolePolicy": "role",
    "iam:PutUserPolicy": "user",
    "iam:SetDefaultPolicyVersion": "policy",
    "iam:UpdateAssumeRolePolicy": "role",
}
"""The actions by which IAM is controlled, each with the kind of resource that it is about.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
Making users and their credentials is not among them: organisations forbid it to all, and nobody who controls every role
and policy needs it.
"""

_FRESH = "fresh-5f1d0c2e"
"""A name that nobody gave to anything: what is true of it is true of everything that is not singled out."""
_FRESH_ACTION = "freshservice:freshaction"
_REGION = "us-east-1"
"""The region in which IAM answers: https://docs.aws.amazon.com/general/latest/gr/iam-service.html"""


class Administration(msgspec.Struct, frozen=True):
    """What power policies give. A maybe depends on circumstances (who asks from where), or on policies unread."""

    control: Ternary
    """Whether they give control of IAM over everything: that makes an administrator."""
    everything: Ternary
    """Whether they give, beyond it, every action of every service, ones yet to come included."""

    @property
    def is_sure(self) -> bool:
        """Whether they make an administrator, at least under circumstances, whatever was not read."""
        return self.control is not False and not (isinstance(self.control, Maybe) and self.control.unread)


def administration(policies: Policies, principal: str) -> Administration:
    """What power the policies give a user or role. `principal`: its ARN."""
    who = caller(principal)
    arn = f"arn:{who.partition}:iam::{who.account}:"
    derived = {
        "aws:requestedregion": _REGION,
        "iam:policyarn": f"{arn}policy/{_FRESH}",
        "iam:passedtoservice": "ec2.amazonaws.com",
        "aws:principalarn": who.arn,
        "aws:principalaccount": who.account,
        "aws:principaltype": who.type,
        "aws:principalisawsservice": "false",
        "aws:username": who.name if who.kind == "user" else None,
        "aws:resourceaccount": who.account,
    }
    keys = Keys(Partial(DIRECT_CALL, open=CIRCUMSTANCES), derived)
    control = all_of(_controls(policies, action.lower(), f"{arn}{kind}/", keys) for action, kind in CONTROL.items())
    everything = False if control is False else all_of((control, _allows_the_unheard_of(policies, keys)))
    return Administration(control, everything)


def _controls(policies: Policies, action: str, prefix: str, keys: Keys) -> Ternary:
    """Whether the action is allowed on everything that begins so, single exceptions aside."""
    denied = _denies(policies, action, prefix + _FRESH, keys)
    if denied is True:
        return False
    allowed = all_of(_allows(listed, layer, action, prefix, keys) for layer, listed in _layers(policies))
    if isinstance(denied, Maybe):
        return all_of((allowed, denied))
    return allowed


def _layers(policies: Policies) -> Iterator[tuple[Layer, tuple[Ready, ...]]]:
    """Every layer, or level of one, that must allow."""
    yield "identity", policies.identity
    if policies.boundary:
        yield "boundary", policies.boundary
    if policies.session:
        yield "session", policies.session
    if isinstance(policies.scps, Unread):
        yield "scp", (policies.scps,)
    else:
        for level in policies.scps:
            yield "scp", level


def _denies(policies: Policies, action: str, resource: str, keys: Keys) -> Ternary:
    answers: list[Ternary] = []
    for layer, listed in _layers(policies):
        for each in listed:
            if isinstance(each, Unread):
                answers.append(Maybe(unread=frozenset({layer})))
                continue
            answers.extend(
                rule.applies(resource, keys) for rule in each.about(action) if rule.statement.effect == "Deny"
            )
    return any_of(answers)


def _allows(listed: tuple[Ready, ...], layer: Layer, action: str, prefix: str, keys: Keys) -> Ternary:
    """Whether a layer's statements allow the action, between them, on everything that begins so."""
    sure: list[Wildcard] = []
    unsure: list[Wildcard] = []
    maybe = Maybe()
    for rule in _allowing(listed, action):
        holds = hold(rule.conditions, keys)
        if holds is False:
            continue
        if isinstance(holds, Maybe):
            maybe |= holds
        (unsure if isinstance(holds, Maybe) else sure).extend(_patterns(rule, prefix, keys))
    if covers(sure, f"{prefix}?*", NAME_CHARACTERS):
        return True
    if unsure and covers(sure + unsure, f"{prefix}?*", NAME_CHARACTERS):
        return maybe
    return Maybe(unread=frozenset({layer})) if any(isinstance(each, Unread) for each in listed) else False


def _allowing(listed: tuple[Ready, ...], action: str) -> Iterator[Rule]:
    for each in listed:
        if isinstance(each, Policy):
            yield from (rule for rule in each.about(action) if rule.statement.effect == "Allow")


def _patterns(rule: Rule, prefix: str, keys: Keys) -> Iterable[Wildcard]:
    """What a statement's resources take in. NotResource takes in everything, if it spares no fresh name."""
    if rule.statement.not_resources is not None:
        spared = any_of(place.takes(prefix + _FRESH, keys) for place in rule.places)
        return () if spared is not False else (arn_wildcard(tokens("*")),)
    filled = (place.pattern or place.template.filled(keys) for place in rule.places)
    return tuple(
        each if isinstance(each, Wildcard) else arn_wildcard(each)
        for each in filled
        if each is not None and not isinstance(each, Maybe)
    )


def _allows_the_unheard_of(policies: Policies, keys: Keys) -> Ternary:
    """Whether every layer allows whatever action on whatever resource, those of services yet to come included."""
    resource = f"arn:aws:freshservice:{_REGION}:000000000000:{_FRESH}"
    denied = _denies(policies, _FRESH_ACTION, resource, keys)
    if denied is True:
        return False
    allowed = all_of(_allows_all(listed, layer, resource, keys) for layer, listed in _layers(policies))
    return all_of((allowed, denied)) if isinstance(denied, Maybe) else allowed


def _allows_all(listed: tuple[Ready, ...], layer: Layer, resource: str, keys: Keys) -> Ternary:
    sure: list[Wildcard] = []
    unsure: list[Wildcard] = []
    maybe = Maybe()
    for each in listed:
        if isinstance(each, Unread):
            maybe |= Maybe(unread=frozenset({layer}))
            unsure.append(wildcard("*"))
            continue
        for rule in each.rules:
            if rule.statement.effect != "Allow":
                continue
            applies = all_of((rule.applies(resource, keys), rule.applies("*", keys)))
            if applies is False:
                continue
            if isinstance(applies, Maybe):
                maybe |= applies
            (unsure if isinstance(applies, Maybe) else sure).extend(_action_patterns(rule))
    if _cover_all_actions(sure):
        return True
    return maybe if unsure and _cover_all_actions(sure + unsure) else False


def _action_patterns(rule: Rule) -> Iterable[Wildcard]:
    """The statement's action patterns. NotAction takes in everything, if it spares no fresh action."""
    statement = rule.statement
    if statement.actions is None:
        return (wildcard("*"),) if statement.takes(_FRESH_ACTION) else ()
    return tuple(wildcard(each.lower()) for each in statement.actions)


def _cover_all_actions(patterns: list[Wildcard]) -> bool:
    """A service's name begins with a letter, and a colon follows it."""
    return all(covers(patterns, f"{letter}*:*", ACTION_CHARACTERS) for letter in string.ascii_lowercase)
