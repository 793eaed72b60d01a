"""Who needs what a change takes away: rules and alarms, whoever made them."""

from __future__ import annotations

from typing import Any

import msgspec

from rootward.aws.looks import actions_of_looks, pointers
from rootward.aws.looks.pointing import can_be_pointed_to
from rootward.model.change import IdentityRef, InlinePolicyChange
from rootward.model.unknown import Unknown
from tests.aws.looks.asked import client
from tests.aws.practice import allow, policy, reading_of, session_of
from tests.checks.facts import ACCOUNT, arn, trust
from tests.model.change import kinds
from tests.model.change.kinds import EMAIL, EU, TOPIC_ARN, TOPIC_POLICY

PATTERN = '{"source": ["aws.billing"]}'
ROLE = kinds.role("to-bus", after=False)


def told(practice, change) -> Any:
    with reading_of(practice) as reading:
        found = pointers(reading, change)
    return found if isinstance(found, Unknown) else [one.told for one in found]


def topic_in(practice):
    sns = client(practice, "sns")
    sns.create_topic(Name="rootward-alarm", Attributes={"Policy": TOPIC_POLICY})
    sns.subscribe(TopicArn=TOPIC_ARN, Protocol="email", Endpoint=EMAIL)


def rule_in(practice, region, target, **fields):
    events: Any = session_of(practice).client("events", region)
    events.put_rule(Name="theirs", EventPattern=PATTERN)
    events.put_targets(Rule="theirs", Targets=[{"Id": "one", "Arn": target, **fields}])


def test_nobody_needs_a_topic_to_which_nobody_points(practice):
    topic_in(practice)

    assert told(practice, kinds.topic(after=False)) == []


def test_a_rule_and_an_alarm_that_tell_a_topic_need_it_whatever_they_hear(practice):
    topic_in(practice)
    rule_in(practice, EU, TOPIC_ARN)
    client(practice, "cloudwatch").put_metric_alarm(
        AlarmName="costs",
        Namespace="AWS/Billing",
        MetricName="EstimatedCharges",
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        InsufficientDataActions=[TOPIC_ARN],
    )

    assert told(practice, kinds.topic(after=False)) == [f"rule theirs in {EU}", f"alarm costs in {EU}"]


def test_a_rule_of_any_region_may_send_by_a_role(practice):
    client(practice, "iam").create_role(RoleName="to-bus", AssumeRolePolicyDocument=ROLE.trust_policy)
    rule_in(practice, EU, f"arn:aws:events:us-east-1:{ACCOUNT}:event-bus/default", RoleArn=ROLE.arn)
    written = InlinePolicyChange(
        holder=IdentityRef("role", "to-bus", arn("role", "to-bus")),
        name="put-events",
        before=policy(allow("events:PutEvents")),
        after=None,
    )

    assert told(practice, ROLE) == told(practice, written) == [f"rule theirs in {EU}"]


def test_a_list_that_is_denied_leaves_it_unknown(practice):
    practice.deny("events:ListTargetsByRule", "events:ListRules")

    for change in (kinds.topic(after=False), ROLE):
        found = told(practice, change)
        assert (found.reason, found.action) == ("denied", "events:ListRules")


def test_only_what_eventbridge_may_take_can_be_needed_by_rules():
    of_ec2 = msgspec.structs.replace(ROLE, trust_policy=trust({"Service": "ec2.amazonaws.com"}))

    assert can_be_pointed_to(ROLE)
    assert not can_be_pointed_to(ROLE.inverse())
    assert not can_be_pointed_to(of_ec2)
    assert "events:ListRules" in actions_of_looks([ROLE])
    assert "events:ListRules" not in actions_of_looks([of_ec2])
