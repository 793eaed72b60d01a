"""What rootward's rules are needed for: the events that nobody else hears, region by region.

Somebody's own monitoring that works stays the only one. It is asked about as it will be once trails record: without one
nobody hears anything, and rules that were there before would sound twice when `trail-missing` is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from functools import partial

import msgspec

from rootward.checks.root_use.alert_kind import Kind
from rootward.checks.root_use.alert_relay import hub_of, target
from rootward.checks.root_use.alert_rule import OWN_NAMES, READS_TOO, AlertRule, Catch, does, matches, pattern
from rootward.checks.root_use.audience import hearing, regions_at_work
from rootward.checks.root_use.hearing import Hearing
from rootward.checks.root_use.recording import records
from rootward.checks.root_use.rule_route import heard_on_bus
from rootward.checks.root_use.sample_events import SampleEvent
from rootward.model.account import Account
from rootward.model.monitoring import EventRule, EventSelector, RegionalRules, RuleTarget, Subscription, Topic, Trail
from rootward.model.partition import HOME_REGIONS
from rootward.model.unknown import Blocked, Unknown


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that one region needs, and what stands there under its name."""

    region: str
    catches: tuple[Catch, ...]
    target: RuleTarget
    found: EventRule | None
    is_done: bool
    """Whether the rule that is there does all of it."""

    @property
    def is_hub(self) -> bool:
        """Whether people are told from here."""
        return self.target.role is None

    @property
    def pattern(self) -> str:
        """What the rule is to catch."""
        return pattern(self.catches)


_Events = Mapping[Kind, tuple[SampleEvent, ...]]


def needs(account: Account, alert: AlertRule) -> tuple[Need, ...]:
    """The rules that are needed, those of hubs first. The account's regions, rules, trails and topics are known."""
    others = recorded(without_own(account))
    unheard = _unheard(others, alert)
    told = _with_hubs(others, alert, {hub_of(account, region) for region in unheard})
    wanted: dict[str, tuple[Catch, ...]] = {}
    for region, events in unheard.items():
        hub = hub_of(account, region)
        if hub == region:
            wanted[hub] = (*wanted.get(hub, ()), *_catches(events))
        else:
            # What others forward already comes to the hub without a rule of rootward's.
            wanted[region] = tuple(_catches(_left(events, partial(_heard, told))))
            coming = _left(events, partial(_heard_at, others, hub))
            wanted[hub] = (*wanted.get(hub, ()), *_catches(coming, but_of=hub))
    made = (_need(account, alert, region, _joined(catches)) for region, catches in sorted(wanted.items()) if catches)
    return tuple(sorted(made, key=lambda need: not need.is_hub))


def _unheard(others: Account, alert: AlertRule) -> dict[str, _Events]:
    """By region and kind, the events that are known to reach nobody."""
    home = HOME_REGIONS[others.partition]
    regions, _ = regions_at_work(others, home)
    unheard: dict[str, dict[Kind, tuple[SampleEvent, ...]]] = {}
    for kind in alert.kinds_of(others):
        for event in kind.sample(others, regions, home):
            found = _heard(others, kind, event)
            if not found.route and not found.unknowns:
                of_region = unheard.setdefault(event.region, {})
                of_region[kind] = (*of_region.get(kind, ()), event)
    return {**unheard}


def _left(events: _Events, hears: Callable[[Kind, SampleEvent], Hearing]) -> _Events:
    """What is not heard for certain."""
    left = {kind: tuple(one for one in of_kind if not hears(kind, one).route) for kind, of_kind in events.items()}
    return {kind: of_kind for kind, of_kind in left.items() if of_kind}


def _heard(account: Account, kind: Kind, event: SampleEvent) -> Hearing:
    return hearing(account, event, at_once=kind.at_once)


def _heard_at(account: Account, hub: str, _kind: Kind, event: SampleEvent) -> Hearing:
    return heard_on_bus(account, event, hub)


def _catches(events: _Events, but_of: str | None = None) -> Iterator[Catch]:
    return (Catch(kind=kind, events=of_kind, but_of=but_of) for kind, of_kind in events.items())


