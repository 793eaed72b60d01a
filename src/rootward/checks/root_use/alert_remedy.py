"""The remedy of both alarm checks: event rules where nobody listens, and what they tell people by.

What it costs: https://aws.amazon.com/sns/pricing/ (mails), https://aws.amazon.com/eventbridge/pricing/ (events that go
to another bus; what CloudTrail brings to the bus of its own region is free).
"""

from __future__ import annotations

import shlex
from collections.abc import Container, Iterator, Mapping
from functools import partial

from rootward.checks.remedy import Guidance, Proposal, Proposed, Refused, Remedy
from rootward.checks.root_use import alert_relay
from rootward.checks.root_use.alert_need import Need, is_recorded, needs
from rootward.checks.root_use.alert_rule import IDENTITY_RULE, ROOT_USE_RULE, AlertRule
from rootward.checks.root_use.audience import regions_at_work
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import Change, EventRuleChange, RuleSettings
from rootward.model.change.inline_policy import canonical
from rootward.model.finding import Finding
from rootward.model.monitoring import RuleTarget, Topic
from rootward.model.partition import HOME_REGIONS
from rootward.model.unknown import Blocked, Unknown

OPERATIONS = (
    "sns:CreateTopic",
    "sns:Subscribe",
    "CreateRole",
    "PutRolePolicy",
    "events:PutRule",
    "events:PutTargets",
)

_HOURS = 48
"""So long AWS keeps a subscription that nobody confirmed.

https://aws.amazon.com/about-aws/whats-new/2023/05/amazon-sns-automatic-deletion-unconfirmed-subscriptions/
"""

_LIMIT = (
    "SNS suspends a mail subscription that would get more than ten mails in a second, and deletes it two days later "
    "unless it is confirmed again: until then nobody hears"
)
"""https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html"""

_FLOODS = {
    ROOT_USE_RULE.name: "the topic is root's alone, so that a flood of failed sign-ins cannot mute it",
    IDENTITY_RULE.name: (
        "failed sign-ins come from anybody, so that a flood of them can mute this topic; root's alarm has another one"
    ),
}

_COST = (
    "each event is a mail of its own, and a console page of root makes several; AWS charges 2 US dollars for 100,000 "
    "mails (the first 1,000 a month are free) and 1 US dollar for a million events that go from region to region"
)


_CHECKS = {ROOT_USE_RULE.name: "root-use-alarm-missing", IDENTITY_RULE.name: "identity-alarms-missing"}


def remedy(alert: AlertRule) -> Remedy:
    """The remedy that sets up this rule."""
    return Remedy(propose=partial(_propose, alert), operations=OPERATIONS)


