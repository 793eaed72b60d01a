"""Which trails record an event. Without one, neither EventBridge nor CloudWatch Logs ever sees it.

"To record events with one of the CloudTrail detail-type values, you must enable a CloudTrail trail with logging":
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
Selectors: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
"""

from __future__ import annotations

from rootward.checks.root_use.recipient import named
from rootward.checks.root_use.sample_events import SampleEvent
from rootward.model.monitoring import EventSelector, Trail
from rootward.model.unknown import Unknown

_GLOBAL_SOURCES = frozenset({"iam.amazonaws.com", "sts.amazonaws.com", "cloudfront.amazonaws.com"})


def records(trail: Trail, event: SampleEvent) -> bool | tuple[Unknown, ...]:
    """Whether the trail records the event; unknowns where that hangs on what was not read.

    A single-region trail has the events of its own region alone, those of global services included.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
    """
    if trail.logging is False or not (trail.multi_region or trail.home_region == event.region):
        return False
    if event.source in _GLOBAL_SOURCES and not trail.includes_global_services:
        return False
    doubts: list[Unknown] = []
    if isinstance(trail.logging, Unknown):
        doubts.append(named(trail.logging, f"whether trail {trail.name} is logging"))
    if isinstance(trail.selectors, Unknown):
        doubts.append(named(trail.selectors, f"the event selectors of trail {trail.name}"))
    else:
        selecting = [selector for selector in trail.selectors if _selects(selector, event)]
        if not selecting:
            return False
        if all(selector.narrowed for selector in selecting):
            doubts.append(Unknown("not_observable", None, f"trail {trail.name} records some management events only"))
    return tuple(doubts) or True


def _selects(selector: EventSelector, event: SampleEvent) -> bool:
    kinds = {"All", "ReadOnly" if event.read_only else "WriteOnly"}
    return selector.management_events and selector.read_write in kinds and event.source not in selector.excluded_sources
