"""Asking whether an actor may do one thing, and what that depends on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rootward.iam_policy.caller import caller
from rootward.iam_policy.condition import hold
from rootward.iam_policy.context import Given, Keys, Partial
from rootward.iam_policy.decision import Decision, Request, Verdict
from rootward.iam_policy.document import Principal
from rootward.iam_policy.escalation.actor import Actor, each_policy
from rootward.iam_policy.escalation.choice import takes_all
from rootward.iam_policy.escalation.doubt import NONE, Doubt, is_circumstance, joined
from rootward.iam_policy.evaluation import decide
from rootward.iam_policy.known import HOME
from rootward.iam_policy.policies import Policies, Ready
from rootward.iam_policy.policy import Policy, Rule, policy
from rootward.iam_policy.powers import Holder, Powers
from rootward.iam_policy.wildcard import Wildcard, arn_wildcard

ASSUME = "sts:AssumeRole"
FULL_ACCESS: Policy = policy(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
)
"""What somebody writes who may write a policy."""

_NOT_OF_A_DIRECT_CALL: dict[str, Given | None] = {
    "aws:calledviafirst": None,
    "aws:calledvialast": None,
    "aws:principalservicename": None,
    "aws:principalservicenameslist": None,
    "aws:sourcearn": None,
    "aws:sourceorgid": None,
    "aws:sourceorgpaths": None,
    "iam:roletemplatearn": None,  # a role made of a template trusts whom the template says
}
_OF_A_SERVICE: dict[str, Given | None] = {"aws:securetransport": "true", "aws:assumedroot": None}
_TAG_SESSION = "sts:TagSession"
SESSION_TAGS = ("aws:requesttag/", "aws:tagkeys")
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html"""
_OF_AN_IMAGE = ("ec2:owner", "ec2:public", "ec2:imageid", "ec2:imagetype", "ec2:rootdevicetype")
"""There are images of every kind to choose from, the caller's own among them."""
_PASSING = "iam:PassRole"
_TAGS_OF_THE_RESOURCE = ("aws:resourcetag/", "iam:resourcetag/")

Context = Mapping[str, Given | None]


class Answer(NamedTuple):
    """A yes, with what it depends on."""

    doubt: Doubt
    decision: Decision


