"""Alarms."""

from __future__ import annotations


def test_alarms_come_in_pages(hardened, client):
    cloudwatch = client(hardened, "cloudwatch")
    pages = list(cloudwatch.get_paginator("describe_alarms").paginate(PaginationConfig={"PageSize": 2}))
    names = [alarm["AlarmName"] for page in pages for alarm in page["MetricAlarms"]]
    assert len(pages) == 3
    assert names == [
        "console-sign-in-without-mfa",
        "console-sign-in-failed",
        "iam-policy-changed",
        "cloudtrail-changed",
        "organization-changed",
    ]


def test_an_alarm_names_its_metric_and_the_topic_that_it_tells(hardened, client):
    alarm = client(hardened, "cloudwatch").describe_alarms(AlarmNames=["cloudtrail-changed"])["MetricAlarms"][0]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("CloudTrailMetrics", "cloudtrail-changed")
    assert alarm["AlarmActions"] == ["arn:aws:sns:us-east-1:123456789012:security-alarms"]
    assert alarm["ActionsEnabled"] is True
