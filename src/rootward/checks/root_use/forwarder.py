"""The role by which a rule forwards: whether EventBridge can take it, and whether it may then put events on the bus.

Where the bus lies in another region, AWS's pages give the rule a role each time, and none says what happens without:
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
https://repost.aws/knowledge-center/eventbridge-centralized-bus-to-bus
What EventBridge tells of a rule when it takes the role:
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rootward.checks.root_use.arn import read_arn
from rootward.checks.root_use.recipient import held_by, named
from rootward.iam_policy import (
    UNREAD,
    MalformedPolicyError,
    Partial,
    Policies,
    Request,
    Verdict,
    decide,
    policy,
)
from rootward.iam_policy.policies import Ready, of_layer
from rootward.iam_policy.ternary import Layer
from rootward.model.account import Account
from rootward.model.identity import Identities, Role
from rootward.model.monitoring import EventRule, RuleTarget
from rootward.model.unknown import Unknown

_EVENTS = "events.amazonaws.com"


def forwards(account: Account, rule: EventRule, target: RuleTarget) -> str | Unknown | None:
    """What keeps the rule's events from the bus that the target is, in words that follow `by`; None: nothing does.

    Unknown where it cannot be told. What a service control policy forbids the role is not looked at.
    """
    if target.role is None:
        return None if read_arn(target.arn).region == rule.region else _unsaid(rule)
    asked, name = read_arn(target.role), target.role.rpartition("/")[2]
    if asked.account != account.id:
        return held_by(asked.account, f"the role of {_named(rule)}")
    if isinstance(account.identities, Unknown):
        return named(account.identities, f"the role {name}, by which {_named(rule)} sends,")
    found = next((one for one in account.identities.roles if one.arn == target.role), None)
    if found is None:
        return f"role {name}, which is not there"
    return _by(found, _taken(account, found, rule), _puts_events(account.identities, found, rule, target.arn), rule)


def _by(role: Role, taken: Verdict, puts_events: Verdict, rule: EventRule) -> str | Unknown | None:
    if taken is Verdict.DENY:
        return f"role {role.name}, which EventBridge may not take"
    if puts_events is Verdict.DENY:
        return f"role {role.name}, which may not put events there"
    if Verdict.DEPENDS in (taken, puts_events):
        return Unknown("not_observable", None, f"whether {_named(rule)} can send by role {role.name}")
    return None


def _unsaid(rule: EventRule) -> Unknown:
    what = f"AWS does not say whether {_named(rule)} can send to another region without a role"
    return Unknown("not_observable", None, what)


def _named(rule: EventRule) -> str:
    return f"rule {rule.name} in {rule.region}"


def _taken(account: Account, role: Role, rule: EventRule) -> Verdict:
    trust = _ready(role.trust_policy, "resource")
    context = Partial({"aws:SourceAccount": account.id, "aws:SourceArn": rule.arn})
    request = Request(
        action="sts:AssumeRole",
        resource=role.arn,
        principal=_EVENTS,
        context=context,
        resource_account=account.id,
    )
    return decide(request, Policies().of_resource((trust,))).verdict


def _puts_events(identities: Identities, role: Role, rule: EventRule, bus: str) -> Verdict:
    documents = {one.arn: one.document for one in identities.policies}
    boundary = None if role.boundary is None else _ready(documents.get(role.boundary), "identity")
    context = Partial({"aws:PrincipalArn": role.arn, "aws:SourceArn": rule.arn})
    request = Request(action="events:PutEvents", resource=bus, principal=role.arn, context=context)
    return decide(request, Policies(tuple(_policies(role, documents)), boundary=boundary)).verdict


def _policies(role: Role, documents: Mapping[str, str | Unknown]) -> Iterator[Ready]:
    attached = (documents.get(arn) for arn in role.attached_policies)
    for document in (*attached, *(one.document for one in role.inline_policies)):
        yield _ready(document, "identity")


def _ready(document: str | Unknown | None, layer: Layer) -> Ready:
    if not isinstance(document, str):
        return UNREAD
    try:
        return of_layer(policy(document), layer)
    except MalformedPolicyError:
        return UNREAD
