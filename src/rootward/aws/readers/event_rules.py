"""EventBridge rules, region by region, and where they send what they catch.

Rules with an event pattern are listed; targets are asked for only of rules that an event of CloudTrail's could
reach, so that an account with hundreds of rules costs few calls. A bus that such a rule forwards to is read too.
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html
"""

from __future__ import annotations

import json
from collections import defaultdict
from functools import partial

import msgspec

from rootward.aws.call import NEXT_TOKEN, Call
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Answer, Reading
from rootward.model.account import Account
from rootward.model.change.event_rule import OWN
from rootward.model.monitoring import EventRule, RegionalRules, RuleTarget
from rootward.model.unknown import Blocked, Unknown

LIST_RULES = Call("events", "ListRules")
LIST_TARGETS = Call("events", "ListTargetsByRule")

DEFAULT_BUS = "default"
_USER_NOTIFICATIONS = "notifications.amazonaws.com"
_NOT_ASKED = Unknown(
    "not_collected", LIST_TARGETS.action, "its targets were not asked for: it hears no CloudTrail event"
)
_BUS_ARN_PARTS = 6


def read_event_rules(reading: Reading, account: Account) -> tuple[RegionalRules, ...]:
    """The rules of each enabled region's default bus, and of the buses that those forward to."""
    found = [
        RegionalRules(region=region, rules=rules)
        for region, rules in reading.in_each_region(LIST_RULES, account, partial(_rules, reading, DEFAULT_BUS))
    ]
    further = _buses_sent_to(found, account)
    return tuple(reading.side_by_side(lambda one: _with_buses(reading, one, further[one.region]), found))


def could_hear_cloudtrail(pattern: str) -> bool:
    """Whether an event that CloudTrail delivers may match: False only where the pattern plainly says otherwise.

    Their source begins with `aws.`, and their detail type names CloudTrail.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
    """
    try:
        read = json.loads(pattern)
    except (ValueError, RecursionError):
        return True
    if not isinstance(read, dict):
        return True
    kinds, sources = _plain(read.get("detail-type")), _plain(read.get("source"))
    other_kind = kinds is not None and not any("CloudTrail" in kind for kind in kinds)
    other_source = sources is not None and not any(source.startswith("aws.") for source in sources)
    return not (other_kind or other_source)


def _plain(values: object) -> list[str] | None:
    """The values of a field that is compared with plain strings only; None for anything else."""
    if isinstance(values, list) and values and all(isinstance(value, str) for value in values):
        return values
    return None


def _rules(reading: Reading, bus: str, region: str) -> tuple[EventRule, ...]:
    found = reading.items(LIST_RULES, NEXT_TOKEN, "Rules", region, EventBusName=bus)
    return tuple(_rule(reading, rule, bus, region) for rule in found if rule.get("EventPattern"))


def _rule(reading: Reading, rule: Answer, bus: str, region: str) -> EventRule:
    state, pattern, manager = rule["State"], rule["EventPattern"], rule.get("ManagedBy")
    heeded = state != "DISABLED" and manager in {None, _USER_NOTIFICATIONS} and could_hear_cloudtrail(pattern)
    asked = heeded or rule["Name"].startswith(OWN)  # one of rootward's own is set right, whatever was done to it
    return EventRule(
        name=rule["Name"],
        arn=rule["Arn"],
        region=region,
        state=state,
        pattern=pattern,
        event_bus=bus,
        managed_by=manager,
        targets=_targets(reading, rule["Name"], bus, region) if asked else _NOT_ASKED,
    )


def _targets(reading: Reading, rule: str, bus: str, region: str) -> tuple[RuleTarget, ...] | Unknown:
    found = reading.attempt(
        lambda: tuple(
            RuleTarget(id=target["Id"], arn=target["Arn"], role=target.get("RoleArn"))
            for target in reading.items(LIST_TARGETS, NEXT_TOKEN, "Targets", region, Rule=rule, EventBusName=bus)
        )
    )
    return Unknown("denied", LIST_TARGETS.action, found.detail) if isinstance(found, Blocked) else found


def _buses_sent_to(found: list[RegionalRules], account: Account) -> dict[str, list[str]]:
    """By region, the custom buses of this account that a rule's target names. A bus sends to no third one.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html
    """
    buses: dict[str, dict[str, None]] = defaultdict(dict)
    for regional in found:
        for rule in () if isinstance(regional.rules, Unknown | Blocked) else regional.rules:
            for target in () if isinstance(rule.targets, Unknown) else rule.targets:
                parts = target.arn.split(":", _BUS_ARN_PARTS - 1)
                if len(parts) == _BUS_ARN_PARTS and parts[2] == "events" and parts[4] == account.id:
                    kind, _, name = parts[5].partition("/")
                    if kind == "event-bus" and name != DEFAULT_BUS:
                        buses[parts[3]][name] = None
    return defaultdict(list, {region: sorted(names) for region, names in buses.items()})


def _with_buses(reading: Reading, regional: RegionalRules, names: list[str]) -> RegionalRules:
    if isinstance(regional.rules, Unknown | Blocked):
        return regional
    for name in names:
        rules = reading.attempt(partial(_rules, reading, name, regional.region))
        if isinstance(rules, Unknown | Blocked):
            continue  # the bus is not among `buses`, and so a rule that sends there is unknown
        both = () if isinstance(regional.rules, Unknown | Blocked) else regional.rules
        regional = msgspec.structs.replace(regional, rules=both + rules, buses=(*regional.buses, name))
    return regional


READERS = (Reader(fact="event_rules", calls=(LIST_RULES, LIST_TARGETS), needs=("regions",), ask=read_event_rules),)
