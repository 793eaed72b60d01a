"""Founding what watches a practice account: contacts, analyzers, trails, topics, rules, alarms."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from rootward.sandbox.backends import ACCOUNT_ID, Backends
from rootward.sandbox.services.table import open_service

if TYPE_CHECKING:
    from rootward.sandbox.scenario import tables as plan
    from rootward.sandbox.scenario.tables import Scenario


def found_contacts(scenario: Scenario, backends: Backends) -> None:
    """The account's contacts and regions. The account service is open."""
    from moto.account.models import account_backends

    account: Any = account_backends[ACCOUNT_ID]["aws"]
    account.regions = backends.regions
    account.contact_information = dict(scenario.primary_contact)
    for contact in scenario.alternate_contacts:
        account.put_alternate_contact(contact.kind, contact.email, contact.name, contact.phone, contact.title)


def found_watch(scenario: Scenario, backends: Backends, now: datetime) -> None:
    """Everything that the scenario lets watch the account. Services that it does not use are not imported."""
    used = {
        "accessanalyzer": scenario.analyzers,
        "sns": scenario.topics,
        "cloudtrail": scenario.trails,
        "logs": [trail for trail in scenario.trails if trail.log_group],
        "events": scenario.rules,
        "cloudwatch": scenario.metric_alarms,
    }
    for service, by in used.items():
        if by:
            open_service(service, backends)
    for analyzer in scenario.analyzers:
        _found_analyzer(analyzer, now - timedelta(days=analyzer.created))
    for topic in scenario.topics:
        _found_topic(topic)
    for trail in scenario.trails:
        _found_trail(trail, now - timedelta(days=trail.created))
    for rule in scenario.rules:
        _found_rule(rule)
    for alarm in scenario.metric_alarms:
        _found_metric_alarm(alarm)


def _topic_arn(region: str, name: str) -> str:
    return f"arn:aws:sns:{region}:{ACCOUNT_ID}:{name}"


def _found_analyzer(analyzer: plan.Analyzer, created: datetime) -> None:
    from rootward.sandbox.services.access_analyzer import access_analyzer_backends

    for region in analyzer.regions:
        access_analyzer_backends[ACCOUNT_ID][region].add_analyzer(analyzer.name, analyzer.kind, created)


def _found_topic(topic: plan.Topic) -> None:
    from moto.sns.models import sns_backends

    for region in topic.regions:
        backend = sns_backends[ACCOUNT_ID][region]
        arn = backend.create_topic(topic.name, attributes={"Policy": _publishers_policy(region, topic.name)}).arn
        for subscription in topic.subscriptions:
            made = backend.subscribe(arn, subscription.endpoint, subscription.protocol)
            made.confirmed = subscription.confirmed


def _publishers_policy(region: str, name: str) -> str:
    """Without it neither EventBridge nor CloudWatch may publish to the topic.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """
    statement = {
        "Sid": "AlarmsOfThisAccount",
        "Effect": "Allow",
        "Principal": {"Service": ["cloudwatch.amazonaws.com", "events.amazonaws.com"]},
        "Action": "sns:Publish",
        "Resource": _topic_arn(region, name),
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _found_trail(trail: plan.Trail, created: datetime) -> None:
    from moto.cloudtrail.models import cloudtrail_backends
    from moto.s3.models import s3_backends

    s3_backends[ACCOUNT_ID]["aws"].create_bucket(trail.bucket, trail.region)
    log_group = trail.log_group and _found_log_group(trail.region, trail.log_group)
    backend = cloudtrail_backends[ACCOUNT_ID][trail.region]
    made = backend.create_trail(
        name=trail.name,
        bucket_name=trail.bucket,
        s3_key_prefix=None,  # type: ignore[arg-type] # moto takes None for a prefix, a topic, … that is not there
        sns_topic_name=None,  # type: ignore[arg-type]
        is_global=True,
        is_multi_region=trail.multi_region,
        log_validation=trail.validates_files,
        is_org_trail=False,
        cw_log_group_arn=log_group and f"{log_group}:*",  # type: ignore[arg-type]
        cw_role_arn=log_group and f"arn:aws:iam::{ACCOUNT_ID}:role/CloudTrailToCloudWatchLogs",  # type: ignore[arg-type]
        kms_key_id=None,  # type: ignore[arg-type]
        tags_list=[],
    )
    if trail.logging:
        made.start_logging()
        made.status.started = created


def _found_log_group(region: str, name: str) -> str:
    from moto.logs.models import logs_backends

    return logs_backends[ACCOUNT_ID][region].create_log_group(name, {}).arn


def _found_rule(rule: plan.Rule) -> None:
    from moto.events.models import events_backends

    for region in rule.regions:
        backend = events_backends[ACCOUNT_ID][region]
        backend.put_rule(rule.name, event_bus_arn="default", event_pattern=rule.pattern, state=rule.state)
        backend.put_targets(rule.name, "default", [{"Id": rule.topic, "Arn": _topic_arn(region, rule.topic)}])


def _found_metric_alarm(alarm: plan.MetricAlarm) -> None:
    from moto.cloudwatch.models import cloudwatch_backends
    from moto.logs.models import logs_backends

    metric: Any = [{"metricName": alarm.name, "metricNamespace": alarm.namespace, "metricValue": "1"}]
    logs_backends[ACCOUNT_ID][alarm.region].put_metric_filter(alarm.name, alarm.pattern, alarm.log_group, metric)
    cloudwatch_backends[ACCOUNT_ID][alarm.region].put_metric_alarm(
        name=alarm.name,
        namespace=alarm.namespace,
        metric_name=alarm.name,
        comparison_operator="GreaterThanOrEqualToThreshold",
        evaluation_periods=1,
        period=300,
        threshold=1,
        statistic="Sum",
        description="",
        dimensions=[],
        alarm_actions=[_topic_arn(alarm.region, alarm.topic)],
        treat_missing_data="notBreaching",
    )
