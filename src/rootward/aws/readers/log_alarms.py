"""Metric filters on the trails' log groups, and the alarms that watch their metrics.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from rootward.aws.call import NEXT_TOKEN, NEXT_TOKEN_LOWER, Call
from rootward.aws.failure import UnreadError
from rootward.aws.readers.alarms import read_alarms
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Answer, Reading
from rootward.model.account import Account
from rootward.model.monitoring import MetricFilter, RegionalAlarms
from rootward.model.unknown import Blocked, Unknown

DESCRIBE_FILTERS = Call("logs", "DescribeMetricFilters")
DESCRIBE_ALARMS = Call("cloudwatch", "DescribeAlarms")

_REGION, _ACCOUNT, _GROUP = 3, 4, 6
_MOST_ALARMS_A_PAGE = 100


def read_log_alarms(reading: Reading, account: Account) -> tuple[RegionalAlarms, ...]:
    """Filters and alarms of each region in which a trail's log group of this account lies."""
    if isinstance(account.trails, Unknown):
        raise UnreadError(account.trails)
    groups: dict[str, list[str]] = defaultdict(list)
    for trail in account.trails:
        parts = (trail.log_group or "").split(":", _GROUP)
        if len(parts) > _GROUP and parts[_ACCOUNT] == account.id and trail.log_group not in groups[parts[_REGION]]:
            groups[parts[_REGION]].append(str(trail.log_group))
    return tuple(reading.side_by_side(partial(_regional, reading), sorted(groups.items())))


def _regional(reading: Reading, found: tuple[str, list[str]]) -> RegionalAlarms:
    region, groups = found
    filters = reading.attempt(lambda: tuple(one for group in groups for one in _filters(reading, region, group)))
    if isinstance(filters, Unknown | Blocked):
        return RegionalAlarms(region=region, metric_filters=filters, alarms=filters)
    metrics = frozenset(metric for one in filters for metric in one.metrics)
    if not metrics:  # no alarm can watch what is not counted
        return RegionalAlarms(region=region, metric_filters=filters, alarms=())
    pages = partial(
        reading.pages,
        DESCRIBE_ALARMS,
        NEXT_TOKEN,
        region,
        AlarmTypes=["MetricAlarm", "CompositeAlarm"],
        MaxRecords=_MOST_ALARMS_A_PAGE,
    )
    alarms = reading.attempt(lambda: read_alarms(pages(), region, metrics))
    return RegionalAlarms(region=region, metric_filters=filters, alarms=alarms)


def _filters(reading: Reading, region: str, group: str) -> list[MetricFilter]:
    name = group.split(":", _GROUP)[_GROUP]
    found = reading.items(DESCRIBE_FILTERS, NEXT_TOKEN_LOWER, "metricFilters", region, logGroupName=name)
    return [_filter(one, region, group) for one in found]


def _filter(found: Answer, region: str, group: str) -> MetricFilter:
    transformations = found.get("metricTransformations") or ()
    dimensions = {name for one in transformations for name in one.get("dimensions") or ()}
    return MetricFilter(
        name=found["filterName"],
        log_group=group,
        region=region,
        pattern=found.get("filterPattern") or "",
        metrics=tuple((one["metricNamespace"], one["metricName"]) for one in transformations),
        dimensions=tuple(sorted(dimensions)),
    )


READERS = (
    Reader(fact="log_alarms", calls=(DESCRIBE_FILTERS, DESCRIBE_ALARMS), needs=("trails",), ask=read_log_alarms),
)
