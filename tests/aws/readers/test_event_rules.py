from __future__ import annotations

import json

import pytest

from rootward.aws.readers import READERS
from rootward.aws.readers.event_rules import could_hear_cloudtrail
from rootward.model.monitoring import RuleTarget
from rootward.model.unknown import Blocked, Unknown
from tests.aws.fake_aws import account, js, json_error
from tests.checks.facts import ACCOUNT

ROOT_PATTERN = json.dumps({"detail": {"userIdentity": {"type": ["Root"]}}})
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:alerts"


def rule(name, **fields):
    made = {"Name": name, "Arn": f"arn-{name}", "State": "ENABLED", "EventPattern": ROOT_PATTERN}
    return {**made, **fields}


def targets(*arns):
    return js({"Targets": [{"Id": str(number), "Arn": arn} for number, arn in enumerate(arns)]})


def read(aws, *regions):
    with aws.reading() as reading:
        return READERS["event_rules"].read(reading, account(regions=regions or ("us-east-1",)))


def test_a_rule_that_could_hear_root_is_followed_to_its_targets(aws):
    aws.answers.update(ListRules=js({"Rules": [rule("root")]}), ListTargetsByRule=targets(TOPIC))

    (regional,) = read(aws)
    (found,) = regional.rules

    assert (regional.region, regional.buses) == ("us-east-1", ("default",))
    assert (found.name, found.state, found.pattern, found.event_bus) == ("root", "ENABLED", ROOT_PATTERN, "default")
    assert found.targets == (RuleTarget(id="0", arn=TOPIC),)
    assert aws.asked("ListRules") == [{"EventBusName": "default"}]


@pytest.mark.parametrize(
    "fields",
    [
        {"State": "DISABLED"},
        {"ManagedBy": "autoscaling.amazonaws.com"},
        {"EventPattern": json.dumps({"source": ["acme.orders"]})},
        {"EventPattern": json.dumps({"source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change"]})},
    ],
)
def test_nobody_asks_where_a_rule_sends_that_hears_nothing_of_root(aws, fields):
    aws.answers["ListRules"] = js({"Rules": [rule("other", **fields)]})

    (regional,) = read(aws)

    assert isinstance(regional.rules[0].targets, Unknown)
    assert regional.rules[0].targets.reason == "not_collected"
    assert aws.asked("ListTargetsByRule") == []


def test_a_rule_of_user_notifications_is_followed(aws):
    aws.answers.update(
        ListRules=js({"Rules": [rule("un", ManagedBy="notifications.amazonaws.com")]}), ListTargetsByRule=targets("a")
    )

    (regional,) = read(aws)

    assert regional.rules[0].targets == (RuleTarget(id="0", arn="a"),)


def test_a_schedule_is_no_rule_with_a_pattern(aws):
    aws.answers["ListRules"] = js({"Rules": [rule("nightly", EventPattern=None, ScheduleExpression="rate(1 day)")]})

    (regional,) = read(aws)

    assert regional.rules == ()


def test_targets_that_are_denied_leave_the_rule(aws):
    aws.answers.update(
        ListRules=js({"Rules": [rule("root")]}), ListTargetsByRule=json_error("AccessDeniedException", "no")
    )

    (regional,) = read(aws)

    assert regional.rules[0].targets == Unknown("denied", "events:ListTargetsByRule", "AccessDenied: no")


def test_each_region_has_its_own_answer(aws):
    scp = json_error("AccessDeniedException", "no, with an explicit deny in a service control policy")
    aws.answers["ListRules"] = lambda _, region: js({"Rules": []}) if region == "us-east-1" else scp

    closed, here = read(aws, "eu-west-1", "us-east-1")

    assert isinstance(closed.rules, Blocked)
    assert here.rules == ()


def test_a_bus_of_this_account_that_a_rule_sends_to_is_read_in_its_region(aws):
    audit = f"arn:aws:events:us-east-1:{ACCOUNT}:event-bus/audit"
    elsewhere = "arn:aws:events:us-east-1:999988887777:event-bus/theirs"

    def rules(parameters, region):
        if parameters["EventBusName"] == "audit":
            return js({"Rules": [rule("onward")]})
        return js({"Rules": [rule("forward")] if region == "eu-west-1" else []})

    aws.answers.update(
        ListRules=rules,
        ListTargetsByRule=lambda parameters, _: (
            targets(TOPIC) if parameters["Rule"] == "onward" else targets(audit, elsewhere)
        ),
    )

    ireland, virginia = read(aws, "eu-west-1", "us-east-1")

    assert ireland.buses == ("default",)
    assert virginia.buses == ("default", "audit")
    assert [(found.name, found.event_bus) for found in virginia.rules] == [("onward", "audit")]
    assert {request["EventBusName"] for request in aws.asked("ListRules")} == {"default", "audit"}


def test_a_bus_that_cannot_be_read_is_not_among_those_that_were(aws):
    def rules(parameters, _region):
        if parameters["EventBusName"] == "audit":
            return json_error("AccessDeniedException", "no")
        return js({"Rules": [rule("forward")]})

    aws.answers.update(
        ListRules=rules, ListTargetsByRule=targets(f"arn:aws:events:us-east-1:{ACCOUNT}:event-bus/audit")
    )

    (regional,) = read(aws)

    assert regional.buses == ("default",)
    assert len(regional.rules) == 1


@pytest.mark.parametrize(
    ("pattern", "could"),
    [
        ({"detail": {"userIdentity": {"type": ["Root"]}}}, True),
        ({"source": ["aws.signin"]}, True),
        ({"source": ["acme"]}, False),
        ({"source": ["acme", "aws.iam"]}, True),
        ({"source": [{"prefix": "aws."}]}, True),
        ({"source": ["acme", {"exists": True}]}, True),
        ({"detail-type": ["AWS Console Sign In via CloudTrail"]}, True),
        ({"detail-type": ["AWS API Call via CloudTrail"], "source": ["aws.iam"]}, True),
        ({"detail-type": ["Scheduled Event"]}, False),
        ({"detail-type": [{"wildcard": "*"}]}, True),
        ({"$or": [{"source": ["acme"]}]}, True),
        ({}, True),
        ([], True),
    ],
)
def test_only_a_pattern_that_plainly_says_otherwise_hears_no_cloudtrail_event(pattern, could):
    assert could_hear_cloudtrail(json.dumps(pattern)) is could


def test_a_pattern_that_is_no_json_could_hear_anything():
    assert could_hear_cloudtrail("{") is True
    assert could_hear_cloudtrail("[" * 100_000) is True


def test_the_role_by_which_a_rule_sends_is_kept(aws):
    role = f"arn:aws:iam::{ACCOUNT}:role/forwarding"
    sent = js({"Targets": [{"Id": "home", "Arn": TOPIC, "RoleArn": role}]})
    aws.answers.update(ListRules=js({"Rules": [rule("root")]}), ListTargetsByRule=sent)

    (regional,) = read(aws)

    assert regional.rules[0].targets == (RuleTarget(id="home", arn=TOPIC, role=role),)


def test_a_rule_of_rootward_s_is_followed_to_its_targets_even_if_it_is_disabled(aws):
    disabled = rule("rootward-root-use", State="DISABLED")
    aws.answers.update(ListRules=js({"Rules": [disabled]}), ListTargetsByRule=targets(TOPIC))

    (regional,) = read(aws)

    assert regional.rules[0].targets == (RuleTarget(id="0", arn=TOPIC),)
