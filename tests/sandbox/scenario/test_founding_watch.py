"""What watches the accounts."""

from __future__ import annotations

import json

ALL_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"


def test_nobody_hears_the_startup(startup, client):
    for region in startup.regions:
        assert client(startup, "events", region).list_rules()["Rules"] == []
        assert client(startup, "sns", region).list_topics()["Topics"] == []
    assert client(startup, "cloudwatch").describe_alarms()["MetricAlarms"] == []


def test_root_use_reaches_a_confirmed_address_from_every_enabled_region(hardened, client):
    for region in hardened.regions:
        events = client(hardened, "events", region)
        (rule,) = events.list_rules()["Rules"]
        assert rule["State"] == ALL_EVENTS
        assert json.loads(rule["EventPattern"])["detail"] == {"userIdentity": {"type": ["Root"]}}
        (target,) = events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        assert target["Arn"] == f"arn:aws:sns:{region}:123456789012:security-alarms"
        sns = client(hardened, "sns", region)
        (subscription,) = sns.list_subscriptions_by_topic(TopicArn=target["Arn"])["Subscriptions"]
        assert subscription["SubscriptionArn"] != "PendingConfirmation"


def test_the_topic_lets_its_publishers_in(hardened, client):
    topic = "arn:aws:sns:us-east-1:123456789012:security-alarms"
    policy = json.loads(client(hardened, "sns").get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
    (statement,) = policy["Statement"]
    assert set(statement["Principal"]["Service"]) == {"cloudwatch.amazonaws.com", "events.amazonaws.com"}
    assert statement["Action"] == "sns:Publish"


def test_every_metric_filter_has_its_alarm(hardened, client):
    filters = client(hardened, "logs").describe_metric_filters(logGroupName="acme-trail")["metricFilters"]
    metrics = {item["metricTransformations"][0]["metricName"] for item in filters}
    alarms = client(hardened, "cloudwatch").describe_alarms()["MetricAlarms"]
    assert {alarm["MetricName"] for alarm in alarms} == metrics
