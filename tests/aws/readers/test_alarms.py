from __future__ import annotations

from rootward.aws.readers.alarms import read_alarms

ROOT_USE = ("Trail", "RootUse")
METRICS = frozenset({ROOT_USE})


def alarm(name, **fields):
    made = {
        "AlarmName": name,
        "AlarmArn": f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}",
        "Namespace": "Trail",
        "MetricName": "RootUse",
        "ActionsEnabled": True,
        "AlarmActions": ["topic"],
        "Statistic": "Sum",
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Threshold": 1.0,
        "EvaluationPeriods": 1,
    }
    return {**made, **fields}


def composite(name, rule):
    arn = f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{name}"
    return {"AlarmName": name, "AlarmArn": arn, "AlarmRule": rule, "ActionsEnabled": True, "AlarmActions": ["pager"]}


def read(*metric_alarms, composites=()):
    return read_alarms(
        [{"MetricAlarms": list(metric_alarms), "CompositeAlarms": list(composites)}], "us-east-1", METRICS
    )


def test_an_alarm_on_the_metric_is_read_with_what_sets_it_off():
    (found,) = read(alarm("root", DatapointsToAlarm=2, EvaluationPeriods=3, Dimensions=[{"Name": "b", "Value": "x"}]))

    assert (found.name, found.namespace, found.metric) == ("root", "Trail", "RootUse")
    assert (found.statistic, found.comparison, found.threshold) == ("Sum", "GreaterThanOrEqualToThreshold", 1.0)
    assert (found.datapoints_to_alarm, found.dimensions) == (2, ("b",))
    assert (found.actions_enabled, found.alarm_actions, found.computed) == (True, ("topic",), False)


def test_without_datapoints_all_periods_must_breach():
    (found,) = read(alarm("root", EvaluationPeriods=3))

    assert found.datapoints_to_alarm == 3


def test_an_extended_statistic_and_a_missing_threshold_are_kept_as_such():
    (found,) = read(alarm("root", Statistic=None, ExtendedStatistic="p99", Threshold=None))

    assert (found.statistic, found.threshold) == ("p99", None)


def test_alarms_on_other_metrics_are_left_out():
    assert read(alarm("cpu", Namespace="AWS/EC2", MetricName="CPUUtilization")) == ()


def test_an_alarm_that_computes_is_one_for_each_metric_of_ours_in_it():
    stat = {"Metric": {"Namespace": "Trail", "MetricName": "RootUse"}, "Stat": "Sum", "Period": 60}
    other = {"Metric": {"Namespace": "Trail", "MetricName": "Other"}, "Stat": "Sum", "Period": 60}
    queries = [{"Id": "a", "MetricStat": stat}, {"Id": "b", "MetricStat": other}, {"Id": "c", "Expression": "a+b"}]

    (found,) = read(alarm("math", Namespace=None, MetricName=None, Statistic=None, Metrics=queries))

    assert (found.metric, found.computed, found.statistic) == ("RootUse", True, "Sum")


def test_a_composite_alarm_stands_for_the_metrics_beneath_it():
    alarms = read(
        alarm("root"),
        alarm("cpu", MetricName="Other"),
        composites=[
            composite("direct", 'ALARM("root") AND NOT OK(cpu)'),
            composite("by-arn", "ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:root)"),
            composite("through", 'ALARM("direct")'),
            composite("unrelated", "ALARM(cpu)"),
        ],
    )

    assert [(found.name, found.metric, found.computed) for found in alarms] == [
        ("root", "RootUse", False),
        ("direct", "RootUse", True),
        ("by-arn", "RootUse", True),
        ("through", "RootUse", True),
    ]
    assert alarms[1].alarm_actions == ("pager",)


def test_composites_that_name_each_other_end():
    alarms = read(alarm("root"), composites=[composite("a", "ALARM(b)"), composite("b", "ALARM(a) OR ALARM(root)")])

    assert [found.name for found in alarms] == ["root", "a", "b"]