class Inquiry:
    """Whether actors of one account may do things. No is None."""

    def __init__(self, powers: Powers) -> None:
        self._account_id = powers.account_id
        self.home = HOME.get(powers.partition, HOME["aws"])
        self._answers: dict[object, Answer | None] = {}
        self._denied: dict[object, bool] = {}

    def ask(
        self,
        actor: Actor,
        action: str,
        resource: str,
        context: Context | None = None,
        *,
        makes: bool = False,
        tags: Mapping[str, str] | None = None,
    ) -> Answer | None:
        """Whether the actor may. `makes`: the resource. `tags`: of the resource; None where they were not read."""
        key = (actor.key, action, resource, makes, tuple((context or {}).items()))
        if key not in self._answers:
            self._answers[key] = self._decide(actor, actor.policies, action, resource, context, makes=makes, tags=tags)
        return self._answers[key]

    def assume(self, actor: Actor, role: str, trust: Ready, tags: Mapping[str, str] | None = None) -> Answer | None:
        """Whether the actor may assume the role, under this trust policy. `tags`: of the role.

        A role does so in a session of the name that the trust policy asks for, if it asks for one.
        """
        best: Answer | None = None
        for caller_arn in (actor.holder.arn, *sessions_named(trust, actor.holder)):
            found = self._assume_as(caller_arn, actor, role, trust, tags)
            if found is not None and (best is None or found.doubt.certainty < best.doubt.certainty):
                best = found
        return best

    def _assume_as(
        self, who: str, actor: Actor, role: str, trust: Ready, tags: Mapping[str, str] | None
    ) -> Answer | None:
        """It may pass whatever session tags it likes where it may tag the session, else none."""
        policies = actor.policies.of_resource((trust,))
        found = self._decide(actor, policies, ASSUME, role, None, makes=True, tags=tags, who=who)
        asked = () if found is None else [key for key in found.decision.depends_on if key.startswith(SESSION_TAGS)]
        if not asked or self._decide(actor, policies, _TAG_SESSION, role, None, tags=tags, who=who):
            return found
        return self._decide(actor, policies, ASSUME, role, dict.fromkeys(asked), makes=True, tags=tags, who=who)

    def lets_in(self, trust: Ready, role: str, service: str, sources: tuple[str, ...]) -> Doubt | None:
        """Whether the trust policy lets the service assume the role. `sources`: what may stand for aws:SourceArn.

        Its reasons begin after the name of whose trust policy it is: several roles may have the same.
        """
        found: Doubt | None = None
        for source in (None, *sources):
            given = {**_OF_A_SERVICE, "aws:sourceaccount": self._account_id}
            if source is not None:
                given["aws:sourcearn"] = source
            request = Request(
                action=ASSUME, resource=role, principal=Principal("Service", service), context=Partial(given)
            )
            decision = decide(request, Policies().of_resource((trust,)))
            if decision.verdict is Verdict.ALLOW:
                return NONE
            if decision.verdict is Verdict.DENY:
                if source is None:
                    return None
                continue
            found = self._doubt(decision, "", ())
            if "aws:sourcearn" not in decision.depends_on:
                return found
        return found

    def is_denied(self, actor: Actor, action: str, context: Context) -> bool:
        """Whether a statement surely denies the actor the action on every resource."""
        key = (actor.key, action, tuple(context.items()))
        if key not in self._denied:
            keys = self.keys(actor, action, context)
            self._denied[key] = any(
                any(place.pattern is not None and takes_all(place.pattern) for place in rule.places)
                for rule in denying(tuple(each_policy(actor.policies)), action.lower())
                if rule.statement.not_resources is None and hold(rule.conditions, keys) is True
            )
        return self._denied[key]

    def places(self, actor: Actor, action: str, context: Context | None) -> tuple[Wildcard, ...] | None:
        """The patterns on which the identity's own policies may allow the action; None: on everything."""
        keys = self.keys(actor, action, context)
        found: list[Wildcard] = []
        for rule in allowing(actor.policies.identity, action.lower()):
            if hold(rule.conditions, keys) is False:
                continue
            if rule.statement.not_resources is not None:
                return None
            patterns = patterns_of(rule, keys)
            if any(map(takes_all, patterns)):
                return None
            found += patterns
        return tuple(found)

    def keys(self, actor: Actor, action: str, context: Context | None) -> Keys:
        """The condition keys of such a request, as far as they are known."""
        return Keys(Partial(self._given(actor, action, context)), caller(actor.holder.arn).keys)

    def _given(self, actor: Actor, action: str, context: Context | None) -> dict[str, Given | None]:
        given = {**actor.known, **_NOT_OF_A_DIRECT_CALL, **(context or {})}
        if action.startswith("iam:") and action != _PASSING:  # a pass is asked with what the role is passed to
            given["aws:requestedregion"] = self.home
        return given

    def _decide(
        self,
        actor: Actor,
        policies: Policies,
        action: str,
        resource: str,
        context: Context | None,
        *,
        makes: bool = False,
        tags: Mapping[str, str] | None,
        who: str | None = None,
    ) -> Answer | None:
        """`who`: the ARN as which it acts, if it is not its own."""
        given = self._given(actor, action, context)
        for family in _TAGS_OF_THE_RESOURCE:
            given |= {family + name: value for name, value in (tags or {}).items()}
        while True:
            request = Request(
                action=action,
                resource=resource,
                principal=who or actor.holder.arn,
                context=Partial(given),
                resource_account=self._account_id,
            )
            decision = decide(request, policies)
            absent = {
                key: None
                for key in decision.depends_on
                if tags is not None and key.startswith(_TAGS_OF_THE_RESOURCE) and key not in given
            }
            if not absent:
                break
            given |= absent
        if decision.verdict is Verdict.DENY:
            return None
        if decision.verdict is Verdict.ALLOW:
            return Answer(NONE, decision)
        chosen = (
            _chosen(action) if makes else (*(_OF_AN_IMAGE if "::image/" in resource else ()), "aws:requestedregion")
        )
        return Answer(self._doubt(decision, action, chosen), decision)

    @staticmethod
    def _doubt(decision: Decision, what: str, chosen: tuple[str, ...]) -> Doubt:
        circumstances = frozenset(key for key in decision.depends_on if is_circumstance(key))
        others = sorted(key for key in decision.depends_on - circumstances if not key.startswith(chosen))
        reasons = (f"{what} depends on {', '.join(others)}",) if others else ()
        return joined((Doubt(circumstances, reasons, decision.unread),))


def sessions_named(trust: Ready, holder: Holder) -> Iterator[str]:
    """The sessions of a role that a trust policy names."""
    if holder.kind != "role" or not isinstance(trust, Policy):
        return
    own = caller(holder.arn)
    for rule in trust.rules:
        for principal in (*(rule.statement.principals or ()), *(rule.statement.not_principals or ())):
            named = caller(principal)
            if named.kind == "session" and (named.account, named.name) == (own.account, own.name):
                yield principal.id


def allowing(listed: tuple[Ready, ...], action: str) -> Iterator[Rule]:
    """The Allow statements about an action, in small letters."""
    for each in listed:
        if isinstance(each, Policy):
            yield from (rule for rule in each.about(action) if rule.statement.effect == "Allow")


def denying(listed: tuple[Ready, ...], action: str) -> Iterator[Rule]:
    """The Deny statements about an action, in small letters."""
    for each in listed:
        if isinstance(each, Policy):
            yield from (rule for rule in each.about(action) if rule.statement.effect == "Deny")


def patterns_of(rule: Rule, keys: Keys) -> list[Wildcard]:
    """What a statement's Resource or NotResource takes in, at the most where a variable is not known."""
    found: list[Wildcard] = []
    for place in rule.places:
        if place.pattern is not None:
            found.append(place.pattern)
            continue
        if place.template.filled(keys) is not None:  # else a variable has no value: it takes in nothing
            found.append(arn_wildcard(place.template.widest(keys)))
    return found


def _chosen(action: str) -> tuple[str, ...]:
    """Beginnings of the keys that whoever makes a resource, or assumes a role, fills in as they like."""
    service = action.partition(":")[0].lower()
    return (f"{service}:", "aws:requesttag/", "aws:tagkeys", "aws:requestedregion")
