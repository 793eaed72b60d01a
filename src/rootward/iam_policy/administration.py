"""Whether policies make somebody an administrator, however they are written.

An administrator controls IAM over everything: who can change every identity's policies can give anybody, themselves
included, whatever is missing. It is judged by what the policies allow between them, for every name there could be: `*`,
`*:*`, `NotAction` and a union of many patterns alike, within permissions boundary and service control policies.
Exceptions for single resources are overlooked: who controls all users but one is an administrator all the same.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import msgspec

from rootward.iam_policy.caller import Caller, caller
from rootward.iam_policy.circumstances import CIRCUMSTANCES, DIRECT_CALL
from rootward.iam_policy.condition import hold
from rootward.iam_policy.context import Given, Keys, Partial
from rootward.iam_policy.coverage import ACTION_CHARACTERS, NAME_CHARACTERS, covers
from rootward.iam_policy.known import HOME
from rootward.iam_policy.policies import Policies, Ready
from rootward.iam_policy.policy import Policy, Rule, Unread
from rootward.iam_policy.ternary import Layer, Maybe, Ternary, all_of, any_of
from rootward.iam_policy.wildcard import Wildcard, arn_wildcard, tokens, wildcard

CONTROL: tuple[tuple[tuple[str, str], ...], ...] = (
    (("iam:AttachRolePolicy", "role"), ("iam:PutRolePolicy", "role")),
    (("iam:CreateRole", "role"), ("iam:UpdateAssumeRolePolicy", "role")),
    (
        ("iam:AttachUserPolicy", "user"),
        ("iam:PutUserPolicy", "user"),
        ("iam:AttachGroupPolicy", "group"),
        ("iam:PutGroupPolicy", "group"),
    ),
)
"""What it takes to control IAM: one action of each row, on every resource of its kind.

To give roles any right, to say who may assume them, and to give users any right, by themselves or by their groups.
Whoever can do that can take back what stands in its way, and give itself the rest; so no other action is asked for.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

_MAKING = frozenset({"iam:createrole"})
_CHOSEN = frozenset({"aws:requesttag/", "aws:tagkeys"})
"""Keys that whoever makes something fills in as they like."""

_FRESH = "fresh-5f1d0c2e"
"""A name that nobody gave to anything: what is true of it is true of everything that is not singled out."""
_FRESH_ACTION = "freshservice:freshaction"


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


def administration(
    policies: Policies, principal: str, known: Mapping[str, Given | None] = DIRECT_CALL
) -> Administration:
    """What power the policies give a user or role. `principal`: its ARN. `known`: of every call that it makes."""
    asked = _Asked(policies, caller(principal), known)
    control = all_of(
        any_of(_controls(asked, action.lower(), kind) for action, kind in alternatives) for alternatives in CONTROL
    )
    everything = False if control is False else all_of((control, _allows_the_unheard_of(asked)))
    return Administration(control, everything)


class _Asked:
    """Whose power is asked about."""

    def __init__(self, policies: Policies, who: Caller, known: Mapping[str, Given | None]) -> None:
        self.policies = policies
        self.who = who
        self.region = HOME.get(who.partition, HOME["aws"])
        self._known = known

    def arn(self, kind: str) -> str:
        """The beginning of the ARNs of the account's resources of a kind."""
        return f"arn:{self.who.partition}:iam::{self.who.account}:{kind}/"

    def keys(self, action: str) -> Keys:
        """The condition keys of such a call, about something that nobody named or tagged."""
        given: dict[str, Given | None] = {**self._known, "aws:requestedregion": self.region}
        if action.startswith("iam:attach"):
            given["iam:policyarn"] = f"{self.arn('policy')}{_FRESH}"
        open_ = CIRCUMSTANCES | _CHOSEN if action in _MAKING else CIRCUMSTANCES
        return Keys(Partial(given, open=open_), {**self.who.keys, "aws:resourceaccount": self.who.account})


def _controls(asked: _Asked, action: str, kind: str) -> Ternary:
    """Whether the action is allowed on every resource of the kind, single exceptions aside."""
    prefix, keys = asked.arn(kind), asked.keys(action)
    denied = _denies(asked.policies, action, prefix + _FRESH, keys)
    if denied is True:
        return False
    allowed = all_of(_allows(listed, layer, action, prefix, keys) for layer, listed in _layers(asked.policies))
    return all_of((allowed, denied)) if isinstance(denied, Maybe) else allowed


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


def _allows_the_unheard_of(asked: _Asked) -> Ternary:
    """Whether every layer allows whatever action on whatever resource, those of services yet to come included."""
    resource = f"arn:{asked.who.partition}:freshservice:{asked.region}:{asked.who.account}:{_FRESH}"
    keys = asked.keys(_FRESH_ACTION)
    denied = _denies(asked.policies, _FRESH_ACTION, resource, keys)
    if denied is True:
        return False
    allowed = all_of(_allows_all(listed, layer, resource, keys) for layer, listed in _layers(asked.policies))
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
    if _cover_all_actions(tuple(sure)):
        return True
    return maybe if unsure and _cover_all_actions((*sure, *unsure)) else False


def _action_patterns(rule: Rule) -> Iterable[Wildcard]:
    """The statement's action patterns. NotAction takes in everything, if it spares no fresh action."""
    statement = rule.statement
    if statement.actions is None:
        return (wildcard("*"),) if statement.takes(_FRESH_ACTION) else ()
    return tuple(wildcard(each.lower()) for each in statement.actions)


@lru_cache(maxsize=1_024)  # AWS's policies have a thousand patterns and more, and many people have the same ones
def _cover_all_actions(patterns: tuple[Wildcard, ...]) -> bool:
    """A service's name begins with a letter, and a colon follows it."""
    return all(covers(patterns, f"{letter}*:*", ACTION_CHARACTERS) for letter in string.ascii_lowercase)
