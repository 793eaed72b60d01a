"""CloudTrail brings an event to EventBridge: at the moment at which it is recorded.

On AWS it takes a while; here whoever looks after the call sees all that it set off.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from rootward.checks.root_use.sample_events import API_CALL, SIGN_IN, SampleEvent
from rootward.sandbox.cloudtrail import event

if TYPE_CHECKING:
    from datetime import datetime

    from moto.events.models import EventBus

    from rootward.sandbox.cloudtrail.recorded import Recorded
    from rootward.sandbox.cloudtrail.trail import PracticeTrail

_DETAIL_TYPES = {
    "AwsConsoleAction": "AWS Console Action via CloudTrail",
    "AwsConsoleSignIn": SIGN_IN,
    "AwsServiceEvent": "AWS Service Event via CloudTrail",
}
"""eventType of a record → detail-type of the event; of any other: API_CALL."""


def announce(entry: Recorded) -> None:
    """Let the rules hear of what was just recorded. The state must be in place.

    Cheap where no account of the organisation has a rule in the event's region.
    """
    region = event.region_of(entry)
    for bus in _with_rules(region):
        _announce(entry, bus)


def bus_event(record: event.Record) -> dict[str, Any]:
    """The event as it lies on the default bus of its region."""
    detail_type = _DETAIL_TYPES.get(str(record.get("eventType")), API_CALL)
    return SampleEvent(what="", detail_type=detail_type, record=record).bus_event


def _with_rules(region: str) -> list[EventBus]:
    """The default buses of the region that have rules. None, where moto's EventBridge was never loaded."""
    models = sys.modules.get("moto.events.models")
    if models is None:
        return []
    backends = [dict.get(regions, region) for regions in dict.values(models.events_backends)]
    buses = [backend.event_buses["default"] for backend in backends if backend is not None]
    return [bus for bus in buses if bus.rules]


def _announce(entry: Recorded, bus: EventBus) -> None:
    from rootward.sandbox.cloudtrail.backend import trails_seen
    from rootward.sandbox.cloudtrail.delivery import covers
    from rootward.sandbox.cloudtrail.history import alias_of, records_for
    from rootward.sandbox.eventbridge.bus import put

    for record in records_for(entry, bus.account_id, alias_of):
        if any(_logs(trail, entry.at) and covers(trail, record) for trail in trails_seen(bus.account_id, bus.region)):
            put(bus_event(record), bus)


def _logs(trail: PracticeTrail, at: datetime) -> bool:
    """Whether the trail logs, or was stopped by this very call, which it still records."""
    status = trail.status
    return bool(status.is_logging or (status.stopped is not None and status.stopped >= at))