def _propose(alert: AlertRule, finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """The same for each finding of the check: what all of them take."""
    unread = _unread(account, alert)
    if unread is not None:
        yield unread
        return
    wanted = needs(account, alert)
    relay = _relay(account, wanted)
    if isinstance(relay, Refused):
        yield relay
        return
    hubs = {need.region: _topic(account, alert, need.region) for need in wanted if need.is_hub}
    missing = tuple(hub for hub, topic in hubs.items() if topic is None)
    rules = tuple(_rule(account, alert, need) for need in wanted if not need.is_done)
    waiting = _waiting(account, alert, baseline, hubs)
    if not (missing or any(relay) or rules):
        yield waiting or _unrecorded(finding)
    elif missing and baseline.alarm_email is None:
        yield _nobody_named()
    elif baseline.iac:
        yield _as_code(alert, wanted)
    else:
        batches = (_made(account, alert, baseline, missing, relay), relay[1], *_in_order(rules, hubs))
        yield Proposal(batches=tuple(batch for batch in batches if batch), why=_why(account, alert, wanted))
        if waiting is not None:
            yield waiting


# --- what stands against it


def _unread(account: Account, alert: AlertRule) -> Refused | None:
    """A fact that was not read, or that nobody can read; None where all that is needed is known."""
    if account.partition not in HOME_REGIONS:
        return Refused(f"where IAM is called in partition {account.partition} is not known", lacks_facts=True)
    for what, fact in (
        ("the enabled regions", account.regions),
        ("the trails", account.trails),
        ("the event rules", account.event_rules),
        ("the topics", account.topics),
    ):
        if isinstance(fact, Unknown):
            return _lacking(what, fact)
    return _unread_rules(account) or _unread_topic(account, alert)


def _unread_rules(account: Account) -> Refused | None:
    found = () if isinstance(account.event_rules, Unknown) else account.event_rules
    rules = {one.region: one.rules for one in found}
    for region in regions_at_work(account, HOME_REGIONS[account.partition])[0]:
        of_region = rules.get(region, Unknown("not_collected"))
        if isinstance(of_region, Blocked):
            told = f"a service control policy blocks {region}, where IAM is called and the alarms would come together"
            return Refused(f"{told}: allow events and sns there first")
        if isinstance(of_region, Unknown):
            return _lacking(f"the event rules of {region}", of_region)
    return None


def _unread_topic(account: Account, alert: AlertRule) -> Refused | None:
    for topic in () if isinstance(account.topics, Unknown) else account.topics:
        if topic.arn.endswith(f":{account.id}:{alert.topic}") and isinstance(topic.subscriptions, Unknown):
            return _lacking(f"the subscriptions of topic {alert.topic}", topic.subscriptions)
    return None


def _lacking(what: str, fact: Unknown) -> Refused:
    return Refused(f"{what} were not read: {fact.detail or fact.reason}", lacks_facts=True)


def _nobody_named() -> Refused:
    told = "nobody is named who is to be told: put `email` under `[alarms]` in rootward.toml"
    return Refused(f"{told}, or run `rootward bootstrap --alarm-email`")


# --- what people do


def _waiting(
    account: Account, alert: AlertRule, baseline: Baseline, hubs: Mapping[str, Topic | None]
) -> Guidance | None:
    """The confirmation that others owe, for the topic of each hub; None where there is none."""
    waiting = tuple(hub for hub, topic in hubs.items() if topic is None or not _is_confirmed(topic))
    if not waiting:
        return None
    left = tuple(hub for hub in waiting if (topic := hubs[hub]) is not None and topic.subscriptions == ())
    lines = " and ".join(
        f"`aws sns subscribe --region {hub} --topic-arn {alert_relay.topic_arn(account, hub, alert.topic)} "
        f"--protocol email --notification-endpoint {shlex.quote(baseline.alarm_email or 'ADDRESS')}`"
        for hub in waiting
    )
    if left == waiting:
        told = f"nobody is subscribed to topic {alert.topic} in {', '.join(left)}: {lines}, then confirm it in"
        return Guidance(f"{told} the mail of AWS Notifications")
    to = f" to {baseline.alarm_email}" if baseline.alarm_email else ""
    every = f" (one for each of {', '.join(waiting)})" if len(waiting) > 1 else ""
    return Guidance(
        f"open the mail of AWS Notifications{to}{every} and confirm the subscription to topic {alert.topic}; "
        f"AWS drops it after {_HOURS} hours: then {lines} sends another mail"
    )


def _unrecorded(finding: Finding) -> Guidance:
    return Guidance(
        f"whoever is to hear of it hears it once a trail records it ({finding.message}): close trail-missing; "
        "there is nothing to add here"
    )


def _as_code(alert: AlertRule, wanted: tuple[Need, ...]) -> Guidance:
    regions = ", ".join(sorted(need.region for need in wanted))
    return Guidance(
        f"in the code that keeps the account: declare the event rule {alert.name} in {regions}, the topic "
        f"{alert.topic} that it tells and the role {alert_relay.ROLE} by which it forwards; "
        f"with `iac = false`, `rootward plan --only {_CHECKS[alert.name]} --show terraform` writes them"
    )


# --- what is made


_Relay = tuple[tuple[Change, ...], tuple[Change, ...]]
"""The role by which rules forward, and what it may do: what of them is not there yet."""


def _relay(account: Account, wanted: tuple[Need, ...]) -> _Relay | Refused:
    if all(need.is_hub for need in wanted):
        return (), ()
    if isinstance(account.identities, Unknown):
        return _lacking("the roles", account.identities)
    made, written = alert_relay.role(account), alert_relay.role_policy(account)
    found = next((one for one in account.identities.roles if one.name.lower() == made.name.lower()), None)
    if found is None:
        return (made,), (written,)
    told = f"the role {found.name} is there already, and"
    if canonical(found.trust_policy) != canonical(made.trust_policy):
        return Refused(f"{told} trusts others than rootward's does: rename it, or delete it, first")
    held = next((one.document for one in found.inline_policies if one.name == written.name), None)
    if held is not None and canonical(held) != canonical(written.after or ""):
        return Refused(f"{told} its policy {written.name} is another than rootward's: delete that policy first")
    return (), (written,) if held is None else ()


def _made(
    account: Account, alert: AlertRule, baseline: Baseline, missing: tuple[str, ...], relay: _Relay
) -> tuple[Change, ...]:
    email = baseline.alarm_email or ""
    return (*(alert_relay.topic(account, hub, alert.topic, email) for hub in missing), *relay[0])


def _in_order(rules: tuple[EventRuleChange, ...], hubs: Container[str]) -> tuple[tuple[Change, ...], ...]:
    """First where people are told, then the regions that forward: no event comes to a bus where no rule waits."""
    told = tuple(one for one in rules if one.region in hubs)
    return told, tuple(one for one in rules if one.region not in hubs)


def _rule(account: Account, alert: AlertRule, need: Need) -> EventRuleChange:
    """The rule made, or set right: targets that others gave it stay."""
    before, state = None, alert.states[0]
    held: tuple[RuleTarget, ...] = ()
    if need.found is not None:
        held = need.found.targets if isinstance(need.found.targets, tuple) else ()
        before = RuleSettings(pattern=need.found.pattern, state=need.found.state, targets=held)
        state = before.state if before.state in alert.states else state
    return EventRuleChange(
        name=alert.name,
        arn=alert_relay.rule_arn(account, need.region, alert.name),
        region=need.region,
        description=alert.description,
        before=before,
        after=RuleSettings(pattern=need.pattern, state=state, targets=_with(held, need.target)),
    )


def _with(held: tuple[RuleTarget, ...], wanted: RuleTarget) -> tuple[RuleTarget, ...]:
    """The targets with the wanted one: in place of the one that has its ARN, or else its id."""
    same = next((one for one in held if one.arn == wanted.arn), None)
    put = wanted if same is None else RuleTarget(id=same.id, arn=wanted.arn, role=wanted.role)
    return (*(one for one in held if one.id != put.id), put)


def _topic(account: Account, alert: AlertRule, hub: str) -> Topic | None:
    """The topic, where it is there: a rule outlives the one that it points to."""
    arn = alert_relay.topic_arn(account, hub, alert.topic)
    topics = () if isinstance(account.topics, Unknown) else account.topics
    return next((one for one in topics if one.arn == arn and one.is_there), None)


def _is_confirmed(topic: Topic) -> bool:
    found = topic.subscriptions
    return not isinstance(found, Unknown) and any(one.confirmed for one in found)


def _why(account: Account, alert: AlertRule, wanted: tuple[Need, ...]) -> str:
    told = f"{_LIMIT}; {_FLOODS[alert.name]}; {_COST}"
    if is_recorded(account, wanted):
        return told
    return f"rules hear nothing that no trail records, and not all of this is recorded yet (trail-missing); {told}"
