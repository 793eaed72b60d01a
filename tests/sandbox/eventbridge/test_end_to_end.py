"""What root does in a region where nobody works reaches who reads the mail; without one of the links it does not."""

from __future__ import annotations

import json

import pytest

from rootward.sandbox import serve
from rootward.sandbox.console import SignIn
from tests.sandbox.eventbridge.conftest import (
    ACCOUNT,
    BUS,
    EVERYTHING,
    HOME,
    PATTERN,
    QUIET,
    ROLE,
    RULE,
    SECURITY,
    TO_EVENTS,
    TOPIC,
    TRAIL,
    policy,
)


def names(watched):
    return [(event["region"], event["detail"]["eventName"]) for event in watched.heard]


def test_roots_read_in_a_quiet_region_reaches_the_reader(watched):
    watched.root("ec2", QUIET).describe_regions()

    (event,) = watched.heard
    assert event["source"] == "aws.ec2"
    assert event["account"] == ACCOUNT
    assert event["region"] == QUIET
    assert event["detail-type"] == "AWS API Call via CloudTrail"
    assert event["detail"]["eventName"] == "DescribeRegions"
    assert event["detail"]["userIdentity"]["type"] == "Root"
    assert event["id"] == event["detail"]["eventID"]


def test_roots_list_of_buckets_reaches_the_reader_from_where_it_was_asked_for(watched):
    watched.root("s3", QUIET).list_buckets()
    assert names(watched) == [(QUIET, "ListBuckets")]


def test_what_root_does_in_iam_is_heard_at_home(watched):
    watched.root("iam", QUIET).list_users()
    assert names(watched) == [(HOME, "ListUsers")]


def test_roots_sign_in_to_the_console_is_heard_at_home(watched):
    watched.sandbox.do(SignIn())
    (event,) = watched.heard
    assert (event["region"], event["source"]) == (HOME, "aws.signin")
    assert event["detail-type"] == "AWS Console Sign In via CloudTrail"


def test_what_others_do_does_not_match(watched):
    watched.admin("ec2", QUIET).describe_regions()
    assert watched.heard == []


def test_a_region_without_a_rule_is_deaf(watched):
    watched.root("ec2", "eu-west-1").describe_regions()
    assert watched.heard == []


def test_a_plain_rule_hears_what_changes_something_and_no_reads(watched):
    watched.rule(QUIET, {"Arn": BUS, "RoleArn": ROLE}, state="ENABLED")
    watched.root("ec2", QUIET).describe_regions()
    assert watched.heard == []
    watched.root("sns", QUIET).create_topic(Name="other")
    assert names(watched) == [(QUIET, "CreateTopic")]


def test_a_plain_rule_behind_a_forwarding_one_hears_no_reads(watched):
    watched.rule(HOME, {"Arn": TOPIC}, state="ENABLED")
    watched.root("ec2", QUIET).describe_regions()
    assert watched.heard == []
    watched.root("sns", QUIET).create_topic(Name="other")
    assert names(watched) == [(QUIET, "CreateTopic")]


def test_a_disabled_rule_hears_nothing(watched):
    watched.admin("events", QUIET).disable_rule(Name=RULE)
    watched.root("sns", QUIET).create_topic(Name="other")
    assert watched.heard == []


def test_without_a_trail_that_logs_nothing_is_heard(watched):
    watched.admin("cloudtrail").stop_logging(Name=TRAIL)
    watched.root("ec2", QUIET).describe_regions()
    watched.sandbox.do(SignIn())
    assert watched.heard == []
    watched.admin("cloudtrail").delete_trail(Name=TRAIL)
    watched.root("ec2", QUIET).describe_regions()
    assert watched.heard == []


def test_the_call_that_stops_the_trail_is_heard_still(watched):
    watched.root("cloudtrail").stop_logging(Name=TRAIL)
    assert names(watched) == [(HOME, "StopLogging")]


