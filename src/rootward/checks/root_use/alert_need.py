"""What rootward's rules are needed for: the events that nobody else hears, region by region.

Somebody's own monitoring that works stays the only one. It is asked about as it will be once trails record: without one
nobody hears anything, and rules that were there before would sound twice when `trail-missing` is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from rootward.checks.root_use.alert_kind import Kind
from rootward.checks.root_use.alert_relay import hub_of, target
from rootward.checks.root_use.alert_rule import OWN_NAMES, AlertRule, Catch, does, matches, pattern
from rootward.checks.root_use.audience import hearing, regions_at_work
from rootward.checks.root_use.recording import records
from rootward.checks.root_use.rule_route import heard_on_bus
from rootward.checks.root_use.sample_events import HOME_REGIONS, SampleEvent
from rootward.model.account import Account
from rootward.model.monitoring import EventRule, EventSelector, RegionalRules, RuleTarget, Trail
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


def needs(account: Account, alert: AlertRule) -> tuple[Need, ...]:
    """The rules that are needed, those of hubs first. The account's regions, rules, trails and topics are known."""
    others = recorded(without_own(account))
    home = HOME_REGIONS[account.partition]
    regions, _ = regions_at_work(account, home)
    unheard: dict[str, dict[Kind, tuple[SampleEvent, ...]]] = {}
    for kind in alert.kinds_of(account):
        for event in kind.sample(account, regions, home):
            found = hearing(others, event, at_once=kind.at_once)
            if not found.route and not found.unknowns:
                of_region = unheard.setdefault(event.region, {})
                of_region[kind] = (*of_region.get(kind, ()), event)
    wanted = {region: _own(of_region) for region, of_region in unheard.items()}
    for region, catches in _forwarded(others, unheard).items():
        wanted[region] = (*wanted.get(region, ()), *catches)
    made = (_need(account, alert, region, _joined(catches)) for region, catches in sorted(wanted.items()))
    return tuple(sorted(made, key=lambda need: not need.is_hub))


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


def _own(unheard: Mapping[Kind, tuple[SampleEvent, ...]]) -> tuple[Catch, ...]:
    return tuple(Catch(kind=kind, events=events) for kind, events in unheard.items())


def _forwarded(
    others: Account, unheard: Mapping[str, Mapping[Kind, tuple[SampleEvent, ...]]]
) -> dict[str, tuple[Catch, ...]]:
    """By hub, what comes to it from other regions, and what nobody hears there for certain."""
    found: dict[str, tuple[Catch, ...]] = {}
    for region, of_region in unheard.items():
        hub = hub_of(others, region)
        for kind, events in of_region.items() if hub != region else ():
            left = tuple(event for event in events if not heard_on_bus(others, event, hub).route)
            if left:
                found[hub] = (*found.get(hub, ()), Catch(kind=kind, events=left, but_of=hub))
    return found


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
    wanted = target(account, region)
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
    for one in () if isinstance(account.event_rules, Unknown) else account.event_rules:
        if one.region == region and not isinstance(one.rules, Unknown | Blocked):
            return one.rules
    return ()
