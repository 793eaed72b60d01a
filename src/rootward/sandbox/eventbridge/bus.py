"""An event on a bus: the rules that take it, and what they send to their targets.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.events.models import events_backends

from rootward.checks.root_use.event_pattern import read_event_pattern
from rootward.checks.root_use.pattern import UnreadablePatternError
from rootward.sandbox.eventbridge.target import send

if TYPE_CHECKING:
    from moto.events.models import EventBus, Rule

Event = dict[str, Any]
"""As rules match it: source, account, region, detail and the rest."""

EVERYTHING = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
_READS = ("Describe", "Get", "List")


def put(event: Event, bus: EventBus, *, forwarded: bool = False) -> None:
    """Let the rules of a bus take an event, and send it on. The state must be in place.

    `forwarded`: it came from another bus, and goes to no third one.
    """
    for rule in [rule for rule in bus.rules.values() if _takes(rule, event, forwarded=forwarded)]:
        for target in rule.targets:
            if _is_bus(target["Arn"]):
                if not forwarded:
                    _forward(event, rule, target)
            else:
                send(event, rule, target)


def _bus_named(account: str, region: str, name: str) -> EventBus | None:
    backend: Any = dict.get(dict.get(events_backends, account) or {}, region)
    if backend is None:
        return None
    found: EventBus | None = backend.event_buses.get(name)
    return found


def _takes(rule: Rule, event: Event, *, forwarded: bool) -> bool:
    """Whether the rule's state and its pattern let the event through."""
    pattern = rule.event_pattern.dump()
    if not pattern or rule.state == "DISABLED":
        return False
    if rule.state != EVERYTHING and _is_left_out(event, forwarded=forwarded):
        return False
    try:
        return read_event_pattern(pattern).matches(event)
    except UnreadablePatternError:
        return False


def _is_left_out(event: Event, *, forwarded: bool) -> bool:
    """Whether a rule in state ENABLED does not get the event: it is a read-only management event.

    Those whose name does not begin with Describe, Get or List it does get. Whether that is so behind a forwarding rule
    AWS does not say: there nothing that only reads is let through.
    """
    record = event["detail"]
    return bool(record.get("readOnly")) and (forwarded or str(record.get("eventName")).startswith(_READS))


def _is_bus(arn: str) -> bool:
    parts = arn.split(":", 5)
    return len(parts) == 6 and parts[2] == "events" and parts[5].startswith("event-bus/")  # noqa: PLR2004 - an ARN has six


def _forward(event: Event, rule: Rule, target: dict[str, Any]) -> None:
    """Put the event on another bus of the account. It keeps its source, its account and its region."""
    from rootward.sandbox.eventbridge.permission import may_put_events

    region, account, resource = target["Arn"].split(":", 5)[3:]
    bus = _bus_named(account, region, resource.removeprefix("event-bus/")) if account == rule.account_id else None
    if bus is not None and may_put_events(rule, target, bus):
        put(event, bus, forwarded=True)