def test_what_the_trail_leaves_out_is_not_heard(watched):
    selectors = [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True, "DataResources": []}]
    watched.admin("cloudtrail").put_event_selectors(TrailName=TRAIL, EventSelectors=selectors)
    watched.root("ec2", QUIET).describe_regions()
    assert watched.heard == []


def test_a_subscription_that_was_not_confirmed_gets_nothing(watched):
    sns = watched.admin("sns")
    sns.subscribe(TopicArn=TOPIC, Protocol="email", Endpoint="new@acme.example")
    watched.root("ec2", QUIET).describe_regions()
    assert watched.sandbox.messages_to("new@acme.example") == []
    watched.sandbox.confirm_subscription("new@acme.example")
    watched.root("ec2", QUIET).describe_regions()
    assert len(watched.sandbox.messages_to("new@acme.example")) == 1
    with pytest.raises(LookupError):
        watched.sandbox.confirm_subscription("new@acme.example")


def test_another_region_is_reached_with_a_role_only(watched):
    watched.admin("events", QUIET).remove_targets(Rule=RULE, Ids=["on"])
    watched.rule(QUIET, {"Arn": BUS})
    watched.root("ec2", QUIET).describe_regions()
    assert watched.heard == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda iam: iam.delete_role_policy(RoleName="root-events", PolicyName="put"),
        lambda iam: iam.put_role_policy(
            RoleName="root-events",
            PolicyName="put",
            PolicyDocument=policy("events:PutEvents", BUS.replace(HOME, QUIET)),
        ),
        lambda iam: iam.update_assume_role_policy(
            RoleName="root-events",
            PolicyDocument=policy("sts:AssumeRole", Principal={"Service": "lambda.amazonaws.com"}),
        ),
        lambda iam: (
            iam.delete_role_policy(RoleName="root-events", PolicyName="put"),
            iam.delete_role(RoleName="root-events"),
        ),
    ],
    ids=["no-policy", "another-bus", "another-service", "gone"],
)
def test_a_role_that_does_not_let_eventbridge_put_events_passes_nothing_on(watched, spoil):
    spoil(watched.admin("iam"))
    watched.root("ec2", QUIET).describe_regions()
    assert watched.heard == []


def test_a_role_may_trust_eventbridge_for_one_rule_alone(watched):
    iam = watched.admin("iam")
    for rule, heard in (("other", 0), (RULE, 1)):
        only = {"ArnEquals": {"aws:SourceArn": f"arn:aws:events:{QUIET}:{ACCOUNT}:rule/{rule}"}}
        trust = policy("sts:AssumeRole", **TO_EVENTS, Condition=only)
        iam.update_assume_role_policy(RoleName="root-events", PolicyDocument=trust)
        watched.root("ec2", QUIET).describe_regions()
        assert len(watched.heard) == heard


def test_a_topic_whose_policy_does_not_let_eventbridge_publish_gets_nothing(watched):
    sns = watched.admin("sns")
    sns.delete_topic(TopicArn=TOPIC)
    sns.create_topic(Name=RULE)
    sns.subscribe(TopicArn=TOPIC, Protocol="email", Endpoint=SECURITY)
    watched.sandbox.confirm_subscription(SECURITY)
    watched.root("ec2", QUIET).describe_regions()
    assert watched.heard == []


@pytest.mark.parametrize(("account", "heard"), [(ACCOUNT, 1), ("111122223333", 0)])
def test_a_topic_may_take_from_rules_of_one_account_alone(watched, account, heard):
    only = policy("sns:Publish", TOPIC, **TO_EVENTS, Condition={"StringEquals": {"aws:SourceAccount": account}})
    watched.admin("sns").set_topic_attributes(TopicArn=TOPIC, AttributeName="Policy", AttributeValue=only)
    watched.root("ec2", QUIET).describe_regions()
    assert len(watched.heard) == heard


