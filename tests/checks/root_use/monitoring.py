"""Literal facts about monitoring: trails, rules, filters, alarms and topics in which nothing is wrong.

Two regions are enabled, eu-west-1 and us-east-1; topic `alerts` in us-east-1 has a confirmed subscription.
"""

from __future__ import annotations

import json
from typing import Any

from rootward.model.account import Account
from rootward.model.identity import Role
from rootward.model.monitoring import (
    Alarm,
    EventRule,
    EventSelector,
    MetricFilter,
    Organization,
    RegionalAlarms,
    RegionalRules,
    RuleTarget,
    Subscription,
    Topic,
    Trail,
)
from tests.checks.facts import ACCOUNT, account, allow, identities, inline, policy, role, trust

AUDIT_ACCOUNT = "999999999999"
ALL_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:alerts"
HOME_BUS = f"arn:aws:events:us-east-1:{ACCOUNT}:event-bus/default"
LOG_GROUP = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:trail"

ROOT_EVENTS = json.dumps({"detail": {"userIdentity": {"type": ["Root"]}}})

CIS_PATTERNS = {
    "root-use": (
        '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'
    ),
    "sign-in-without-mfa": (
        '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") &&'
        ' ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }'
    ),
    "failed-sign-in": '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
    "iam-policy-change": (
        "{($.eventName=DeleteGroupPolicy)||($.eventName=DeleteRolePolicy)||($.eventName=DeleteUserPolicy)||"
        "($.eventName=PutGroupPolicy)||($.eventName=PutRolePolicy)||($.eventName=PutUserPolicy)||"
        "($.eventName=CreatePolicy)||($.eventName=DeletePolicy)||($.eventName=CreatePolicyVersion)||"
        "($.eventName=DeletePolicyVersion)||($.eventName=AttachRolePolicy)||($.eventName=DetachRolePolicy)||"
        "($.eventName=AttachUserPolicy)||($.eventName=DetachUserPolicy)||($.eventName=AttachGroupPolicy)||"
        "($.eventName=DetachGroupPolicy)}"
    ),
    "cloudtrail-change": (
        "{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) ||"
        " ($.eventName = StartLogging) || ($.eventName = StopLogging) }"
    ),
    "organizations-change": "{ ($.eventSource = organizations.amazonaws.com) && ($.eventName = *) }",
}


def selector(**fields: Any) -> EventSelector:
    """A selector of all management events."""
    return EventSelector(**{"management_events": True, **fields})


def trail(name: str = "main", **fields: Any) -> Trail:
    """A multi-region trail of eu-west-1 that is logging, validates its files and has no log group."""
    made = {
        "name": name,
        "arn": f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/{name}",
        "home_region": "eu-west-1",
        "multi_region": True,
        "validates_files": True,
        "logging": True,
        "selectors": (selector(),),
    }
    return Trail(**{**made, **fields})


def topic(arn: str = TOPIC, *, confirmed: tuple[bool, ...] = (True,)) -> Topic:
    """A topic with a subscription for each of `confirmed`."""
    return Topic(arn=arn, subscriptions=tuple(Subscription(protocol="email", confirmed=one) for one in confirmed))


def forwarder(name: str = "forwarder", *, partition: str = "aws", **fields: Any) -> Role:
    """A role that EventBridge may take, and that may put events on any bus."""
    made = {
        "arn": f"arn:{partition}:iam::{ACCOUNT}:role/{name}",
        "trust_policy": trust({"Service": "events.amazonaws.com"}),
        "inline_policies": (inline("put-events", policy(allow("events:PutEvents"))),),
    }
    return role(name, **{**made, **fields})


def _to(region: str, target: str) -> RuleTarget:
    """To the bus of another region it is sent by a role."""
    _, partition, service, place, *_ = target.split(":")
    by = forwarder(partition=partition).arn if service == "events" and place != region else None
    return RuleTarget(id="one", arn=target, role=by)


def rule(region: str, target: str | None = TOPIC, **fields: Any) -> EventRule:
    """Rule `root-use` on the default bus that catches all of root's events; `target` None: it has none."""
    made = {
        "name": "root-use",
        "arn": f"arn:aws:events:{region}:{ACCOUNT}:rule/root-use",
        "region": region,
        "state": ALL_EVENTS,
        "pattern": ROOT_EVENTS,
        "targets": () if target is None else (_to(region, target),),
    }
    return EventRule(**{**made, **fields})


def rules(region: str, *found: EventRule, **fields: Any) -> RegionalRules:
    """The rules of one region."""
    return RegionalRules(**{"region": region, "rules": found, **fields})


def metric_filter(name: str = "root-use", **fields: Any) -> MetricFilter:
    """CIS's metric filter of that name on the trail's log group, which counts in metric CIS/<name>."""
    made = {
        "name": name,
        "log_group": LOG_GROUP,
        "region": "us-east-1",
        "pattern": CIS_PATTERNS.get(name, ""),
        "metrics": (("CIS", name),),
    }
    return MetricFilter(**{**made, **fields})


def alarm(name: str = "root-use", **fields: Any) -> Alarm:
    """An alarm on metric CIS/<name> that goes off at one event and tells topic `alerts`."""
    made = {
        "name": name,
        "arn": f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:{name}",
        "region": "us-east-1",
        "namespace": "CIS",
        "metric": name,
        "actions_enabled": True,
        "alarm_actions": (TOPIC,),
        "statistic": "Sum",
        "comparison": "GreaterThanOrEqualToThreshold",
        "threshold": 1.0,
    }
    return Alarm(**{**made, **fields})


def log_alarms(**fields: Any) -> RegionalAlarms:
    """The filters and alarms of us-east-1, one pair for each of CIS's patterns."""
    made = {
        "region": "us-east-1",
        "metric_filters": tuple(metric_filter(name) for name in CIS_PATTERNS),
        "alarms": tuple(alarm(name) for name in CIS_PATTERNS),
    }
    return RegionalAlarms(**{**made, **fields})


def by_rules(**facts: Any) -> Account:
    """An account in which root is heard by event rules: eu-west-1 forwards to us-east-1, which tells the topic."""
    made = {
        "trails": (trail(),),
        "event_rules": (rules("eu-west-1", rule("eu-west-1", HOME_BUS)), rules("us-east-1", rule("us-east-1"))),
        "log_alarms": (),
        "topics": (topic(),),
        "identities": identities(roles=(forwarder(),)),
    }
    return account(**{**made, **facts})


def by_alarms(**facts: Any) -> Account:
    """An account in which root and all five kinds of events are heard CIS's way, and by no event rule."""
    made = {
        "trails": (trail(log_group=LOG_GROUP),),
        "event_rules": (rules("eu-west-1"), rules("us-east-1")),
        "log_alarms": (log_alarms(),),
        "topics": (topic(),),
    }
    return account(**{**made, **facts})


def silent(**facts: Any) -> Account:
    """An account with a sound trail and nobody who listens."""
    return by_rules(**{"event_rules": (rules("eu-west-1"), rules("us-east-1")), "topics": (), **facts})


def organization(management: str = ACCOUNT, **fields: Any) -> Organization:
    """An organisation with all features; without an account number this account manages it."""
    return Organization(**{"id": "o-exampleorgid", "management_account": management, "feature_set": "ALL", **fields})
