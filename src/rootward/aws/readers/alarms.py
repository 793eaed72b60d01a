"""CloudWatch alarms on given metrics, as DescribeAlarms tells them: simple, computed and composite ones.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_CompositeAlarm.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

import msgspec

from rootward.aws.reading import Answer
from rootward.model.monitoring import Alarm

Metric = tuple[str, str]

_NAMED = re.compile(r'\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s()]+))\s*\)')
"""The alarms that a composite's rule names, by name or ARN.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
"""


def read_alarms(pages: Iterable[Answer], region: str, metrics: AbstractSet[Metric]) -> tuple[Alarm, ...]:
    """The alarms of a region that watch one of the metrics, themselves or through others."""
    simple: list[Alarm] = []
    composites: list[Answer] = []
    for page in pages:
        for alarm in page.get("MetricAlarms") or ():
            simple.extend(one for one in _watched(alarm, region) if (one.namespace, one.metric) in metrics)
        composites.extend(page.get("CompositeAlarms") or ())
    return (*simple, *_composed(composites, simple, region))


def _watched(alarm: Answer, region: str) -> Iterator[Alarm]:
    """One Alarm for each metric that it reads: several where it computes with them."""
    if alarm.get("MetricName"):
        yield _alarm(alarm, alarm, region)
    queries = alarm.get("Metrics") or ()
    for query in queries:
        stat = query.get("MetricStat")
        if stat:
            metric = {**stat.get("Metric", {}), "Statistic": stat.get("Stat")}
            yield _alarm(alarm, metric, region, computed=True)


def _alarm(alarm: Answer, metric: Answer, region: str, *, computed: bool = False) -> Alarm:
    return Alarm(
        name=alarm["AlarmName"],
        arn=alarm["AlarmArn"],
        region=region,
        namespace=metric.get("Namespace") or "",
        metric=metric.get("MetricName") or "",
        actions_enabled=bool(alarm.get("ActionsEnabled", True)),
        alarm_actions=tuple(alarm.get("AlarmActions") or ()),
        statistic=metric.get("Statistic") or metric.get("ExtendedStatistic") or "",
        comparison=alarm.get("ComparisonOperator") or "",
        threshold=alarm.get("Threshold"),
        datapoints_to_alarm=alarm.get("DatapointsToAlarm") or alarm.get("EvaluationPeriods") or 1,
        dimensions=tuple(sorted(one["Name"] for one in metric.get("Dimensions") or ())),
        computed=computed,
    )


def _composed(composites: list[Answer], simple: list[Alarm], region: str) -> Iterator[Alarm]:
    """For each composite alarm, one Alarm for each metric that the alarms beneath it watch."""
    watched: dict[str, set[Metric]] = {}
    for one in simple:
        for name in (one.name, one.arn):
            watched.setdefault(name, set()).add((one.namespace, one.metric))
    rules = {name: composite["AlarmRule"] for composite in composites for name in _names(composite)}
    for composite in composites:
        for namespace, metric in sorted(_beneath(composite["AlarmRule"], rules, watched)):
            made = _alarm(composite, {"Namespace": namespace, "MetricName": metric}, region, computed=True)
            yield msgspec.structs.replace(made, threshold=None)


def _names(alarm: Answer) -> tuple[str, str]:
    return alarm["AlarmName"], alarm["AlarmArn"]


def _beneath(rule: str, rules: dict[str, str], watched: dict[str, set[Metric]]) -> set[Metric]:
    """The metrics that a rule rests on, through other composites too; a circle of them ends where it began."""
    metrics: set[Metric] = set()
    seen: set[str] = set()
    open_rules = [rule]
    while open_rules:
        for match in _NAMED.finditer(open_rules.pop()):
            name = match["quoted"] if match["quoted"] is not None else match["bare"]
            if name in seen:
                continue
            seen.add(name)
            metrics |= watched.get(name, set())
            if name in rules:
                open_rules.append(rules[name])
    return metrics