def test_an_event_is_forwarded_once(watched):
    events, iam = watched.admin("events"), watched.admin("iam")
    events.create_event_bus(Name="third")
    third = BUS.replace("default", "third")
    events.put_rule(Name=RULE, EventBusName="third", EventPattern=PATTERN, State=EVERYTHING)
    events.put_targets(Rule=RULE, EventBusName="third", Targets=[{"Id": "on", "Arn": TOPIC}])
    both = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "events:PutEvents", "Resource": "*"}]}
    iam.put_role_policy(RoleName="root-events", PolicyName="put", PolicyDocument=json.dumps(both))
    watched.rule(HOME, {"Arn": third, "RoleArn": ROLE})

    watched.root("ec2", QUIET).describe_regions()
    assert watched.heard == []
    watched.root("ec2", HOME).describe_regions()
    assert names(watched) == [(HOME, "DescribeRegions")]


def test_a_bus_of_the_same_region_needs_no_role_and_one_that_is_not_there_takes_nothing(watched):
    watched.admin("events").create_event_bus(Name="third")
    watched.admin("events").put_rule(Name=RULE, EventBusName="third", EventPattern=PATTERN, State=EVERYTHING)
    watched.admin("events").put_targets(Rule=RULE, EventBusName="third", Targets=[{"Id": "on", "Arn": TOPIC}])
    third = BUS.replace("default", "third")
    for arn, heard in (
        (f"{BUS}-missing", 0),
        (third.replace(ACCOUNT, "111122223333"), 0),
        (third.replace(HOME, "ap-east-2"), 0),
        (third, 1),
    ):
        watched.rule(HOME, {"Arn": arn})
        watched.root("ec2").describe_regions()
        assert len(watched.heard) == heard


def test_a_queue_gets_the_event_where_its_policy_lets_eventbridge_send(watched):
    sqs = watched.admin("sqs")
    url = sqs.create_queue(QueueName="told")["QueueUrl"]
    arn = f"arn:aws:sqs:{HOME}:{ACCOUNT}:told"
    watched.rule(HOME, {"Arn": arn}, name="to-queue")
    watched.root("ec2").describe_regions()
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy("sqs:SendMessage", arn, **TO_EVENTS)})
    watched.root("ec2").describe_regions()
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert json.loads(message["Body"])["detail"]["eventName"] == "DescribeRegions"


def test_a_target_of_another_region_gets_nothing(watched):
    watched.admin("events", QUIET).remove_targets(Rule=RULE, Ids=["on"])
    watched.rule(QUIET, {"Arn": TOPIC})
    watched.root("ec2", QUIET).describe_regions()
    assert watched.heard == []


def test_a_text_of_its_own_takes_the_place_of_the_event(watched):
    watched.rule(HOME, {"Arn": TOPIC, "Input": '"root was here"'})
    watched.root("ec2").describe_regions()
    assert [message.text for message in watched.sandbox.messages_to(SECURITY)] == ['"root was here"']


def test_a_text_that_is_to_be_made_of_the_event_is_not_sent(watched):
    watched.rule(HOME, {"Arn": TOPIC, "InputPath": "$.detail"})
    watched.root("ec2").describe_regions()
    assert watched.heard == []


def test_a_pattern_that_asks_for_more_is_asked(watched):
    only = json.dumps({"source": ["aws.iam"], "detail": {"userIdentity": {"type": ["Root"]}}})
    watched.admin("events").put_rule(Name=RULE, EventPattern=only, State=EVERYTHING)
    watched.root("ec2").describe_regions()
    watched.root("iam").list_users()
    assert names(watched) == [(HOME, "ListUsers")]


def test_what_was_heard_is_forgotten_with_the_state_that_had_it(watched):
    before = watched.sandbox.save()
    watched.root("ec2", QUIET).describe_regions()
    watched.sandbox.restore(before)
    assert watched.heard == []


def test_the_alarm_of_the_scenario_hardened_tells_of_roots_sign_in():
    with serve("hardened") as sandbox:
        sandbox.do(SignIn())
        (message,) = sandbox.messages_to(SECURITY)
    assert json.loads(message.text)["detail"]["eventName"] == "ConsoleLogin"
