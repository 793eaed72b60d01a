"""The route through EventBridge: rule → target → topic, or → another event bus of this account and on from there.

- Management events that CloudTrail delivers reach the default bus of the region in which they came up. A rule whose
  state is `ENABLED` gets all but the read-only ones; `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS` gets those too:
  https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
- "EventBridge can't route events received from a sender event bus to a third event bus":
  https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html
- Rules that an AWS service made for itself send to that service and tell nobody; those of User Notifications do:
  https://docs.aws.amazon.com/notifications/latest/userguide/ev-managed-rules.html
"""

from __future__ import annotations

from rootward.checks.root_use.arn import read_arn
from rootward.checks.root_use.event_pattern import read_event_pattern
from rootward.checks.root_use.forwarder import forwards
from rootward.checks.root_use.hearing import Hearing, any_of, dead_end, unknown_whether
from rootward.checks.root_use.pattern import UnreadablePatternError
from rootward.checks.root_use.recipient import held_by, named, told, unreadable
from rootward.checks.root_use.recording import records
from rootward.checks.root_use.sample_events import SampleEvent
from rootward.model.account import Account
from rootward.model.monitoring import EventRule, RegionalRules, RuleTarget
from rootward.model.unknown import Blocked, Unknown

LIST_RULES = "events:ListRules"
LIST_TARGETS = "events:ListTargetsByRule"
USER_NOTIFICATIONS = "notifications.amazonaws.com"

_RECORDED, _CAUGHT, _SENT = 1, 3, 5


def heard_by_rules(account: Account, event: SampleEvent) -> Hearing:
    """Whether an event rule tells somebody of this event."""
    hearing = _on_bus(account, event, event.region, "default", forwarded=False)
    if isinstance(account.trails, Unknown):
        return hearing.unless(named(account.trails, "the trails"))
    answers = [records(trail, event) for trail in account.trails]
    if True in answers:
        return hearing
    doubts = [doubt for answer in answers if isinstance(answer, tuple) for doubt in answer]
    if doubts:
        return hearing.unless(*doubts)
    unrecorded = f"no trail records {event.what} in {event.region}, and without one no event rule sees them"
    return dead_end(_RECORDED, unrecorded)


def heard_on_bus(account: Account, event: SampleEvent, region: str) -> Hearing:
    """Whether a rule on the region's default bus tells somebody of an event that was forwarded there."""
    return _on_bus(account, event, region, "default", forwarded=True)


def _on_bus(account: Account, event: SampleEvent, region: str, bus: str, *, forwarded: bool) -> Hearing:
    if isinstance(account.event_rules, Unknown):
        return unknown_whether(named(account.event_rules, "the event rules"))
    regional = next((one for one in account.event_rules if one.region == region), None)
    if regional is None:
        return unknown_whether(Unknown("not_collected", LIST_RULES, f"the event rules of {region} were not read"))
    match regional.rules:
        case Unknown() as missing:
            return unknown_whether(named(missing, f"the event rules of {region}"))
        case Blocked():
            # The home region, or one forwarded to: no event is asked about that came up in another blocked one.
            hidden = f"a service control policy hides the event rules of {region}"
            return unknown_whether(Unknown("not_observable", None, hidden))
        case rules:
            return _by_rules(account, event, regional, rules, bus, forwarded=forwarded)


def _by_rules(
    account: Account,
    event: SampleEvent,
    regional: RegionalRules,
    rules: tuple[EventRule, ...],
    bus: str,
    *,
    forwarded: bool,
) -> Hearing:
    if bus not in regional.buses:
        what = f"the rules of event bus {bus} in {regional.region} were not read"
        return unknown_whether(Unknown("not_collected", LIST_RULES, what))
    return any_of(_by_rule(account, event, rule, forwarded=forwarded) for rule in rules if rule.event_bus == bus)


def _by_rule(account: Account, event: SampleEvent, rule: EventRule, *, forwarded: bool) -> Hearing:
    if rule.managed_by is not None and rule.managed_by != USER_NOTIFICATIONS:
        return Hearing()
    name = _named(rule)
    doubts: list[Unknown] = []
    try:
        if not read_event_pattern(rule.pattern).matches(event.bus_event):
            return Hearing()
    except UnreadablePatternError as error:
        doubts.append(unreadable(f"the event pattern of {name}", str(error)))
    if rule.state == "DISABLED":
        return Hearing() if doubts else dead_end(_CAUGHT, f"{name} is disabled")
    if rule.state == "ENABLED":
        if event.read_only and not forwarded:
            return Hearing() if doubts else dead_end(_CAUGHT, f"{name} skips read-only calls (its state is ENABLED)")
        if event.read_only:
            what = f"AWS does not say whether {name} (state ENABLED) gets read-only calls from another event bus"
            doubts.append(Unknown("not_observable", None, what))
    elif rule.state != "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS":
        doubts.append(unreadable(f"the state of {name}", rule.state))
    return _by_targets(account, event, rule, forwarded=forwarded).unless(*doubts)


def _named(rule: EventRule) -> str:
    return f"rule {rule.name} in {rule.region}"


def _by_targets(account: Account, event: SampleEvent, rule: EventRule, *, forwarded: bool) -> Hearing:
    name = _named(rule)
    if isinstance(rule.targets, Unknown):
        return unknown_whether(named(rule.targets, f"the targets of {name}"))
    if not rule.targets:
        return dead_end(_SENT, f"{name} has no target")
    return any_of(_by_target(account, event, rule, target, forwarded=forwarded) for target in rule.targets)


def _by_target(
    account: Account, event: SampleEvent, rule: EventRule, target: RuleTarget, *, forwarded: bool
) -> Hearing:
    arn, name = read_arn(target.arn), _named(rule)
    if arn.service != "events" or not arn.resource.startswith("event-bus/"):
        return told(account, target.arn, name)
    bus = arn.resource.removeprefix("event-bus/")
    where = f"event bus {bus} in {arn.region}"
    if arn.account != account.id:
        return unknown_whether(held_by(arn.account, f"{where}, to which {name} sends,"))
    if forwarded:
        return dead_end(_SENT, f"{name} passes a forwarded event on to {where}, and EventBridge does not")
    onward = _on_bus(account, event, arn.region, bus, forwarded=True)
    against = forwards(account, rule, target)
    if isinstance(against, str):
        return dead_end(_SENT, f"{name} sends to {where} by {against}")
    if onward.route or onward.unknowns or onward.dead_ends:
        return onward if against is None else onward.unless(against)
    return dead_end(_SENT, f"{name} → {where}, where no rule catches it")
