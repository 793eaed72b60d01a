"""The route through CloudWatch, CIS's own: trail → log group → metric filter → alarm → topic.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
"""

from __future__ import annotations

from rootward.checks.root_use.arn import read_arn
from rootward.checks.root_use.filter_pattern import read_filter_pattern
from rootward.checks.root_use.hearing import Hearing, any_of, dead_end, unknown_whether
from rootward.checks.root_use.pattern import UnreadablePatternError
from rootward.checks.root_use.recipient import held_by, named, told, unreadable
from rootward.checks.root_use.recording import records
from rootward.checks.root_use.sample_events import SampleEvent
from rootward.model.account import Account
from rootward.model.monitoring import Alarm, MetricFilter, RegionalAlarms, Trail
from rootward.model.unknown import Blocked, Unknown

DESCRIBE_FILTERS = "logs:DescribeMetricFilters"
DESCRIBE_ALARMS = "cloudwatch:DescribeAlarms"

UNCAUGHT_STEPS = 2
"""A trail has the event, and no metric filter does."""

_RECORDED, _COUNTED, _WATCHED, _FIRED = 1, 4, 6, 7
# One event counts as 1 in each of these; an average or a percentile hangs on what else was counted.
_COUNTING = frozenset({"Sum", "Maximum", "SampleCount"})


def heard_by_alarms(account: Account, event: SampleEvent, *, at_once: bool) -> Hearing:
    """Whether an alarm tells somebody of this event. `at_once`: one single event must set it off."""
    if isinstance(account.trails, Unknown):
        return unknown_whether(named(account.trails, "the trails"))
    return any_of(_by_trail(account, event, trail, at_once=at_once) for trail in account.trails)


def _by_trail(account: Account, event: SampleEvent, trail: Trail, *, at_once: bool) -> Hearing:
    recorded = records(trail, event)
    if recorded is False:
        return dead_end(_RECORDED, f"trail {trail.name} does not record {event.what} in {event.region}")
    if trail.log_group is None:
        return dead_end(UNCAUGHT_STEPS, f"trail {trail.name} delivers to no CloudWatch log group")
    group = read_arn(trail.log_group)
    if group.account != account.id:
        return unknown_whether(held_by(group.account, f"the log group of trail {trail.name}"))
    hearing = _in_log_group(account, event, trail.log_group, group.region, at_once=at_once)
    return hearing if recorded is True else hearing.unless(*recorded)


def _in_log_group(account: Account, event: SampleEvent, group: str, region: str, *, at_once: bool) -> Hearing:
    if isinstance(account.log_alarms, Unknown):
        return unknown_whether(named(account.log_alarms, "the metric filters and alarms"))
    regional = next((one for one in account.log_alarms if one.region == region), None)
    if regional is None:
        what = f"the metric filters of {region} were not read"
        return unknown_whether(Unknown("not_collected", DESCRIBE_FILTERS, what))
    if isinstance(regional.metric_filters, Unknown):
        return unknown_whether(named(regional.metric_filters, f"the metric filters of {region}"))
    if isinstance(regional.metric_filters, Blocked):
        return unknown_whether(_hidden(f"the metric filters of {region}"))
    counted = [
        _by_filter(account, event, one, regional, at_once=at_once)
        for one in regional.metric_filters
        if _bare(one.log_group) == _bare(group)
    ]
    uncaught = f"no metric filter of log group {read_arn(_bare(group)).name} counts it"
    return any_of((*counted, dead_end(UNCAUGHT_STEPS, uncaught)))


def _bare(log_group: str) -> str:
    return log_group.removesuffix(":*")


def _hidden(what: str) -> Unknown:
    return Unknown("not_observable", None, f"a service control policy hides {what}")


def _by_filter(
    account: Account, event: SampleEvent, found: MetricFilter, regional: RegionalAlarms, *, at_once: bool
) -> Hearing:
    doubts: list[Unknown] = []
    try:
        answer = read_filter_pattern(found.pattern).matches(event.record)
        if answer is False:
            return Hearing()
        if answer is None:
            what = f"whether metric filter {found.name} counts {event.what} in {event.region}"
            doubts.append(Unknown("not_observable", None, what))
    except UnreadablePatternError as error:
        doubts.append(unreadable(f"the pattern of metric filter {found.name}", str(error)))
    if not found.metrics:
        return Hearing()
    routes = (_by_metric(account, found, metric, regional, at_once=at_once) for metric in found.metrics)
    return any_of(routes).unless(*doubts)


def _by_metric(
    account: Account, found: MetricFilter, metric: tuple[str, str], regional: RegionalAlarms, *, at_once: bool
) -> Hearing:
    via = f"metric filter {found.name}"
    if isinstance(regional.alarms, Unknown):
        return unknown_whether(named(regional.alarms, f"the alarms of {regional.region}"))
    if isinstance(regional.alarms, Blocked):
        return unknown_whether(_hidden(f"the alarms of {regional.region}"))
    watching = [alarm for alarm in regional.alarms if (alarm.namespace, alarm.metric) == metric]
    if not watching:
        return dead_end(_COUNTED, f"{via} → no alarm watches metric {metric[0]}/{metric[1]}")
    return any_of(_by_alarm(account, via, found, alarm, at_once=at_once) for alarm in watching)


def _by_alarm(account: Account, via: str, found: MetricFilter, alarm: Alarm, *, at_once: bool) -> Hearing:
    name = f"{via} → alarm {alarm.name}"
    if not alarm.actions_enabled:
        return dead_end(_WATCHED, f"{name} has its actions switched off")
    if not alarm.alarm_actions:
        return dead_end(_WATCHED, f"{name} tells nobody")
    fired = _goes_off(found, alarm, at_once=at_once)
    if isinstance(fired, str):
        return dead_end(_FIRED, f"{name} {fired}")
    return any_of(told(account, action, name) for action in alarm.alarm_actions).unless(*fired)


def _goes_off(found: MetricFilter, alarm: Alarm, *, at_once: bool) -> str | tuple[Unknown, ...]:
    """Why the alarm does not go off at one event, or what leaves that in doubt; nothing when it does."""
    if alarm.computed:
        what = f"alarm {alarm.name} is computed from several metrics or alarms, which is not followed"
        return (Unknown("not_observable", None, what),)
    if alarm.dimensions or found.dimensions:
        return "does not watch all of what the filter counts (dimensions)"
    if alarm.comparison.startswith("LessThan"):
        return "goes off when the count is low"
    return _at_one_event(alarm) if at_once else ()


def _at_one_event(alarm: Alarm) -> str | tuple[Unknown, ...]:
    if alarm.threshold is None:
        return (Unknown("not_collected", DESCRIBE_ALARMS, f"the threshold of alarm {alarm.name} was not read"),)
    if alarm.datapoints_to_alarm > 1:
        return f"waits for {alarm.datapoints_to_alarm} periods"
    reached = {"GreaterThanOrEqualToThreshold": alarm.threshold <= 1, "GreaterThanThreshold": alarm.threshold < 1}
    if alarm.statistic not in _COUNTING or alarm.comparison not in reached:
        how = f"{alarm.statistic or 'unknown statistic'}, {alarm.comparison or 'unknown comparison'}"
        return (Unknown("not_observable", None, f"whether one event sets off alarm {alarm.name} ({how})"),)
    return () if reached[alarm.comparison] else f"waits for more than one event (threshold {alarm.threshold:g})"
