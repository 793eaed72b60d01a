from __future__ import annotations

import json

from rootward.checks.root_use import alert_relay
from rootward.iam_policy import Complete, Policies, Principal, Request, Verdict, decide
from rootward.model.monitoring import RuleTarget
from tests.checks.facts import ACCOUNT, account

US = account()
GOV = account(partition="aws-us-gov")
CHINA = account(partition="aws-cn")


def test_one_region_tells_people_and_the_others_forward_to_it():
    assert alert_relay.target(US, "us-east-1", "rootward-alerts") == RuleTarget(
        id="topic", arn=f"arn:aws:sns:us-east-1:{ACCOUNT}:rootward-alerts"
    )
    assert alert_relay.target(US, "eu-west-1", "rootward-alerts") == RuleTarget(
        id="home",
        arn=f"arn:aws:events:us-east-1:{ACCOUNT}:event-bus/default",
        role=f"arn:aws:iam::{ACCOUNT}:role/rootward-event-forwarding",
    )


def test_govcloud_forwards_within_its_partition():
    assert alert_relay.hub_of(GOV, "us-gov-east-1") == "us-gov-west-1"
    assert alert_relay.target(GOV, "us-gov-east-1", "alerts").arn.startswith("arn:aws-us-gov:events:us-gov-west-1:")


def test_in_china_each_region_tells_people_itself():
    for region in ("cn-north-1", "cn-northwest-1"):
        assert alert_relay.target(CHINA, region, "rootward-alerts") == RuleTarget(
            id="topic", arn=f"arn:aws-cn:sns:{region}:{ACCOUNT}:rootward-alerts"
        )


def test_eventbridge_may_publish_to_the_topic_without_a_condition():
    """AWS: "You can't use Condition blocks in Amazon SNS topic policies for EventBridge"."""
    change = alert_relay.topic(US, "us-east-1", "rootward-alerts", "alarms@acme.example")
    (publisher,) = (
        one for one in json.loads(change.policy)["Statement"] if one["Principal"] == {"Service": "events.amazonaws.com"}
    )

    assert publisher["Action"] == "sns:Publish"
    assert "Condition" not in publisher
    assert asked(change.policy, "sns:Publish", change.arn, "events.amazonaws.com") is Verdict.ALLOW
    assert asked(change.policy, "sns:Subscribe", change.arn, "events.amazonaws.com") is not Verdict.ALLOW
    assert asked(change.policy, "sns:Publish", change.arn, "s3.amazonaws.com") is not Verdict.ALLOW


def test_the_account_keeps_what_the_default_policy_gives_it_and_no_other_account_gets_it():
    change = alert_relay.topic(US, "us-east-1", "rootward-alerts", "alarms@acme.example")

    for owner, verdict in ((ACCOUNT, Verdict.ALLOW), ("999999999999", Verdict.DENY)):
        request = Request(
            action="sns:SetTopicAttributes",
            resource=change.arn,
            principal=f"arn:aws:iam::{owner}:user/ann",
            context=Complete({"aws:SourceOwner": owner}),
            resource_account=ACCOUNT,
        )
        assert decide(request, Policies(resource=[change.policy])).verdict is verdict


def test_the_role_may_be_taken_for_rules_of_its_account_and_put_events_on_one_bus():
    role, policy = alert_relay.role(US), alert_relay.role_policy(US)

    for holder, verdict in ((ACCOUNT, Verdict.ALLOW), ("999999999999", Verdict.DENY)):
        context = {"aws:SourceAccount": holder}
        assert asked(role.trust_policy, "sts:AssumeRole", role.arn, "events.amazonaws.com", context) is verdict
    assert policy.holder.arn == role.arn
    (statement,) = json.loads(policy.after or "")["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Action": "events:PutEvents",
        "Resource": f"arn:aws:events:us-east-1:{ACCOUNT}:event-bus/default",
    }


def asked(document, action, arn, service, context=None):
    request = Request(
        action=action,
        resource=arn,
        principal=Principal("Service", service),
        context=Complete(context or {}),
        resource_account=ACCOUNT,
    )
    return decide(request, Policies(resource=[document])).verdict
