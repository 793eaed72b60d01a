"""CloudWatch: alarms."""

from __future__ import annotations

from typing import Any


def walk(sandbox: Any, client: Any) -> None:
    cloudwatch = client(sandbox, "cloudwatch")
    topic = client(sandbox, "sns").create_topic(Name="told")["TopicArn"]
    for name in ("root-use", "console-sign-in-without-mfa"):
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            MetricName=name,
            Namespace="CloudTrailMetrics",
            Statistic="Sum",
            Period=300,
            EvaluationPeriods=1,
            Threshold=1.0,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            AlarmActions=[topic],
        )
    first = cloudwatch.describe_alarms(MaxRecords=1)
    second = cloudwatch.describe_alarms(MaxRecords=1, NextToken=first["NextToken"])
    assert len(first["MetricAlarms"]) == len(second["MetricAlarms"]) == 1
    assert "NextToken" not in second
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=["root-use"])["MetricAlarms"]
    assert alarm["AlarmActions"] == [topic]
    cloudwatch.delete_alarms(AlarmNames=["root-use"])
