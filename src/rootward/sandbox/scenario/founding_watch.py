"""Founding what watches a practice account: contacts, analyzers, trails, topics, rules, alarms."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from rootward.sandbox.services.table import open_service

if TYPE_CHECKING:
    from rootward.sandbox.backends import Backends
    from rootward.sandbox.scenario import tables as plan
    from rootward.sandbox.scenario.tables import Account


def found_contacts(account_id: str, holds: Account) -> None:
    """The account's contacts. The account service is open."""
    from moto.account.models import account_backends

    account: Any = account_backends[account_id]["aws"]
    account.contact_information = dict(holds.primary_contact)
    for contact in holds.alternate_contacts:
        account.put_alternate_contact(contact.kind, contact.email, contact.name, contact.phone, contact.title)


def found_watch(account_id: str, holds: Account, backends: Backends, now: datetime) -> None:
    """Everything that watches an account. Services that it does not use are not imported."""
    used = {
        "accessanalyzer": holds.analyzers,
        "sns": holds.topics,
        "cloudtrail": holds.trails,
        "logs": [trail for trail in holds.trails if trail.log_group],
        "events": holds.rules,
        "cloudwatch": holds.metric_alarms,
    }
    for service, by in used.items():
        if by:
            open_service(service, backends, account_id)
    for analyzer in holds.analyzers:
        _found_analyzer(account_id, analyzer, now - timedelta(days=analyzer.created))
    for topic in holds.topics:
        _found_topic(account_id, topic)
    for trail in holds.trails:
        _found_trail(account_id, trail, now - timedelta(days=trail.created))
    for rule in holds.rules:
        _found_rule(account_id, rule)
    for alarm in holds.metric_alarms:
        _found_metric_alarm(account_id, alarm)


def _topic_arn(account_id: str, region: str, name: str) -> str:
    return f"arn:aws:sns:{region}:{account_id}:{name}"


def _found_analyzer(account_id: str, analyzer: plan.Analyzer, created: datetime) -> None:
    from rootward.sandbox.services.access_analyzer import access_analyzer_backends

    for region in analyzer.regions:
        access_analyzer_backends[account_id][region].add_analyzer(analyzer.name, analyzer.kind, created)


def _found_topic(account_id: str, topic: plan.Topic) -> None:
    from moto.sns.models import sns_backends

    for region in topic.regions:
        backend = sns_backends[account_id][region]
        policy = _publishers_policy(account_id, region, topic.name)
        arn = backend.create_topic(topic.name, attributes={"Policy": policy}).arn
        for subscription in topic.subscriptions:
            made = backend.subscribe(arn, subscription.endpoint, subscription.protocol)
            made.confirmed = subscription.confirmed


def _publishers_policy(account_id: str, region: str, name: str) -> str:
    """Without it neither EventBridge nor CloudWatch may publish to the topic.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """
    statement = {
        "Sid": "AlarmsOfThisAccount",
        "Effect": "Allow",
        "Principal": {"Service": ["cloudwatch.amazonaws.com", "events.amazonaws.com"]},
        "Action": "sns:Publish",
        "Resource": _topic_arn(account_id, region, name),
        "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _found_trail(account_id: str, trail: plan.Trail, created: datetime) -> None:
    from moto.cloudtrail.models import cloudtrail_backends
    from moto.s3.models import s3_backends

    s3_backends[account_id]["aws"].create_bucket(trail.bucket, trail.region)
    log_group = trail.log_group and _found_log_group(account_id, trail.region, trail.log_group)
    backend = cloudtrail_backends[account_id][trail.region]
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
        cw_role_arn=log_group and f"arn:aws:iam::{account_id}:role/CloudTrailToCloudWatchLogs",  # type: ignore[arg-type]
        kms_key_id=None,  # type: ignore[arg-type]
        tags_list=[],
    )
    if trail.logging:
        made.start_logging()
        made.status.started = created


def _found_log_group(account_id: str, region: str, name: str) -> str:
    from moto.logs.models import logs_backends

    return logs_backends[account_id][region].create_log_group(name, {}).arn


def _found_rule(account_id: str, rule: plan.Rule) -> None:
    from moto.events.models import events_backends

    for region in rule.regions:
        backend = events_backends[account_id][region]
        backend.put_rule(rule.name, event_bus_arn="default", event_pattern=rule.pattern, state=rule.state)
        backend.put_targets(
            rule.name, "default", [{"Id": rule.topic, "Arn": _topic_arn(account_id, region, rule.topic)}]
        )


def _found_metric_alarm(account_id: str, alarm: plan.MetricAlarm) -> None:
    from moto.cloudwatch.models import cloudwatch_backends
    from moto.logs.models import logs_backends

    metric: Any = [{"metricName": alarm.name, "metricNamespace": alarm.namespace, "metricValue": "1"}]
    logs_backends[account_id][alarm.region].put_metric_filter(alarm.name, alarm.pattern, alarm.log_group, metric)
    cloudwatch_backends[account_id][alarm.region].put_metric_alarm(
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
        alarm_actions=[_topic_arn(account_id, alarm.region, alarm.topic)],
        treat_missing_data="notBreaching",
    )