def _with_hubs(others: Account, alert: AlertRule, hubs: Container[str]) -> Account:
    """The account in which each hub has a rule for all kinds, and people whom it tells."""
    told = (Subscription(protocol="email", confirmed=True),)
    regions: list[RegionalRules] = []
    topics = [] if isinstance(others.topics, Unknown) else [*others.topics]
    for regional in () if isinstance(others.event_rules, Unknown) else others.event_rules:
        if regional.region not in hubs or isinstance(regional.rules, Unknown | Blocked):
            regions.append(regional)
            continue
        sent = target(others, regional.region, alert.topic)
        rule = EventRule(
            name=alert.name,
            arn="",
            region=regional.region,
            state=READS_TOO,
            pattern=pattern(tuple(Catch(kind=kind, events=()) for kind in alert.kinds)),
            targets=(sent,),
        )
        regions.append(msgspec.structs.replace(regional, rules=(*regional.rules, rule)))
        topics = [one for one in topics if one.arn != sent.arn]
        topics.append(Topic(arn=sent.arn, subscriptions=told))
    return msgspec.structs.replace(others, event_rules=tuple(regions), topics=tuple(topics))


def without_own(account: Account) -> Account:
    """The account without rootward's rules."""
    if isinstance(account.event_rules, Unknown):
        return account
    return msgspec.structs.replace(account, event_rules=tuple(_of_others(one) for one in account.event_rules))


def recorded(account: Account) -> Account:
    """The account once its trails record, and one that records everything."""
    if isinstance(account.trails, Unknown):
        return account
    started = tuple(msgspec.structs.replace(one, logging=True) if not one.logging else one for one in account.trails)
    everything = Trail(
        name="",
        arn="",
        home_region=HOME_REGIONS[account.partition],
        multi_region=True,
        logging=True,
        selectors=(EventSelector(management_events=True),),
    )
    return msgspec.structs.replace(account, trails=(*started, everything))


def is_recorded(account: Account, several: tuple[Need, ...]) -> bool:
    """Whether trails record all that the rules are to catch."""
    trails = () if isinstance(account.trails, Unknown) else account.trails
    events = (event for need in several for catch in need.catches for event in catch.events)
    return all(any(records(trail, event) is not False for trail in trails) for event in events)


def _of_others(regional: RegionalRules) -> RegionalRules:
    if isinstance(regional.rules, Unknown | Blocked):
        return regional
    rules = tuple(rule for rule in regional.rules if not _is_own(rule))
    return msgspec.structs.replace(regional, rules=rules)


def _is_own(rule: EventRule) -> bool:
    return rule.name in OWN_NAMES and rule.event_bus == "default"


def _joined(catches: tuple[Catch, ...]) -> tuple[Catch, ...]:
    """One catch a kind: of all regions, if its own events are among them."""
    by_kind: dict[Kind, Catch] = {}
    for catch in catches:
        before = by_kind.get(catch.kind)
        if before is not None:
            but_of = catch.but_of and before.but_of
            catch = Catch(kind=catch.kind, events=(*before.events, *catch.events), but_of=but_of)  # noqa: PLW2901
        by_kind[catch.kind] = catch
    return tuple(by_kind.values())


def _need(account: Account, alert: AlertRule, region: str, catches: tuple[Catch, ...]) -> Need:
    found = next((rule for rule in _rules(account, region) if rule.name == alert.name and _is_own(rule)), None)
    wanted = target(account, region, alert.topic)
    kept = () if found is None else tuple(_kept(account, alert, found, catches))
    ordered = sorted((*catches, *kept), key=lambda catch: alert.kinds.index(catch.kind))
    return Need(
        region=region,
        catches=tuple(ordered),
        target=wanted,
        found=found,
        is_done=found is not None and does(found, alert, catches, wanted),
    )


def _kept(account: Account, alert: AlertRule, found: EventRule, catches: tuple[Catch, ...]) -> Iterator[Catch]:
    """The kinds besides that the rule catches already: it goes on to."""
    home = HOME_REGIONS[account.partition]
    for kind in alert.kinds_of(account):
        events = tuple(kind.sample(account, (found.region,), home))
        of_region = tuple(event for event in events if event.region == found.region)
        if of_region and kind not in {catch.kind for catch in catches} and matches(found, of_region):
            yield Catch(kind=kind, events=of_region)


def _rules(account: Account, region: str) -> tuple[EventRule, ...]:
    found = () if isinstance(account.event_rules, Unknown) else account.event_rules
    return next((one.rules for one in found if one.region == region and isinstance(one.rules, tuple)), ())
